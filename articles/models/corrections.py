"""Corrections: what is put right, explained or withdrawn, in print and with its date."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsportal.language import current_language

from .stories import Article


class CorrectionQuerySet(models.QuerySet):
    """Corrections as the public log shows them."""

    def printed(self, language: str | None = None, now: datetime | None = None) -> Self:
        """Corrections with words in `language` of stories that are or were public in it."""
        language = language or current_language()
        now = now or timezone.now()
        seen = Article.objects.published(language, now).values("pk")
        withdrawn = Article.objects.retracted(language, now).values("pk")
        return (
            self.filter(
                Q(article__in=seen) | Q(article__in=withdrawn),
                printed_at__lte=now,
                **{f"text_{language}__gt": ""},
            )
            .select_related("article")
            .order_by("-printed_at", "-pk")
        )


class Correction(models.Model):
    """A dated note that is printed with the story and in the public log."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        UPDATE = "update", _("Update")
        RETRACTION = "retraction", _("Retraction")

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="corrections", verbose_name=_("story")
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind.choices, default=Kind.CORRECTION)
    text = models.TextField(_("note"), max_length=2000)
    printed_at = models.DateTimeField(_("printed at"), default=timezone.now)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "correction")
        verbose_name_plural = _("corrections")
        ordering = ["-printed_at", "-pk"]

    def __str__(self) -> str:
        return Truncator(f"{self.get_kind_display()}: {self.text}").chars(80)

    @property
    def is_material(self) -> bool:
        """Whether a reader needs the note before the text: something in it was wrong or unclear."""
        return self.kind != self.Kind.UPDATE
