"""Mails that the house owes somebody: one row a mail, claimed before it leaves.

What was claimed and never reported becomes 'uncertain' and is not sent again: once too few is
better than twice. Knows no app; each keeps its own table of letters and words them.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsportal import mails
from newsportal.workflow import step

logger = logging.getLogger(__name__)

BATCH = 50  # mails in one go
SLICE = 5  # seconds in one go, so that other work of the worker never waits long
RETRIES = (300, 1_800, 7_200, 21_600)  # seconds a mail waits that the server put off
LEASE = timedelta(minutes=10)  # a mail whose sending is not reported by then is 'uncertain'
TOLD_FOR = timedelta(days=7)  # a worker that was away longer sends no stale news

Compose = Callable[[Any], EmailMultiAlternatives]


class LetterQuerySet(models.QuerySet):
    """The vocabulary of letters."""

    def standing(self) -> Self:
        """Those that are still true, and can still be addressed."""
        raise NotImplementedError

    def whole(self) -> Self:
        """With all that is needed to write one."""
        raise NotImplementedError

    def due(self, now: datetime) -> Self:
        """Those that nobody has claimed and whose time has come."""
        waited = Q(not_before_at=None) | Q(not_before_at__lte=now)
        return self.filter(waited, status=Letter.Status.QUEUED)

    def claim(self, key: int, now: datetime) -> bool:
        """Take one row, if it is still due and still true; committed at once."""
        rows = self.due(now).standing().filter(pk=key)
        changes = {"claimed_at": now, "attempts": F("attempts") + 1}
        return bool(step(rows, [Letter.Status.QUEUED], Letter.Status.SENDING, **changes))


class Letter(models.Model):
    """One mail to one person; a table of them says what each is about."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        VOID = "void", _("No longer true")
        FAILED = "failed", _("Not delivered")
        UNCERTAIN = "uncertain", _("Uncertain")

    status = models.CharField(
        _("state"), max_length=9, choices=Status.choices, default=Status.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before_at = models.DateTimeField(_("not before"), null=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


_Status = Letter.Status


def send_due(kind: Any, compose: Compose, now: datetime) -> int:
    """Send the letters of the model `kind` that are due; returns how many were taken.

    A row is claimed before its mail leaves and is never claimed twice unless the server surely did
    not take the mail.
    """
    expire_leases(kind, now)
    keys = list(kind.objects.due(now).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not keys:
        return 0
    connection = get_connection(fail_silently=False)
    try:
        connection.open()
    except OSError as error:  # nothing is claimed; the next tick tries again
        logger.warning("The mail server cannot be reached: %s", type(error).__name__)
        return 0
    sent, begin = 0, time.monotonic()
    try:
        for key in keys:
            if time.monotonic() - begin > SLICE:
                break
            sent += send_one(kind, key, compose, connection, now)
    finally:
        _close(connection)
    return sent


def expire_leases(kind: Any, now: datetime) -> int:
    """Mark as uncertain what was claimed and never reported; returns how many."""
    rows = kind.objects.filter(claimed_at__lt=now - LEASE)
    return step(rows, [_Status.SENDING], _Status.UNCERTAIN)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError as error:
        logger.info("The mail server hung up: %s", type(error).__name__)


def send_one(
    kind: Any, key: int, compose: Compose, connection: BaseEmailBackend, now: datetime
) -> bool:
    """Write, claim and send one mail; True when the server has taken it."""
    row = kind.objects.filter(pk=key)
    letter = row.standing().whole().first()
    if letter is None:
        step(row, [_Status.QUEUED], _Status.VOID)
        return False
    message = compose(letter)
    if not mails.is_writable(message):
        step(row, [_Status.QUEUED], _Status.FAILED)
        return False
    if not kind.objects.claim(key, now):
        return False
    try:
        connection.send_messages([message])
    except OSError as error:
        logger.warning("%s %d: %s", kind.__name__, key, type(error).__name__)
        _put_off(row, letter.attempts + 1, mails.verdict(error), now)
        return False
    step(row, [_Status.SENDING, _Status.UNCERTAIN], _Status.SENT, sent_at=timezone.now())
    return True


def _put_off(row: models.QuerySet, attempts: int, verdict: str, now: datetime) -> None:
    if verdict == "unknown":
        step(row, [_Status.SENDING], _Status.UNCERTAIN)
    elif verdict == "refused" or attempts > len(RETRIES):
        step(row, [_Status.SENDING], _Status.FAILED)
    else:
        later = now + timedelta(seconds=RETRIES[attempts - 1])
        step(row, [_Status.SENDING], _Status.QUEUED, not_before_at=later)
