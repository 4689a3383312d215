"""The page of the figures, for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comments.models import Clause, Policy
from newsportal.caching import shortly
from newsportal.remembering import remembered

from .charts import appeals_chart, months_chart, notices_chart, refusals_chart, waits_chart
from .counts import Figures, gather
from .tables import tables

KEPT_SECONDS = 600  # for so long the counts are not made anew
CACHE_KEY = "comments.figures"
CHARTED = 12  # months drawn; the tables hold them all


def clause_titles() -> dict[str, str]:
    """The newest title of every clause that was ever in force, by its code; one query."""
    posted = Clause.objects.filter(policy__status=Policy.Status.PUBLISHED)
    return {row.code: row.title for row in posted.order_by("policy__version", "-number")}


def kept() -> tuple[Figures, list[Figures]]:
    """The counts, made anew when they are older than ten minutes."""
    return remembered(CACHE_KEY, KEPT_SECONDS, gather)


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
