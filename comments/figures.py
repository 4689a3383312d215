"""The public figures: what came in, what became of it, how long it took, who objected or reported.

Everything is counted from the rows that the desk works on. A comment counts in the month in which
it arrived, as it stands now, so that the columns of a month always add up to what it received; an
appeal and a notice count in the month in which they were made.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comments.charts import (
    appeals_chart,
    months_chart,
    notices_chart,
    refusals_chart,
    waits_chart,
)
from comments.models import Appeal, Clause, Comment, Decision, Notice, Policy
from comments.tables import tables
from newsportal.caching import shortly

KEPT_SECONDS = 600  # for so long the counts are not made anew
CACHE_KEY = "comments.figures"
CHARTED = 12  # months drawn; the tables hold them all


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
    rows = (
        Appeal.objects.order_by()
        .annotate(month=TruncMonth("made_at"))
        .values("month")
        .annotate(
            count=Count("pk"),
            granted=Count("pk", filter=Q(outcome=Appeal.Outcome.OVERTURNED)),
            upheld=Count("pk", filter=Q(outcome=Appeal.Outcome.UPHELD)),
            open=Count("pk", filter=is_open),
        )
    )
    for row in rows:
        for figures in _both(total, months, row["month"].date()):
            figures.appeals += row["count"]
            figures.granted += row["granted"]
            figures.upheld += row["upheld"]
            figures.open_appeals += row["open"]


def _count_notices(total: Figures, months: dict[date, Figures]) -> None:
    is_open = Q(
        outcome="",
        comment__status__in=(Comment.Status.APPROVED, Comment.Status.PENDING),
        comment__words_version=F("words_version"),
    )
    rows = (
        Notice.objects.order_by()
        .annotate(month=TruncMonth("made_at"))
        .values("month")
        .annotate(
            count=Count("pk"),
            removed=Count("pk", filter=Q(outcome=Notice.Outcome.REMOVED)),
            kept=Count("pk", filter=Q(outcome=Notice.Outcome.KEPT)),
            open=Count("pk", filter=is_open),
        )
    )
    for row in rows:
        for figures in _both(total, months, row["month"].date()):
            figures.notices += row["count"]
            figures.removed += row["removed"]
            figures.kept += row["kept"]
            figures.open_notices += row["open"]


def clause_titles() -> dict[str, str]:
    """The newest title of every clause that was ever in force, by its code; one query."""
    posted = Clause.objects.filter(policy__status=Policy.Status.PUBLISHED)
    return {row.code: row.title for row in posted.order_by("policy__version", "-number")}


def kept() -> tuple[Figures, list[Figures]]:
    """The counts, made anew when they are older than ten minutes."""
    found: tuple[Figures, list[Figures]] | None = cache.get(CACHE_KEY)
    if found is None:
        found = gather()
        cache.set(CACHE_KEY, found, KEPT_SECONDS)
    return found


@require_safe
def comment_figures(request: HttpRequest) -> HttpResponse:
    """The figures as numbers and as charts, for everybody; counted anew every ten minutes."""
    total, months = kept()
    context: dict[str, Any] = {"total": total, "months": months}
    if total.received:
        titles = clause_titles()
        codes = [code for code, _count in total.by_clause.most_common()]
        clauses = [(code, titles.get(code, code)) for code in codes]
        recent = months[:CHARTED]
        context |= {
            "tables": tables([total, *months], clauses),
            "months_chart": months_chart(total, recent),
            "refusals_chart": refusals_chart(total, clauses),
            "waits_chart": waits_chart(total, recent),
            "appeals_chart": appeals_chart(total, recent),
            "notices_chart": notices_chart(total, recent),
        }
    return shortly(render(request, "comments/figures.html", context), KEPT_SECONDS)
