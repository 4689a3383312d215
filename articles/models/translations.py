"""Translations: the readiness of one language of a story, and the record of its publication."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsportal.language import LANGUAGE_CODES
from newsportal.workflow import Actor, Move, WorkflowModel, move_permissions

MOVES = (
    Move("mark_ready", ("working",), "ready", _("Mark as ready"), tone="go"),
    Move("take_back", ("ready",), "working", _("Take back"), tone="stop"),
)


class Translation(WorkflowModel):
    """One language of a story, the original's too: its readiness and its record."""

    class Status(models.TextChoices):
        WORKING = "working", _("In work")
        READY = "ready", _("Ready")

    INITIAL = Status.WORKING
    MOVE_FIELDS = ("status", "published_at")
    MOVES = MOVES

    article = models.ForeignKey(
        "Article", models.CASCADE, related_name="translations", verbose_name=_("story")
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    status = models.CharField(
        _("state"), max_length=8, choices=Status.choices, default=Status.WORKING, editable=False
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("one", "translation")
        verbose_name_plural = _("translations")
        permissions = move_permissions("translation", MOVES)
        ordering = ["article", "language"]
        indexes = [models.Index(fields=["language", "status", "-published_at", "-article"])]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "language"], name="articles_translation_one_per_language"
            ),
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGE_CODES),
                name="articles_translation_known_language",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["working", "ready"]),
                name="articles_translation_known_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} ({self.get_language_display()})"

    def mark_ready(self, *, by: Actor) -> Self:
        """Say that this language can be read; on a published story it is public at once."""
        with transaction.atomic():
            self.article.lock()
            self.article.refresh_from_db()
            if not (
                self.article.text_in(self.language, "headline").strip()
                and self.article.text_in(self.language, "body").strip()
            ):
                raise ValidationError(
                    _("Headline and text are needed in %(language)s first."),
                    code="words_missing",
                    params={"language": self.get_language_display()},
                )
            self._move("mark_ready", by=by)
            if self.article.status == self.article.Status.PUBLISHED and self.published_at is None:
                moment = self.article.goes_live_at(timezone.now())
                is_late = self.language != self.article.original_language
                self.published_at = max(moment, timezone.now()) if is_late else moment
                Translation.objects.filter(pk=self.pk).update(published_at=self.published_at)
            self.article.queue_cards()
        return self

    def take_back(self, *, by: Actor) -> Self:
        """Say that this language is in work again; the others stay as they are.

        A record whose moment has not come is dropped with it: nobody has seen this language.
        """
        with transaction.atomic():
            self._move("take_back", by=by)
            ahead = Translation.objects.filter(pk=self.pk, published_at__gt=timezone.now())
            if ahead.update(published_at=None):
                self.published_at = None
            self.article.queue_cards()
        return self
