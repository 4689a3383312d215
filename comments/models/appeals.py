"""Appeals: the author's objection to a refusal, decided by another person than the one refusing.

comments/laws/ holds the same in the database.
"""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comments import Comment
from .decisions import Decision

if TYPE_CHECKING:
    from django.contrib.auth.models import User

APPEAL_TEXT_MAX = 2000
MAY_DECIDE = "comments.overturn_comment"


class AppealQuerySet(models.QuerySet):
    """The vocabulary of appeals."""

    def open(self) -> Self:
        """What waits for an answer, while the refusal that it contests still stands."""
        return self.filter(
            outcome="",
            comment__status=Comment.Status.REJECTED,
            comment__decision_id=F("decision_id"),
        )

    def awaiting(self, user: Any) -> Self:
        """What waits for `user`: nobody answers an appeal against a refusal of their own."""
        if not user.has_perm(MAY_DECIDE):
            return self.none()
        return self.open().exclude(decision__by=user)


class Appeal(models.Model):
    """One objection to one refusal, and what became of it."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Refusal upheld")
        OVERTURNED = "overturned", _("Appeal granted")

    comment = models.ForeignKey(
        Comment, models.PROTECT, related_name="appeals", verbose_name=_("comment")
    )
    decision = models.OneToOneField(
        Decision, models.PROTECT, related_name="appeal", verbose_name=_("contested decision")
    )
    text = models.TextField(_("the author's reasons"), max_length=APPEAL_TEXT_MAX, blank=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appeals_decided",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reply = models.TextField(_("reply to the author"), max_length=APPEAL_TEXT_MAX, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    outcome__in=["upheld", "overturned"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="comments_appeal_outcome_has_person_and_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.comment_id)

    @classmethod
    def lodge(cls, comment: Comment, text: str) -> "Appeal":
        """Object to the refusal of `comment` that its author has read.

        Raises ValidationError: 'text_required', 'appealed_already', or 'not_refused' when that
        refusal stands no longer.
        """
        if not text.strip():
            raise ValidationError(_("Please write why the refusal is wrong."), code="text_required")
        with transaction.atomic():
            row = Comment.objects.select_for_update().get(pk=comment.pk)
            if row.status != Comment.Status.REJECTED or row.decision_id != comment.decision_id:
                raise ValidationError(
                    _("The refusal stands no longer; there is nothing to appeal against."),
                    code="not_refused",
                )
            refusal: Any = row.decision_id  # a refused comment has one
            if cls.objects.filter(decision=refusal).exists():
                raise ValidationError(
                    _("You have appealed already. An appeal is possible once."),
                    code="appealed_already",
                )
            return cls.objects.create(comment=row, decision_id=refusal, text=text)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer, and the refusal still stands."""
        comment = self.comment
        is_standing = comment.status == comment.Status.REJECTED
        return not self.outcome and is_standing and comment.decision_id == self.decision_id

    def may_decide(self, user: Any) -> bool:
        """Whether `user` may answer it: a moderator, and not the one who refused."""
        return user.is_active and user.has_perm(MAY_DECIDE) and self.decision.by_id != user.pk

    def uphold(self, *, by: "User", reply: str) -> Self:
        """Let the refusal stand, and tell the author why."""
        self._admit(by, reply)
        with transaction.atomic():
            Comment.objects.select_for_update().get(pk=self.comment_id)
            changed = (
                Appeal.objects.open()
                .filter(pk=self.pk)
                .update(
                    outcome=self.Outcome.UPHELD,
                    decided_by=by,
                    decided_at=timezone.now(),
                    reply=reply,
                )
            )
            if not changed:
                raise self._stale()
        self.refresh_from_db()
        return self

    def overturn(self, *, by: "User", reply: str) -> Self:
        """Publish the comment, and tell the author so; at legal risk a second person follows."""
        self._admit(by, reply)
        if not self.is_open:
            raise self._stale()
        self.comment.overturn(by=by, reply=reply)
        self.refresh_from_db()
        return self

    def _admit(self, by: "User", reply: str) -> None:
        """Raises PermissionDenied for who refused, and ValidationError about the reply."""
        if not self.may_decide(by):
            raise PermissionDenied(f"{by} may not decide this appeal")
        if not reply.strip():
            raise ValidationError(_("Write a reply to the author."), code="reply_required")
        if len(reply) > APPEAL_TEXT_MAX:
            raise ValidationError(
                _("The reply is too long: %(limit)d characters are the limit."),
                code="reply_too_long",
                params={"limit": APPEAL_TEXT_MAX},
            )

    def _stale(self) -> ValidationError:
        return ValidationError(
            _("This appeal waits no longer: somebody was faster, or the author took it back."),
            code="stale_move",
        )
