"""Notices: a reader's report of a published comment, and what the desk made of it.

All open notices against one comment are decided together: the comment is removed under a clause, or
it is kept by another person than the one who published it. comments/laws/ holds the same.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsportal.language import LANGUAGE_CODES

from .comments import Comment, new_code
from .decisions import Decision
from .policy import Clause

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from .statements import Statement

MAY_DECIDE = "comments.remove_comment"
UNTOUCHED = {"outcome": "", "decided_by": None, "decided_at": None, "removal": None}


class NoticeQuerySet(models.QuerySet):
    """The vocabulary of notices."""

    def open(self) -> Self:
        """What waits for an answer, while the words that it is about are public."""
        return self.filter(
            outcome="",
            comment__status=Comment.Status.APPROVED,
            comment__words_version=F("words_version"),
        )

    def awaiting(self, user: Any) -> Self:
        """What waits for `user`, who can at least remove the comment."""
        return self.open() if user.has_perm(MAY_DECIDE) else self.none()

    def lapsed(self) -> Self:
        """What nobody has to answer any more: the words left the site in another way."""
        stands = Q(
            comment__status__in=(Comment.Status.APPROVED, Comment.Status.PENDING),
            comment__words_version=F("words_version"),
        )
        return self.filter(outcome="").exclude(stands)

    def answer_removal(self, comment: Comment, by: Any, reply: str) -> int:
        """Answer what is open by the refusal of `comment`; for Comment's own moves."""
        rows = self.filter(comment=comment, outcome="", words_version=comment.words_version)
        return rows.update(
            outcome=Notice.Outcome.REMOVED,
            removal=comment.decision_id,
            decided_by=by,
            decided_at=timezone.now(),
            reply=reply,
        )

    def worded(self) -> Self:
        """Those that still have an e-mail or words."""
        return self.exclude(email="", text="", reply="")

    def spent(self, before: datetime) -> Self:
        """What has words and was decided, or has lapsed, before then."""
        decided = ~Q(outcome="") & Q(decided_at__lt=before)
        lapsed = Q(pk__in=self.lapsed().filter(made_at__lt=before).values("pk"))
        return self.worded().filter(decided | lapsed)

    def blank(self) -> int:
        """Take e-mail and words out; that they were made and how they ended stays. How many."""
        return self.update(email="", text="", reply="")


def reported(user: Any) -> models.QuerySet[Comment]:
    """The comments whose notices wait for `user`, with what orders and dates them.

    `first_notice` is their place in the queue and `last_notice` the newest one, by number.
    """
    rows = Comment.objects.approved() if user.has_perm(MAY_DECIDE) else Comment.objects.none()
    return rows.filter(notices__outcome="", notices__words_version=F("words_version")).annotate(
        first_notice=Min("notices__pk"),
        last_notice=Max("notices__pk"),
        notice_count=Count("notices__pk"),
        reported_at=Min("notices__made_at"),
    )


