"""The counts: what came in, what became of it, how long it took, who objected or reported.

Everything is counted from the rows that the desk works on. A comment counts in the month in which
it arrived, as it stands now, so that the columns of a month always add up to what it received; an
appeal and a notice count in the month in which they were made.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, Min, Model, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from comments.models import Appeal, Comment, Decision, Notice


@dataclass
class Figures:
    """The counts of one month, or of all months together when `month` is None."""

    month: date | None
    received: int = 0
    published: int = 0
    refused: int = 0
    withdrawn: int = 0
    waiting: int = 0
    by_clause: Counter[str] = field(default_factory=Counter)
    decided: int = 0
    median: int | None = None
    slowest: int | None = None
    appeals: int = 0
    granted: int = 0
    upheld: int = 0
    open_appeals: int = 0
    notices: int = 0
    removed: int = 0
    kept: int = 0
    open_notices: int = 0

    @property
    def lapsed_notices(self) -> int:
        """Notices that nobody had to answer: the comment had left the site."""
        return self.notices - self.removed - self.kept - self.open_notices

    @property
    def lapsed(self) -> int:
        """Appeals that nobody had to answer: the refusal had gone another way."""
        return self.appeals - self.granted - self.upheld - self.open_appeals

    def measure(self, waits: Iterable[int]) -> None:
        """Take the percentiles of the seconds that first decisions took."""
        ordered = sorted(waits)
        self.decided = len(ordered)
        if ordered:
            self.median = percentile(ordered, 50)
            self.slowest = percentile(ordered, 95)


def percentile(ordered: list[int], percent: int) -> int:
    """The smallest of `ordered` that at least `percent` of 100 do not exceed (nearest rank)."""
    rank = -(-percent * len(ordered) // 100)
    return ordered[max(rank, 1) - 1]


def gather(now: datetime | None = None) -> tuple[Figures, list[Figures]]:
    """All months together, and each month from the first comment to now, the newest first.

    Four queries, whatever the number of rows.
    """
    total = Figures(None)
    months: dict[date, Figures] = {}
    _count_comments(total, months)
    _measure_waits(total, months)
    _count_appeals(total, months)
    _count_notices(total, months)
    if not months:
        return total, []
    this_month = timezone.localdate(now).replace(day=1)
    span = list(_months(min(months), max([*months, this_month])))
    return total, [months.get(month) or Figures(month) for month in reversed(span)]


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def _both(total: Figures, months: dict[date, Figures], month: date) -> tuple[Figures, Figures]:
    return total, months.setdefault(month, Figures(month))


def _count_comments(total: Figures, months: dict[date, Figures]) -> None:
    names = {
        Comment.Status.PENDING: "waiting",
        Comment.Status.APPROVED: "published",
        Comment.Status.REJECTED: "refused",
        Comment.Status.WITHDRAWN: "withdrawn",
    }
    rows = (
        Comment.objects.order_by()
        .annotate(month=TruncMonth("created_at"))
        .values_list("month", "status", "decision__clause__code")
        .annotate(count=Count("pk"))
    )
    for month, status, code, count in rows:
        name = names[status]
        for figures in _both(total, months, month.date()):
            figures.received += count
            setattr(figures, name, getattr(figures, name) + count)
            if name == "refused":
                figures.by_clause[code] += count


def _measure_waits(total: Figures, months: dict[date, Figures]) -> None:
    # The percentiles are taken here and not in SQL: SQLite has none, and PostgreSQL interpolates.
    rows = (
        Decision.objects.order_by()
        .values("comment_id", "comment__created_at")
        .annotate(first=Min("made_at"))
        .values_list("comment__created_at", "first")
    )
    waits: dict[date, list[int]] = {}
    for received, decided in rows.iterator(chunk_size=10_000):
        seconds = max(int((decided - received).total_seconds()), 0)
        waits.setdefault(timezone.localdate(received).replace(day=1), []).append(seconds)
    for month, found in waits.items():
        months.setdefault(month, Figures(month)).measure(found)
    total.measure(wait for found in waits.values() for wait in found)


def _count_appeals(total: Figures, months: dict[date, Figures]) -> None:
    is_open = Q(
        outcome="",
        comment__status=Comment.Status.REJECTED,
        comment__decision_id=F("decision_id"),
    )
    rows = _by_month(
        Appeal,
        appeals=Count("pk"),
        granted=Count("pk", filter=Q(outcome=Appeal.Outcome.OVERTURNED)),
        upheld=Count("pk", filter=Q(outcome=Appeal.Outcome.UPHELD)),
        open_appeals=Count("pk", filter=is_open),
    )
    _add_up(rows, total, months)


def _count_notices(total: Figures, months: dict[date, Figures]) -> None:
    is_open = Q(
        outcome="",
        comment__status__in=(Comment.Status.APPROVED, Comment.Status.PENDING),
        comment__words_version=F("words_version"),
    )
    rows = _by_month(
        Notice,
        notices=Count("pk"),
        removed=Count("pk", filter=Q(outcome=Notice.Outcome.REMOVED)),
        kept=Count("pk", filter=Q(outcome=Notice.Outcome.KEPT)),
        open_notices=Count("pk", filter=is_open),
    )
    _add_up(rows, total, months)


def _by_month(model: type[Model], **counts: Count) -> QuerySet:
    """One row a month in which any of `model` was made, with the `counts` by their names."""
    rows = model._base_manager.order_by().annotate(month=TruncMonth("made_at"))
    return rows.values("month").annotate(**counts)


def _add_up(rows: QuerySet, total: Figures, months: dict[date, Figures]) -> None:
    """Add each row's counts to the figures of its month and of all months."""
    for row in rows:
        for figures in _both(total, months, row.pop("month").date()):
            for name, count in row.items():
                setattr(figures, name, getattr(figures, name) + count)
