"""What the newsletter keeps of people."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from newsletter import optin
from newsletter.models import AddressMark, Delivery, Subscription
from newsportal.retention import DataClass, days_before

GONE = "gone "  # stands before a row's number where the hash of an address stood
_Status = Delivery.Status


def _hashed() -> QuerySet[Delivery]:
    return Delivery.objects.exclude(address_hash__startswith=GONE)


def _deliveries_due(now: datetime) -> QuerySet[Delivery]:
    """What is over and done with: such a row keeps no second mail away any more."""
    before = days_before("KEEP_DELIVERY_DAYS", now)
    ended = Q(status__in=[_Status.SENT, _Status.FAILED, _Status.UNCERTAIN])
    return _hashed().filter(ended, issue__queued_at__lt=before).exclude(claimed_at__gte=before)


def _unname(rows: QuerySet[Any]) -> int:
    """Leave the rows for the count of the issue, of nobody."""
    number = Concat(Value(GONE), Cast(F("pk"), CharField()), output_field=CharField())
    return rows.update(subscription=None, address_hash=number)


KEPT = (
    DataClass(
        name="newsletter.subscriptions",
        what=_("Newsletter: your address, language and sections, when and how you agreed"),
        why=_("To send what you asked for, and to show that you did. Nothing before you confirm."),
        until=_("Until you leave, with one click; then it is deleted."),
        held=Subscription.objects.all,
    ),
    DataClass(
        name="newsletter.deliveries",
        what=_("Which issue went to which address, as a scrambled form of it"),
        why=_("So that nobody receives the same issue twice."),
        until=_("after the issue was sent"),
        keeps="KEEP_DELIVERY_DAYS",
        held=_hashed,
        due=_deliveries_due,
        purge=_unname,
    ),
    DataClass(
        name="newsletter.marks",
        what=_("That an address signed up or left, as a scrambled form of it"),
        why=_("So that nobody’s mailbox is flooded, and no old link brings you back."),
        until=_("after signing up or leaving"),
        keeps="CONFIRM_LINK_DAYS",
        held=AddressMark.objects.all,
        due=optin.spare_marks,
    ),
)
