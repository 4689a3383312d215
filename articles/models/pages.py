"""The pages by which a newsroom can be trusted: who it is, its rules, what it keeps of people."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from articles.richtext import HtmlField
from newsportal.language import LANGUAGE_CODES


class Page(models.Model):
    """One page of a fixed set; each language stands alone, and one without a text says so."""

    class Key(models.TextChoices):
        ABOUT = "about", _("About us")
        ETHICS = "ethics", _("Ethics")
        CORRECTIONS = "corrections", _("Corrections policy")
        COMMENTS = "comments", _("Comment policy")
        PRIVACY = "privacy", _("Privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility")

    # Where each stands; the policy of comments is posted by another app, at an address of its own.
    ADDRESSES = {
        Key.ABOUT: "about",
        Key.ETHICS: "ethics",
        Key.CORRECTIONS: "corrections_policy",
        Key.COMMENTS: "comment_policy",
        Key.PRIVACY: "privacy",
        Key.ACCESSIBILITY: "accessibility",
    }
    # Below these the site itself says something in every language.
    NEVER_EMPTY = (Key.COMMENTS, Key.PRIVACY)

    key = models.CharField(_("page"), max_length=13, choices=Key.choices, unique=True)
    title = models.CharField(
        _("title"), max_length=120, blank=True, help_text=_("Empty: the usual name of the page.")
    )
    body = HtmlField(_("text"), blank=True)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("page about the newsroom")
        verbose_name_plural = _("pages about the newsroom")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                # A bare comparison with NULL would be neither true nor false, and so let it pass.
                condition=Q(key__in=["comments", "privacy"])
                | Q(body_ar__isnull=False, body_ar__gt="")
                | Q(body_en__isnull=False, body_en__gt="")
                | Q(body_fr__isnull=False, body_fr__gt=""),
                name="articles_page_says_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the moment in each language whose words are others than before."""
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        for code in LANGUAGE_CODES:
            if before is None or self._words(code) != before._words(code):
                setattr(self, f"changed_at_{code}", timezone.now())
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Its address in the active language."""
        return reverse(self.ADDRESSES[self.Key(self.key)])

    @classmethod
    def load(cls, key: str) -> "Page":
        """The page called `key`; an unsaved one without words where somebody deleted the row."""
        return cls.objects.filter(key=key).first() or cls(key=key)

    def clean(self) -> None:
        """Raise ValidationError 'no_words' for a page that would say nothing in any language."""
        if not self.languages():
            raise ValidationError(_("Write the text in at least one language."), code="no_words")

    def _words(self, language: str) -> list[str]:
        return [getattr(self, f"{name}_{language}") or "" for name in ("title", "body")]

    def text_in(self, language: str) -> str:
        """The text in `language`, or nothing."""
        return getattr(self, f"body_{language}") or ""

    def title_in(self, language: str) -> str:
        """The title in `language`: its own, else the usual name of the page."""
        with translation.override(language):
            return getattr(self, f"title_{language}") or str(self.get_key_display())

    def changed_in(self, language: str) -> datetime | None:
        """When the words in `language` last changed."""
        return getattr(self, f"changed_at_{language}")

    def languages(self) -> list[str]:
        """In which languages the page has something to say."""
        is_there = self.key in self.NEVER_EMPTY
        return [code for code in LANGUAGE_CODES if is_there or self.text_in(code)]