class Notice(models.Model):
    """One reader's report of one published comment, and what became of it."""

    class Outcome(models.TextChoices):
        REMOVED = "removed", _("Comment removed")
        KEPT = "kept", _("Comment kept")

    comment = models.ForeignKey(
        Comment, models.PROTECT, related_name="notices", verbose_name=_("comment")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="notices", verbose_name=_("contested decision")
    )
    words_version = models.PositiveSmallIntegerField(_("version of the words"))
    clause = models.ForeignKey(
        Clause, models.PROTECT, related_name="notices", verbose_name=_("clause")
    )
    text = models.TextField(
        _("the reporter's reasons"), max_length=settings.COMMENT_NOTICE_TEXT_MAX, blank=True
    )
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    code = models.CharField(_("code"), max_length=32, unique=True, default=new_code, editable=False)
    is_suspicious = models.BooleanField(_("looks sent by a machine"), default=False)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome.choices, blank=True)
    removal = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_notices",
        verbose_name=_("removed by"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices_decided",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reply = models.TextField(
        _("reply to the reporter"), max_length=settings.COMMENT_NOTICE_REPLY_MAX, blank=True
    )

    objects = NoticeQuerySet.as_manager()

    if TYPE_CHECKING:
        statement: Statement

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["comment", "id"],
                name="comments_notice_open",
                condition=Q(outcome=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    outcome="", removal__isnull=True, decided_by=None, decided_at__isnull=True
                )
                | Q(
                    outcome="removed",
                    removal__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(
                    outcome="kept",
                    removal__isnull=True,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="comments_notice_outcome_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGE_CODES), name="comments_notice_known_language"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def lodge(cls, comment: Comment, **given: Any) -> "Notice":
        """Report `comment` as it stands on the page.

        Raises ValidationError 'not_public' when it left the site meanwhile.
        """
        with transaction.atomic():
            row = Comment.objects.select_for_update().get(pk=comment.pk)
            if row.status != Comment.Status.APPROVED:
                raise ValidationError(
                    _("This comment is no longer on the site, so there is nothing to report."),
                    code="not_public",
                )
            approval: Any = row.decision_id  # an approved comment has one
            return cls.objects.create(
                comment=row, decision_id=approval, words_version=row.words_version, **given
            )

    @property
    def fate(self) -> str:
        """What its reporter is told: 'waiting', 'removed', 'kept', or 'gone' without an answer."""
        if self.outcome:
            return self.outcome
        comment = self.comment
        is_there = comment.status in (Comment.Status.APPROVED, Comment.Status.PENDING)
        return "waiting" if is_there and comment.words_version == self.words_version else "gone"

    @property
    def later(self) -> str:
        """What became of the comment after a removal that stands no longer, or nothing."""
        comment = self.comment
        if self.outcome != self.Outcome.REMOVED or comment.decision_id == self.removal_id:
            return ""
        states = {Comment.Status.APPROVED: "published", Comment.Status.PENDING: "pending"}
        return states.get(Comment.Status(comment.status), "")

    @classmethod
    def may_keep(cls, comment: Comment, user: Any) -> bool:
        """Whether `user` may let `comment` stand: a moderator, and not who published it."""
        if not (user.is_active and user.has_perm(MAY_DECIDE)):
            return False
        return not cls.objects.open().filter(comment=comment, decision__by=user).exists()

    @classmethod
    def keep(cls, comment: Comment, *, by: "User", reply: str = "", seen: int = 0) -> int:
        """Let `comment` stand against all open notices; returns how many were answered.

        `seen` is the number of the newest notice that was read, 0 for whichever there are. Raises
        PermissionDenied, and ValidationError 'reply_too_long' or 'stale_move'.
        """
        if not cls.may_keep(comment, by):
            raise PermissionDenied(f"{by} may not keep comment {comment.pk}")
        check_reply(reply)
        with transaction.atomic():
            Comment.objects.select_for_update().get(pk=comment.pk)
            rows = cls.objects.open().filter(comment=comment)
            numbers = list(rows.values_list("pk", flat=True))
            if not numbers or (seen and numbers[-1] > seen):
                raise cls.stale(comment, is_answered=not numbers)
            answer = {"outcome": cls.Outcome.KEPT, "decided_by": by, "decided_at": timezone.now()}
            return cls.objects.filter(pk__in=numbers).update(**answer, reply=reply)

    @classmethod
    def stale(cls, comment: Comment, *, is_answered: bool) -> ValidationError:
        """For who came second, or has not read the newest notice."""
        if is_answered:
            told = _("The notices against comment %(number)s are answered already.")
        else:
            told = _("Another notice against comment %(number)s has come in. Read it first.")
        return ValidationError(told, code="stale_move", params={"number": comment.pk})

    @classmethod
    def undoable(cls, comment: Comment, user: Any, now: datetime | None = None) -> Self | None:
        """One of the notices that `user` answered last, as long as that can be undone."""
        since = (now or timezone.now()) - timedelta(seconds=settings.COMMENT_UNDO_SECONDS)
        rows = cls.objects.filter(comment=comment, decided_by=user, decided_at__gt=since)
        last: Any = rows.exclude(outcome="").order_by("-decided_at", "-pk").first()
        if last is not None and last.removal_id not in (None, comment.decision_id):
            return None
        return last

    @classmethod
    def undo(cls, comment: Comment, *, by: "User") -> None:
        """Take back what `by` answered just now; a comment that was removed is public again.

        What was at legal risk waits for a second person. Raises ValidationError 'undo_over'.
        """
        last = cls.undoable(comment, by)
        if last is None:
            raise ValidationError(
                _("What was decided about comment %(number)s can no longer be undone here."),
                code="undo_over",
                params={"number": comment.pk},
            )
        with transaction.atomic():
            if last.removal_id:
                comment.reopen(by=by)
            rows = cls.objects.filter(comment=comment, decided_at=last.decided_at, decided_by=by)
            rows.update(**UNTOUCHED)
            if last.removal_id:
                _republish(comment, by)


def _republish(comment: Comment, by: "User") -> None:
    """Approve after an undone removal; an author who was told of it once is not told again."""
    from .statements import Statement  # which tells of notices too

    was_told = comment.decisions.filter(statement__isnull=False).exists()
    comment.approve(by=by)
    if was_told:
        Statement.objects.create(decision_id=comment.decision_id, status=Statement.Status.VOID)


def check_reply(reply: str) -> None:
    """Raise ValidationError 'reply_too_long' for more than a few sentences."""
    if len(reply) > settings.COMMENT_NOTICE_REPLY_MAX:
        raise ValidationError(
            _("The reply is too long: %(limit)d characters are the limit."),
            code="reply_too_long",
            params={"limit": settings.COMMENT_NOTICE_REPLY_MAX},
        )
