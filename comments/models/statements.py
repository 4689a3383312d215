"""Which decisions their authors were told by mail: one row a mail, claimed before it leaves.

What was claimed and not reported becomes 'uncertain' and is never sent again.
"""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsportal.outbox import TOLD_FOR, Letter, LetterQuerySet

from .appeals import Appeal
from .comments import Comment
from .decisions import APPROVING, REFUSING, Decision
from .notices import Notice

PUBLIC_STATES = (Comment.Status.APPROVED, Comment.Status.REJECTED)


class StatementQuerySet(LetterQuerySet):
    """The vocabulary of statements."""

    def standing(self) -> Self:
        """Those whose decision is still the last word, and whose author can still be written to."""
        decided = Q(
            decision__comment__decision_id=F("decision_id"),
            decision__comment__status__in=PUBLIC_STATES,
        ) & ~Q(decision__comment__email="")
        upheld = Q(
            appeal__comment__decision_id=F("appeal__decision_id"),
            appeal__comment__status=Comment.Status.REJECTED,
        ) & ~Q(appeal__comment__email="")
        kept = Q(
            notice__outcome=Notice.Outcome.KEPT, notice__comment__status=Comment.Status.APPROVED
        )
        removed = Q(notice__removal_id=F("notice__comment__decision_id"))
        answered = (kept | removed) & ~Q(notice__email="")
        return self.filter(decided | upheld | answered)

    def whole(self) -> Self:
        """With the story, the clause and the policy of what they tell."""
        return self.select_related(
            "decision__comment__article",
            "decision__clause__policy",
            "appeal__comment__article",
            "notice__comment__article",
            "notice__removal__clause__policy",
        )

    def queue(self, now: datetime) -> None:
        """A row for every decision whose undo time has passed and that has none; idempotent."""
        until = now - timedelta(seconds=settings.COMMENT_UNDO_SECONDS)
        since = now - TOLD_FOR
        decisions = Decision.objects.filter(
            made_at__gt=since,
            made_at__lte=until,
            ruling__in=APPROVING + REFUSING,
            comment__decision_id=F("pk"),
            comment__status__in=PUBLIC_STATES,
            statement=None,
        ).exclude(comment__email="")
        appeals = Appeal.objects.filter(
            decided_at__gt=since,
            decided_at__lte=until,
            outcome=Appeal.Outcome.UPHELD,
            statement=None,
        ).exclude(comment__email="")
        notices = Notice.objects.filter(
            decided_at__gt=since, decided_at__lte=until, statement=None
        ).exclude(Q(outcome="") | Q(email=""))
        rows = [self.model(decision=each) for each in decisions.order_by("pk")]
        rows += [self.model(appeal=each) for each in appeals.order_by("pk")]
        rows += [self.model(notice=each) for each in notices.order_by("pk")]
        self.bulk_create(rows, ignore_conflicts=True)


class Statement(Letter):
    """One mail: to an author a decision, or the answer to an appeal that changes nothing; or to a
    reporter the answer to a notice."""

    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, related_name="statement", verbose_name=_("decision")
    )
    appeal = models.OneToOneField(
        Appeal, models.PROTECT, null=True, related_name="statement", verbose_name=_("appeal")
    )
    notice = models.OneToOneField(
        Notice, models.PROTECT, null=True, related_name="statement", verbose_name=_("notice")
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement of reasons")
        verbose_name_plural = _("statements of reasons")
        indexes = [models.Index(fields=["status", "id"], name="comments_statement_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, appeal__isnull=True, notice__isnull=True)
                | Q(decision__isnull=True, appeal__isnull=False, notice__isnull=True)
                | Q(decision__isnull=True, appeal__isnull=True, notice__isnull=False),
                name="comments_statement_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["queued", "sending", "sent", "void", "failed", "uncertain"]
                ),
                name="comments_statement_known_status",
            ),
        ]

    @property
    def comment(self) -> Comment:
        """The comment that it is about."""
        told = self.decision or self.appeal or self.notice
        assert told is not None  # noqa: S101 - the constraint says so
        return told.comment
