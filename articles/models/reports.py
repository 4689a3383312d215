"""Readers' reports of errors in a story, and what the news desk made of each."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsportal import codes
from newsportal.language import LANGUAGE_CODES
from newsportal.outbox import TOLD_FOR, Letter, LetterQuerySet
from newsportal.workflow import Actor, Move, WorkflowModel, move_permissions

from .corrections import Correction
from .stories import Article

DECIDED = ("corrected", "answered", "dismissed")
WAITING = Q(status="waiting", correction__isnull=True, decided_at__isnull=True)
ENDED = Q(decided_at__isnull=False)

REPORT_MOVES = (
    Move(
        "correct",
        ("waiting",),
        "corrected",
        _("Corrected in print"),
        takes=("correction",),
        tone="go",
        is_bulk=False,
    ),
    Move("answer", ("waiting",), "answered", _("Answer"), takes=("reply",)),
    Move("dismiss", ("waiting",), "dismissed", _("Not an error"), takes=("reply",), tone="stop"),
    Move("reopen", DECIDED, "waiting", _("Reopen"), is_bulk=False),
)


def report_code() -> str:
    """The reporter's only credential, readable over the telephone."""
    return codes.new_code()


class ErrorReportQuerySet(models.QuerySet):
    """The vocabulary of reports."""

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(status=ErrorReport.Status.WAITING)

    def worded(self) -> Self:
        """Those that still have an e-mail or words."""
        return self.exclude(email="", message="", passage="", reply="")

    def spent(self, before: datetime) -> Self:
        """What has words and was answered before then."""
        return self.worded().filter(decided_at__lt=before)

    def blank(self) -> int:
        """Take e-mail and words out; that they were made and how they ended stays. How many."""
        return self.update(email="", message="", passage="", reply="")


class ErrorReport(WorkflowModel):
    """One reader's report of an error in one story, in the language in which it was read."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for an editor")
        CORRECTED = "corrected", _("Corrected")
        ANSWERED = "answered", _("Answered")
        DISMISSED = "dismissed", _("Not an error")

    MOVES = REPORT_MOVES
    INITIAL = Status.WAITING
    MOVE_FIELDS = ("status", "correction", "reply", "decided_by", "decided_at")

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="error_reports", verbose_name=_("story")
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    message = models.TextField(_("what is wrong"), max_length=settings.ERROR_REPORT_TEXT_MAX)
    passage = models.TextField(
        _("the passage"), max_length=settings.ERROR_REPORT_PASSAGE_MAX, blank=True
    )
    email = models.EmailField(_("e-mail"), blank=True)
    code = models.CharField(
        _("code"), max_length=32, unique=True, default=report_code, editable=False
    )
    is_suspicious = models.BooleanField(_("looks sent by a machine"), default=False)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    status = models.CharField(
        _("state"), max_length=9, choices=Status.choices, default=Status.WAITING, editable=False
    )
    correction = models.ForeignKey(
        Correction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="error_reports",
        verbose_name=_("printed correction"),
        editable=False,
    )
    reply = models.TextField(
        _("reply to the reader"),
        max_length=settings.ERROR_REPORT_REPLY_MAX,
        blank=True,
        editable=False,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="error_reports_decided",
        verbose_name=_("decided by"),
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("error report")
        verbose_name_plural = _("error reports")
        ordering = ["-pk"]
        permissions = move_permissions("errorreport", REPORT_MOVES)
        indexes = [
            models.Index(
                fields=["made_at"], name="articles_report_waiting", condition=Q(status="waiting")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(WAITING & Q(decided_by__isnull=True))
                | (ENDED & Q(status="corrected", correction__isnull=False))
                | (ENDED & Q(status__in=["answered", "dismissed"], correction__isnull=True)),
                name="articles_report_outcome_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGE_CODES), name="articles_report_known_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.article}"

    # -- moves --

    def correct(self, *, by: Actor, correction: Correction) -> Self:
        """The story was corrected in print. Raises ValidationError 'foreign_correction'."""
        if correction.article_id != self.article_id:
            raise ValidationError(
                _("This correction belongs to another story."), code="foreign_correction"
            )
        return self._decide("correct", by, correction=correction)

    def answer(self, *, by: Actor, reply: str) -> Self:
        """Answer what needs no correction. Raises ValidationError as `_check_reply` does."""
        return self._decide("answer", by, reply=_checked(reply))

    def dismiss(self, *, by: Actor, reply: str) -> Self:
        """Say why the story is right. Raises ValidationError as `_check_reply` does."""
        return self._decide("dismiss", by, reply=_checked(reply))

    def reopen(self, *, by: Actor) -> Self:
        """Take the outcome back; before the undo time is over, nobody has heard of it."""
        nothing: dict[str, Any] = {"correction": None, "decided_by": None, "decided_at": None}
        return self._move("reopen", by=by, reply="", **nothing)

    def _decide(self, name: str, by: Actor, **changes: Any) -> Self:
        return self._move(name, by=by, decided_by=by, decided_at=timezone.now(), **changes)


def _checked(reply: str) -> str:
    """The reply as it is kept. Raises ValidationError 'reply_required' or 'reply_too_long'."""
    reply = reply.strip()
    if not reply:
        raise ValidationError(_("Write to the reader in a sentence."), code="reply_required")
    if len(reply) > settings.ERROR_REPORT_REPLY_MAX:
        raise ValidationError(
            _("The reply has %(count)d characters, and %(limit)d is the limit."),
            code="reply_too_long",
            params={"count": len(reply), "limit": settings.ERROR_REPORT_REPLY_MAX},
        )
    return reply


# -- mails to reporters ---------------------------------------------------------------------------


class ReportLetterQuerySet(LetterQuerySet):
    """The vocabulary of letters to reporters."""

    def standing(self) -> Self:
        """Those whose outcome is still the last word, to readers who gave an address."""
        return self.filter(report__decided_at=F("decided_at")).exclude(report__email="")

    def whole(self) -> Self:
        """With the report, its story and its correction."""
        return self.select_related("report__article", "report__correction")

    def queue(self, now: datetime) -> None:
        """A row for every outcome whose undo time has passed and that has none; idempotent."""
        until = now - settings.ERROR_REPORT_UNDO
        rows = ErrorReport.objects.filter(
            decided_at__gt=now - TOLD_FOR, decided_at__lte=until
        ).exclude(email="")
        rows = rows.exclude(letters__decided_at=F("decided_at"))
        self.bulk_create(
            [self.model(report=each, decided_at=each.decided_at) for each in rows.order_by("pk")],
            ignore_conflicts=True,
        )


class ReportLetter(Letter):
    """The mail that tells a reporter one outcome; another outcome later is another letter."""

    report = models.ForeignKey(ErrorReport, models.CASCADE, related_name="letters")
    decided_at = models.DateTimeField(_("decided at"))

    objects = ReportLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter about an error report")
        verbose_name_plural = _("letters about error reports")
        indexes = [models.Index(fields=["status", "id"], name="articles_reportletter_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "decided_at"], name="articles_reportletter_once"
            ),
        ]
