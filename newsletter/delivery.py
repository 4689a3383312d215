"""Sending issues: every mail is a row that one worker claims before the first byte leaves.

No queue can promise that a mail leaves exactly once. The row can promise that it never leaves
twice: what was claimed and not reported becomes 'uncertain' and is left to a person.
"""

import logging
import random
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from newsletter import mails
from newsletter.models import Delivery, DeliveryQuerySet
from newsportal.workflow import step

logger = logging.getLogger(__name__)

BATCH = 50  # rows looked at together; another worker may claim some of them first
RETRIES = (300, 1_800, 7_200, 21_600)  # seconds a mail waits that the server put off
CONNECTION_PAUSE = 30  # seconds without a try after the mail server could not be reached

_Status = Delivery.Status
_Reason = Delivery.Reason


class Sender:
    """Sends what is due over one connection, until told to stop."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.is_running = True
        self._connection: BaseEmailBackend | None = None
        self._next_try_at = 0.0

    def send_due(self, *, seconds: float | None = None) -> int:
        """Send for at most `seconds` (None: until nothing is due); returns how many were sent."""
        sent = 0
        begin = time.monotonic()
        try:
            while self.is_running and time.monotonic() >= self._next_try_at:
                keys = self._batch()
                for key in keys:
                    if seconds is not None and time.monotonic() - begin > seconds:
                        return sent
                    if not self.is_running or not self._connect():
                        return sent
                    sent += self._send_one(key)
                if not keys:
                    break
        finally:
            self._disconnect()
        return sent

    def _batch(self) -> list[int]:
        due = Delivery.objects.due(timezone.now()).order_by("pk")
        keys = list(due.values_list("pk", flat=True)[:BATCH])
        random.shuffle(keys)  # two workers in step would fight for every row
        return keys

    # -- the connection ------------------------------------------------------------------------

    def _connect(self) -> bool:
        """Open the connection before a row is claimed, so that an outage claims nothing."""
        if self._connection is not None:
            return True
        connection = get_connection(fail_silently=False)
        try:
            connection.open()
        except OSError as error:
            logger.warning("The mail server cannot be reached: %s", type(error).__name__)
            self._next_try_at = time.monotonic() + CONNECTION_PAUSE
            return False
        self._connection = connection
        return True

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except OSError as error:
                logger.info("The mail server hung up: %s", type(error).__name__)

    # -- one mail --------------------------------------------------------------------------------

    def _send_one(self, key: int) -> bool:
        """Write, claim and send one mail; True when the server has taken it."""
        rows = Delivery.objects.select_related("issue", "subscription")
        delivery = rows.filter(pk=key, status=_Status.QUEUED).first()
        if delivery is None:
            return False
        if delivery.subscription is None:
            return self._drop(delivery, _Reason.LEFT)
        message = mails.issue_mail(delivery.issue, delivery.subscription, delivery)
        if message is None:
            return self._drop(delivery, _Reason.NOTHING_TO_READ)
        if not mails.is_mailable(message):
            return self._drop(delivery, _Reason.UNMAILABLE)
        if not self._claim(delivery, delivery.subscription.language, timezone.now()):
            return False
        return self._hand_over(delivery, message)

    def _drop(self, delivery: Delivery, reason: Delivery.Reason) -> bool:
        step(
            Delivery.objects.filter(pk=delivery.pk), [_Status.QUEUED], _Status.FAILED, reason=reason
        )
        return False

    def _claim(self, delivery: Delivery, language: str, now: datetime) -> bool:
        """Take the row, if it is still due and its consent still stands; committed at once."""
        rows = Delivery.objects.due(now).consented().filter(pk=delivery.pk)
        delivery.attempts += 1
        return bool(
            step(
                rows,
                [_Status.QUEUED],
                _Status.SENDING,
                claimed_at=now,
                worker=self.worker,
                attempts=delivery.attempts,
                language=language,
            )
        )

    def _hand_over(self, delivery: Delivery, message: EmailMultiAlternatives) -> bool:
        try:
            self._connection.send_messages([message])  # type: ignore[union-attr]
        except OSError as error:
            logger.warning("Delivery %d: %s", delivery.pk, type(error).__name__)
            self._disconnect()
            self._report_refusal(delivery, mails.verdict(error))
            return False
        # Its lease may have run out meanwhile; what was sent is sent.
        step(
            self._mine(delivery),
            [_Status.SENDING, _Status.UNCERTAIN],
            _Status.SENT,
            sent_at=timezone.now(),
        )
        return True

    def _report_refusal(self, delivery: Delivery, verdict: str) -> None:
        mine = self._mine(delivery)
        if verdict == "unknown":
            step(mine, [_Status.SENDING], _Status.UNCERTAIN)
        elif verdict == "refused":
            step(mine, [_Status.SENDING], _Status.FAILED, reason=_Reason.REFUSED)
        elif delivery.attempts > len(RETRIES):
            step(mine, [_Status.SENDING], _Status.FAILED, reason=_Reason.GIVEN_UP)
        else:
            later = timezone.now() + timedelta(seconds=RETRIES[delivery.attempts - 1])
            step(mine, [_Status.SENDING], _Status.QUEUED, not_before_at=later)

    def _mine(self, delivery: Delivery) -> DeliveryQuerySet:
        return Delivery.objects.filter(pk=delivery.pk, worker=self.worker)


def expire_leases(now: datetime) -> int:
    """Mark as uncertain what was claimed and never reported; returns how many."""
    limit = now - timedelta(seconds=settings.NEWSLETTER_LEASE_SECONDS)
    rows = Delivery.objects.filter(claimed_at__lt=limit)
    return step(rows, [_Status.SENDING], _Status.UNCERTAIN)


def close_left() -> int:
    """Close the rows of those who left before their mail did; returns how many."""
    rows = Delivery.objects.filter(subscription=None)
    return step(rows, [_Status.QUEUED], _Status.FAILED, reason=_Reason.LEFT)
