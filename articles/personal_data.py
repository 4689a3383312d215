"""What the news desk keeps of people."""

from django.utils.translation import gettext_lazy as _

from articles.models import RateCount, VainSearch
from articles.search.vain import monday_of
from newsportal.retention import DataClass, days_before

KEPT = (
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
