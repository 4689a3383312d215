"""What the news desk keeps of people."""

from django.utils.translation import gettext_lazy as _

from articles.models import RateCount
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
)
