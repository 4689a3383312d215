"""An author's earlier fate, known by a hash of the e-mail alone and forgotten with its salt.

A new salt begins every thirty days and is destroyed after ninety; the hashes made with it go with
it. Whoever gives no e-mail is not recognised at all: an address of the network would pin strangers
behind one carrier on each other.
"""

import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comments import Comment

ROTATES = timedelta(days=30)
LIVES = timedelta(days=settings.KEEP_AUTHOR_HASH_DAYS)
EPOCH = date(1970, 1, 1)


def new_salt() -> bytes:
    """Nobody can try out addresses against the hashes without it."""
    return secrets.token_bytes(32)


def first_day(now: datetime) -> date:
    """The day on which the salt of `now` began; the same for every process."""
    day = now.astimezone(UTC).date()
    return day - (day - EPOCH) % ROTATES


class AuthorSalt(models.Model):
    """The key of a month's hashes."""

    begun_on = models.DateField(_("begun on"), unique=True)
    value = models.BinaryField(default=new_salt, max_length=32)

    class Meta:
        verbose_name = _("salt")
        verbose_name_plural = _("salts")

    def __str__(self) -> str:
        return str(self.begun_on)

    @classmethod
    def living(cls, now: datetime) -> "models.QuerySet[AuthorSalt]":
        """Those that may still be used at `now`."""
        return cls.objects.filter(begun_on__gt=now.astimezone(UTC).date() - LIVES)

    def digest(self, email: str) -> str:
        """What an address is known by as long as this salt lives."""
        address = email.strip().casefold().encode()
        return hmac.new(bytes(self.value), address, hashlib.sha256).hexdigest()


class TraceQuerySet(models.QuerySet):
    """The vocabulary of traces."""

    def keep(self, comment: Comment, now: datetime | None = None) -> None:
        """Let the author of `comment` be recognised again; without an e-mail nothing is kept."""
        if not comment.email:
            return
        day = first_day(now or timezone.now())
        salt, _created = AuthorSalt.objects.get_or_create(begun_on=day)
        trace = self.model(comment=comment, salt=salt, digest=salt.digest(comment.email))
        self.bulk_create([trace], ignore_conflicts=True)

    def fates(
        self, comments: Iterable[Comment], now: datetime | None = None
    ) -> dict[int, dict[Any, int]]:
        """For each comment: how many others of its author were approved (None) or refused.

        The keys of the inner dict are None for what is published, and the codes of the clauses
        under which others were refused.
        """
        asked = [comment for comment in comments if comment.email]
        salts = list(AuthorSalt.living(now or timezone.now())) if asked else []
        known = {salt.digest(each.email): each.email for each in asked for salt in salts}
        if not known:
            return {}
        rows = self.filter(digest__in=known, comment__status__in=("approved", "rejected"))
        columns = ("digest", "comment__status", "comment__decision__clause__code")
        counted = rows.values_list(*columns).annotate(count=models.Count("pk")).order_by()
        by_email: dict[str, dict[Any, int]] = defaultdict(lambda: defaultdict(int))
        for digest, status, code, count in counted:
            by_email[known[digest]][code if status == "rejected" else None] += count
        return {each.pk: dict(by_email[each.email]) for each in asked if each.email in by_email}

    def spent(self, now: datetime) -> Self:
        """Traces that have had their time, and those of what authors took back."""
        last = now.astimezone(UTC).date() - LIVES
        taken_back = models.Q(comment__status="withdrawn")
        return self.filter(models.Q(salt__begun_on__lte=last) | taken_back)

    def forget(self, now: datetime) -> int:
        """Destroy what is spent, and the keys that have had their time."""
        old = AuthorSalt.objects.filter(begun_on__lte=now.astimezone(UTC).date() - LIVES)
        return self.spent(now).delete()[0] + old.delete()[0]


class Trace(models.Model):
    """One decided comment, under the hash of its author's e-mail."""

    comment = models.ForeignKey(
        Comment, models.CASCADE, related_name="traces", verbose_name=_("comment")
    )
    salt = models.ForeignKey(
        AuthorSalt, models.CASCADE, related_name="traces", verbose_name=_("salt")
    )
    digest = models.CharField(_("hash"), max_length=64, db_index=True)

    objects = TraceQuerySet.as_manager()

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        constraints = [
            models.UniqueConstraint(fields=["comment"], name="comments_trace_one_per_comment"),
        ]

    def __str__(self) -> str:
        return str(self.comment_id)
