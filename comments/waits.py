"""How long authors usually wait for a decision: measured, never promised."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.utils.translation import ngettext

from comments.models import Decision, Notice
from newsportal.digits import written

RECENT = timedelta(days=30)
SAMPLE = 200  # decisions, the latest ones

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def usual_wait(now: datetime) -> timedelta | None:
    """The median wait until the first decision, among the latest ones; None without any."""
    first = Decision.objects.filter(
        made_at__gte=now - RECENT, words_version=1, ruling__in=("approve", "reject")
    )
    rows = first.order_by("-pk").values_list("made_at", "comment__created_at")[:SAMPLE]
    return _middle(rows)


def usual_answer(now: datetime) -> timedelta | None:
    """The median wait until a notice was answered, likewise."""
    answered = Notice.objects.filter(decided_at__gte=now - RECENT).order_by("-decided_at")
    return _middle(answered.values_list("decided_at", "made_at")[:SAMPLE])


def _middle(rows: Iterable[tuple[Any, datetime]]) -> timedelta | None:
    """The median time from the second moment of each pair to the first."""
    waits = [(until - since).total_seconds() for until, since in rows]
    return timedelta(seconds=max(median(waits), 0)) if waits else None


def in_words(wait: timedelta) -> str:
    """A sentence for the author, in round numbers."""
    return written(_sentence(wait))


def _sentence(wait: timedelta) -> str:
    minutes = max(round(wait / MINUTE), 1)
    if minutes > 10:
        minutes = 5 * round(minutes / 5)
    if minutes < 60:
        return ngettext(
            "Lately a decision has taken about %(count)d minute.",
            "Lately a decision has taken about %(count)d minutes.",
            minutes,
        ) % {"count": minutes}
    hours = round(wait / HOUR)
    if hours < 36:
        hours = max(hours, 1)
        return ngettext(
            "Lately a decision has taken about %(count)d hour.",
            "Lately a decision has taken about %(count)d hours.",
            hours,
        ) % {"count": hours}
    days = round(wait / DAY)
    return ngettext(
        "Lately a decision has taken about %(count)d day.",
        "Lately a decision has taken about %(count)d days.",
        days,
    ) % {"count": days}
