"""The ticker: breaking lines that end by themselves."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsportal.language import LANGUAGE_CODES, current_language

from .desk import Source
from .stories import Article


class TickerQuerySet(models.QuerySet):
    """Ticker lines by the clock."""

    def live(self, language: str | None = None, now: datetime | None = None) -> "TickerQuerySet":
        """Lines on air at `now` that have words in `language`, the most urgent first.

        What a retracted story said is told no longer, whatever end its line was given.
        """
        now = now or timezone.now()
        words = {f"text_{language or current_language()}__gt": ""}
        return (
            self.filter(starts_at__lte=now, ends_at__gt=now, **words)
            .exclude(article__status=Article.Status.RETRACTED)
            .select_related("source", "article")
            .order_by("rank", "-starts_at", "-pk")
        )


class Ticker(models.Model):
    """One line of breaking news, with its source, a start and a required end."""

    class Urgency(models.TextChoices):
        URGENT = "urgent", _("Urgent")
        BREAKING = "breaking", _("Breaking")
        DEVELOPING = "developing", _("Developing")

    text = models.CharField(_("line"), max_length=160)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.BREAKING
    )
    article = models.ForeignKey(
        Article,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tickers",
        verbose_name=_("story"),
    )
    starts_at = models.DateTimeField(_("on air from"), default=timezone.now)
    ends_at = models.DateTimeField(_("on air until"))
    rank = models.GeneratedField(
        expression=models.Case(
            models.When(urgency="urgent", then=models.Value(0)),
            models.When(urgency="breaking", then=models.Value(1)),
            default=models.Value(2),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    objects = TickerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticker line")
        verbose_name_plural = _("ticker lines")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["ends_at", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="articles_ticker_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.text or next(filter(None, self._texts()), "") or str(self.pk)

    def _texts(self) -> list[str]:
        return [getattr(self, f"text_{code}") or "" for code in LANGUAGE_CODES]

    def clean(self) -> None:
        """Raise ValidationError for a line that could never be seen.

        Codes: 'no_words' without a text in any language, 'ends_before_start'.
        """
        if not any(text.strip() for text in self._texts()):
            raise ValidationError(_("Write the line in at least one language."), code="no_words")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError(
                {
                    "ends_at": ValidationError(
                        _("The end must be after the start."), "ends_before_start"
                    )
                }
            )
