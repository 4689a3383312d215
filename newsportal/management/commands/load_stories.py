"""`manage.py load_stories FILE.jsonl`: published stories out of another system."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import loading
from newsportal.demo.progress import Progress

ERRORS_SHOWN = 20


class Command(BaseCommand):
    """Loads a file whole or not at all; loading it again adds nothing."""

    help = (
        "Loads published stories, one JSON object a line: headline, body_html and language; "
        "kicker, dek, section, source, published_at and original_url if there are. A file is "
        "loaded whole or not at all, and a story that was loaded before is passed over."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The files."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl")

    def handle(self, *, files: list[Path], verbosity: int, **_options: Any) -> None:
        """Load one file after the other; the first with a fault ends the run."""
        for file in files:
            progress = Progress(self.stdout if verbosity else None)
            try:
                loaded = loading.load(file, progress)
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}") from error
            except loading.BadLines as error:
                shown = [f"{file}:{line}: {fault}" for line, fault in error.faults[:ERRORS_SHOWN]]
                rest = len(error.faults) - len(shown)
                more = [f"… and {rest} more."] if rest else []
                text = "\n".join([*shown, *more, f"Nothing of {file} was loaded."])
                raise CommandError(text) from None
            progress.close()
            if verbosity:
                self.stdout.write(
                    f"{file}: {loaded.added} stories loaded, {loaded.known} were here already."
                )
