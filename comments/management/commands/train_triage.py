"""`manage.py train_triage`: learn which comments are refused, and say how well."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F, QuerySet
from django.utils import timezone

from comments import triage
from comments.models import REFUSING, Comment

NEWEST = 30_000  # decided comments of each kind; measured: 0.85 GB and 40 s at 130 characters each


class Command(BaseCommand):
    """Learns from a labelled file or from the site's own decisions; decides nothing itself."""

    help = (
        "Learn from decided comments, or from a labelled tab-separated file, which comments are "
        "likely to be refused. The model sorts the queue and flags; it never decides. "
        "Needs scikit-learn."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the comments come from, where the model goes, how it is measured."""
        parser.add_argument(
            "--labels",
            type=Path,
            metavar="FILE.tsv",
            help="learn from this file instead of the site's decisions; its first line names the "
            f"columns: one of {', '.join(triage.TEXT_COLUMNS)} and one of "
            f"{', '.join(triage.LABEL_COLUMNS)}",
        )
        parser.add_argument(
            "--refused",
            default="",
            metavar="LABEL",
            help="the label of what is refused, all others are not; by default the usual words "
            "(Offensive, rejected, 1 …) are known",
        )
        parser.add_argument("--out", type=Path, metavar="FILE", help="default: TRIAGE_MODEL")
        parser.add_argument(
            "--folds", type=int, default=0, metavar="N", help="also cross-validate in N parts"
        )

    def handle(self, **options: Any) -> None:
        """Measure on a part that is kept back, then learn from everything and store that."""
        if options["folds"] and not 2 <= options["folds"] <= triage.FEWEST:
            raise CommandError(f"--folds is a number from 2 to {triage.FEWEST}.")
        try:
            self._train(**options)
        except (ImproperlyConfigured, ValueError, OSError) as error:
            raise CommandError(str(error)) from error

    def _train(
        self, labels: Path | None, refused: str, out: Path | None, folds: int, **_others: Any
    ) -> None:
        rows = from_file(labels, refused) if labels else from_decisions()
        learnt, kept = triage.hold_out(rows)
        self.stdout.write(
            f"{len(rows)} comments, {sum(row.is_refused for row in rows)} of them refused. "
            f"Learnt from {len(learnt)}, measured on the other {len(kept)}:"
        )
        found = triage.measure(triage.learn(learnt), kept)
        self._print(found)
        if folds:
            self._cross_validate(rows, folds)
        out = out or Path(settings.TRIAGE_MODEL)
        model = triage.learn(
            rows,
            trained_at=timezone.now().isoformat(timespec="seconds"),
            held_out=round(found[-1].f1, 4),
        )
        size = model.save(out)
        self.stdout.write(f"Then learnt from all of them and stored in {out} ({size:,} bytes).")

    def _print(self, measures: Sequence[triage.Measure]) -> None:
        self.stdout.write(f"{'':10}{'precision':>10}{'recall':>10}{'F1':>10}{'comments':>10}")
        for name, precision, recall, f1, comments in measures:
            self.stdout.write(f"{name:10}{precision:10.3f}{recall:10.3f}{f1:10.3f}{comments:10}")

    def _cross_validate(self, rows: Sequence[triage.Labelled], folds: int) -> None:
        found = [measures[-1].f1 for measures in triage.cross_validate(rows, folds)]
        mean = sum(found) / folds
        spread = (sum((each - mean) ** 2 for each in found) / folds) ** 0.5
        self.stdout.write(
            f"Macro F1 over {folds} parts: {mean:.4f} ± {spread:.4f} "
            f"({', '.join(f'{each:.4f}' for each in found)})"
        )


def from_file(path: Path, refused: str) -> list[triage.Labelled]:
    """The comments of a labelled file. Raises ValueError naming file and line."""
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            return triage.different(triage.labelled_rows(lines, refused))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def from_decisions() -> list[triage.Labelled]:
    """What people decided on the words that still stand; the newest."""
    # A refused comment that was sent again with other words waits for its next decision.
    refused = Comment.objects.filter(
        decision__ruling__in=REFUSING, decision__words_version=F("words_version")
    )
    kinds = ((Comment.objects.approved(), False), (refused, True))
    return triage.different(
        triage.Labelled(words, is_refused)
        for comments, is_refused in kinds
        for words in _words(comments)
    )


def _words(comments: QuerySet[Comment]) -> list[str]:
    rows = comments.order_by("-pk").values_list("subject", "message")[:NEWEST]
    return [triage.text_of(subject, message) for subject, message in rows]
