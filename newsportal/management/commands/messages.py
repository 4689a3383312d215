"""Extract, merge and compile the translations, or say what is missing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsportal import catalogues


class Command(BaseCommand):
    """`manage.py messages` writes newsportal/locale; `--check` writes nothing."""

    help = "Bring the Arabic and French catalogues up to date with the code and compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --check."""
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail naming what is missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Update the catalogues unless --check, then name what is missing."""
        if not options["check"]:
            written = catalogues.update(settings.BASE_DIR).written
            self.stdout.write(f"Written: {', '.join(written) or 'nothing, all was up to date'}.")
        problems = catalogues.problems(settings.BASE_DIR)
        for problem in problems:
            self.stdout.write(problem)
        if problems and options["check"]:
            raise CommandError(f"The translations are not complete: {len(problems)} problems.")
        self.stdout.write(
            f"{len(problems)} problems." if problems else "The translations are complete."
        )
