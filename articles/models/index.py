"""What the search keeps: the index, the vocabulary, synonyms, and what was sought in vain.

The first two tables stand in SQLite's FTS5 and in PostgreSQL with a `tsvector`; both take the same
columns, so that one code writes them. See `articles.search`.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from newsportal.arabic import words


class SearchEntry(models.Model):
    """The stems of one translation, with their repetitions, apart by what they weigh."""

    translation = models.OneToOneField(
        "articles.Translation",
        models.CASCADE,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        related_name="entry",
    )
    headline = models.TextField()
    about = models.TextField()
    body = models.TextField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return f"{self.pk}"


class SearchWord(models.Model):
    """A word that some story holds, for those who misspell it.

    The key is a hash of language and folded word, so that two stories cannot add one word twice.
    `form` is how the word was written when it was first met.
    """

    key = models.BigIntegerField(primary_key=True, db_column="rowid")
    trigrams = models.TextField()
    language = models.CharField(max_length=2)
    folded = models.CharField(max_length=40)
    form = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("word of the vocabulary")
        verbose_name_plural = _("words of the vocabulary")

    def __str__(self) -> str:
        return self.form


class Synonym(models.Model):
    """Words that stand for one another when readers search: spellings, names, broken plurals."""

    words = models.CharField(
        _("words"),
        max_length=300,
        unique=True,
        help_text=_("Single words, parted by commas. A search for one finds the others too."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Refuse what could never be found: phrases, words that say nothing, one word alone."""
        parts = split_words(self.words)
        odd = [part for part in parts if len(words(part)) != 1]
        if odd:
            message = ngettext_lazy(
                "This is not one word that can be looked for: %(odd)s",
                "These are not single words that can be looked for: %(odd)s",
                len(odd),
            )
            raise ValidationError(
                {"words": ValidationError(message, "odd_words", {"odd": "، ".join(odd)})}
            )
        if len(parts) < 2:
            raise ValidationError(
                {"words": ValidationError(_("Give at least two words."), "one_word")}
            )
        self.words = "، ".join(parts)


def split_words(text: str) -> list[str]:
    """The words of a list with commas of any script, each once."""
    return list(
        dict.fromkeys(each.strip() for each in text.replace("،", ",").split(",") if each.strip())
    )


class VainSearch(models.Model):
    """How often something was searched for in one week and not found; nobody knows by whom."""

    week = models.DateField(_("week from"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    query = models.CharField(_("searched for"), max_length=80)
    count = models.PositiveIntegerField(_("times"))

    class Meta:
        verbose_name = _("search in vain")
        verbose_name_plural = _("searches in vain")
        ordering = ["-week", "-count", "query"]
        constraints = [
            models.UniqueConstraint(
                fields=["week", "language", "query"], name="articles_vainsearch_once_a_week"
            ),
        ]

    def __str__(self) -> str:
        return self.query
