"""Challenges of the proof of work that were answered: each counts once."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpentChallengeQuerySet(models.QuerySet):
    """Spending, which the unique row makes one process win, and forgetting."""

    def spend(self, challenge: str, *, until: datetime) -> bool:
        """Whether `challenge` was unspent before; it is remembered as long as it could count."""
        _row, is_first = self.get_or_create(challenge=challenge, defaults={"expires_at": until})
        return is_first

    def forget(self, now: datetime) -> int:
        """Delete what has expired, and is refused for that; returns how many."""
        return self.filter(expires_at__lt=now).delete()[0]


class SpentChallenge(models.Model):
    """One answered challenge. It says nothing about the comment that came with it."""

    challenge = models.CharField(_("challenge"), max_length=64, unique=True)
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    objects = SpentChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = _("spent challenge")
        verbose_name_plural = _("spent challenges")

    def __str__(self) -> str:
        return self.challenge
