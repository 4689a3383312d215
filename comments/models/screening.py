"""The words that the screens watch for."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.matching import Term, words_of
from newsportal.language import LANGUAGE_CODES


class WatchTermQuerySet(models.QuerySet):
    """The vocabulary of watch terms."""

    def watched(self, now: datetime | None = None) -> Self:
        """Terms that have not expired."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now or timezone.now()))


class WatchTerm(models.Model):
    """One word or phrase; a comment with it is flagged, never refused by it."""

    class Mode(models.TextChoices):
        STEM = "stem", _("The word in all its forms")
        EXACT = "exact", _("The word in this form alone")
        PHRASE = "phrase", _("Several words in a row")

    class Severity(models.IntegerChoices):
        NOTE = 1, _("Note")
        WARNING = 2, _("Warning")
        ALARM = 3, _("Alarm")

    text = models.CharField(
        _("term"),
        max_length=120,
        help_text=_(
            "As it is written plainly. Vowel marks, drawn-out and spaced letters, other hamzas, "
            "digits for letters and Arabic in Latin letters are recognised by themselves."
        ),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_(
            "Empty: in every text. English or French: only in texts of that language, for a word "
            "that means something else in the other. Arabic: a term in Latin letters is compared "
            "by its sound."
        ),
    )
    mode = models.CharField(_("match"), max_length=6, choices=Mode.choices, default=Mode.STEM)
    clause_code = models.SlugField(
        _("clause"), max_length=40, help_text=_("The clause of the policy that it points to.")
    )
    severity = models.PositiveSmallIntegerField(
        _("severity"),
        choices=Severity.choices,
        default=Severity.WARNING,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )
    allowed = models.TextField(
        _("allowed"),
        blank=True,
        max_length=2000,
        help_text=_("Words and phrases in which the term means no harm, one a line."),
    )
    expires_at = models.DateTimeField(
        _("expires at"), null=True, blank=True, help_text=_("Empty: it never expires.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = WatchTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("watch term")
        verbose_name_plural = _("watch terms")
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "language"],
                name="comments_watchterm_once",
                violation_error_message=_("This term is on the list already."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="comments_watchterm_has_text"),
            models.CheckConstraint(
                condition=Q(mode__in=["stem", "exact", "phrase"]),
                name="comments_watchterm_known_mode",
            ),
            models.CheckConstraint(
                condition=Q(severity__gte=1, severity__lte=3),
                name="comments_watchterm_known_severity",
            ),
            models.CheckConstraint(
                condition=Q(language__in=["", *LANGUAGE_CODES]),
                name="comments_watchterm_known_language",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def allowed_phrases(self) -> tuple[str, ...]:
        """The innocent phrases, one each."""
        return tuple(line.strip() for line in self.allowed.splitlines() if line.strip())

    def as_term(self) -> Term:
        """The term as the matcher takes it; a hit leads back here by `ref`."""
        return Term(self.text, self.mode, self.language, self.allowed_phrases, ref=self)

    def clean(self) -> None:
        """A term has letters, a phrase has several words, and other modes have one."""
        self.text = " ".join(self.text.split())
        count = len(words_of(self.text))
        if not count:
            problem = ("text", _("Write at least one letter."), "no_letters")
        elif count == 1 and self.mode == self.Mode.PHRASE:
            problem = ("mode", _("A phrase has several words; this is one."), "phrase_of_one")
        elif count > 1 and self.mode != self.Mode.PHRASE:
            problem = ("mode", _("Several words in a row are a phrase."), "several_words")
        else:
            return
        field, message, code = problem
        raise ValidationError({field: ValidationError(message, code=code)})
