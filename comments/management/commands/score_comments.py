"""`manage.py score_comments < in.tsv > out.tsv`: put a score behind every line.

`manage.py score_comments --waiting` scores what waits in the queue, after a model was made.
"""

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from comments import triage
from comments.models import Comment

BATCH = 500  # comments that are scored and stored together


class Command(BaseCommand):
    """Scores lines without a database, or the comments that wait; it decides nothing."""

    help = (
        "Read tab-separated lines and write each with one more column: how likely the comment is "
        "to be refused, from 0 to 1 (0.5 is the border). If the first line names a column "
        f"{', '.join(triage.TEXT_COLUMNS)}, that one is scored; without such a heading the last."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Another model, another column."""
        parser.add_argument("--model", type=Path, metavar="FILE", help="default: TRIAGE_MODEL")
        parser.add_argument(
            "--column", type=int, metavar="N", help="score column N (from 1); there is no heading"
        )

        parser.add_argument(
            "--waiting",
            action="store_true",
            help="score the comments that wait for a decision and keep the scores, by which the "
            "queue can be sorted; reads and writes no lines",
        )

    def handle(
        self, *, model: Path | None, column: int | None, waiting: bool, **_options: Any
    ) -> None:
        """Score standard input, line by line, or what waits."""
        if column is not None and column < 1:
            raise CommandError("Columns are counted from 1.")
        try:
            weights = triage.Model.load(model or Path(settings.TRIAGE_MODEL))
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if waiting:
            self.stdout.write(f"{score_waiting(weights)} waiting comments scored.")
            return
        for stream in (sys.stdin, sys.stdout):
            if isinstance(stream, io.TextIOWrapper):
                # Whatever the locale, bytes leave as they came, also those that are no UTF-8.
                stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
        for line in scored(weights, sys.stdin, column):
            self.stdout.write(line)


def score_waiting(model: triage.Model) -> int:
    """Keep the score of every comment that waits; returns how many there were."""
    waiting = Comment.objects.filter(status=Comment.Status.PENDING).order_by("pk")
    rows = waiting.only("pk", "subject", "message")
    count = last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for comment in batch:
            text = triage.text_of(comment.subject, comment.message)
            comment.triage_score = model.score(text)
        # The filter is asked again: what its author has erased meanwhile gets no score.
        waiting.bulk_update(batch, ["triage_score"])
        count, last = count + len(batch), batch[-1].pk
    return count


def scored(model: triage.Model, lines: Iterable[str], number: int | None) -> Iterator[str]:
    """Yield each line with its score behind a tab; a heading gets the name `score`."""
    at = None if number is None else number - 1
    for count, line in enumerate(lines, start=1):
        bare = line.rstrip("\r\n")
        row = triage.fields(bare)
        if count == 1 and at is None:
            at = triage.column(triage.fields(bare.removeprefix("\ufeff")), triage.TEXT_COLUMNS)
            if at is not None:
                yield f"{bare}\tscore"
                continue
            at = -1
        if at is None or at >= len(row):
            raise CommandError(f"Line {count} has only {len(row)} columns.")
        yield f"{bare}\t{model.score(row[at]):.4f}"
