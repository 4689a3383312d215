"""What the news desk keeps of people."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.models import ErrorReport, RateCount, VainSearch
from articles.search.vain import monday_of
from newsportal.retention import DataClass, days_before


def _blank(reports: Any) -> int:
    return int(reports.blank())


KEPT = (
    DataClass(
        name="articles.reports",
        what=_("Reports of errors in stories: your words, the e-mail if you gave one, the answer"),
        why=_("To check the story, and to tell you the outcome. You can erase it by its number."),
        until=_("after the answer"),
        keeps="KEEP_ERROR_REPORT_DAYS",
        held=lambda: ErrorReport.objects.worded(),
        due=lambda now: ErrorReport.objects.spent(days_before("KEEP_ERROR_REPORT_DAYS", now)),
        purge=_blank,
    ),
    DataClass(
        name="articles.limits",
        what=_("Counts of what was sent, by a scrambled prefix of the network address"),
        why=_(
            "So that nobody floods the forms. The address itself is not kept, and the scrambling "
            "changes every hour."
        ),
        until=_("after the hour that is counted"),
        keeps="KEEP_RATE_COUNT_DAYS",
        held=RateCount.objects.all,
        due=lambda now: RateCount.objects.filter(
            hour_at__lt=days_before("KEEP_RATE_COUNT_DAYS", now)
        ),
    ),
    DataClass(
        name="articles.searches",
        what=_("Words that were searched for and not found, and how often in a week"),
        why=_(
            "So that the newsroom learns what is looked for. Nothing says who searched; addresses "
            "and long numbers are taken out before."
        ),
        until=_("after the week in which they were searched for"),
        keeps="KEEP_VAIN_SEARCH_DAYS",
        held=VainSearch.objects.all,
        due=lambda now: VainSearch.objects.filter(
            week__lt=monday_of(days_before("KEEP_VAIN_SEARCH_DAYS", now))
        ),
    ),
)
