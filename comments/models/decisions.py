"""Decisions: who ruled what on a comment. Added, never changed; comments/laws/ holds it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .policy import Clause, Policy

APPROVING = ("approve", "second", "overturn")
REFUSING = ("reject", "remove")


class Decision(models.Model):
    """Who ruled what on a comment, by which clause of which version, when. Append-only."""

    class Ruling(models.TextChoices):
        APPROVE = "approve", _("Approved")
        SECOND = "second", _("Approved by a second person")
        REJECT = "reject", _("Refused")
        REMOVE = "remove", _("Removed")
        REOPEN = "reopen", _("Reopened")
        OVERTURN = "overturn", _("Refusal overturned")

    comment = models.ForeignKey(
        "comments.Comment", models.PROTECT, related_name="decisions", verbose_name=_("comment")
    )
    ruling = models.CharField(_("ruling"), max_length=8, choices=Ruling.choices)
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, related_name="decisions", verbose_name=_("clause")
    )
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, related_name="decisions", verbose_name=_("policy")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="comment_decisions",
        verbose_name=_("decided by"),
    )
    made_at = models.DateTimeField(_("decided at"), default=timezone.now)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    words_version = models.PositiveSmallIntegerField(_("version of the words"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["comment", "id"], name="comments_decision_trail"),
            models.Index(fields=["made_at"], name="comments_decision_made"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    ruling__in=["approve", "second", "reject", "remove", "reopen", "overturn"]
                ),
                name="comments_decision_known_ruling",
            ),
            models.CheckConstraint(
                condition=Q(
                    ruling__in=["reject", "remove"], clause__isnull=False, policy__isnull=False
                )
                | (~Q(ruling__in=["reject", "remove"]) & Q(clause__isnull=True)),
                name="comments_decision_refusal_names_clause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.get_ruling_display()}"
