"""Who is reading which card of the queue just now, and what moderators note for one another."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comments import Comment


class ClaimQuerySet(models.QuerySet):
    """The vocabulary of claims."""

    def standing(self, now: datetime | None = None) -> Self:
        """Claims that have not run out."""
        return self.filter(expires_at__gt=now or timezone.now())

    def take(self, comment: int, user: int, now: datetime | None = None) -> bool:
        """Claim the comment for `user` and let their former claim go; False: another one has it.

        A conditional UPDATE, then an INSERT that a faster one makes void: of two at once one wins,
        on either database.
        """
        now = now or timezone.now()
        until = now + timedelta(seconds=settings.COMMENT_CLAIM_SECONDS)
        free = Q(by=user) | Q(expires_at__lte=now)
        with transaction.atomic():
            self.filter(by=user).exclude(comment=comment).delete()
            if self.filter(free, comment=comment).update(by=user, expires_at=until):
                return True
            claim = self.model(comment_id=comment, by_id=user, expires_at=until)
            self.bulk_create([claim], ignore_conflicts=True)
            return self.filter(comment=comment, by=user).exists()


class Claim(models.Model):
    """One card that a moderator has before them; it hinders nobody and tells the others."""

    comment = models.OneToOneField(
        Comment, models.CASCADE, related_name="claim", verbose_name=_("comment")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("moderator")
    )
    expires_at = models.DateTimeField(_("expires at"))

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return str(self.comment_id)


class Remark(models.Model):
    """What one moderator notes on a comment for the others; its author never sees it."""

    comment = models.ForeignKey(
        Comment, models.CASCADE, related_name="remarks", verbose_name=_("comment")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("moderator")
    )
    text = models.CharField(_("note"), max_length=500)
    made_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comments_remark_has_text"),
        ]

    def __str__(self) -> str:
        return str(self.comment_id)
