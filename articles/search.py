"""Search: the words stored beside each translation, and the queries against them.

The same analysis stands on both sides, so spelling, vowel marks, the article and endings do not
matter, and SQLite and PostgreSQL give the same answer.
"""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.richtext import plain_text
from newsportal.arabic import index_tokens, readings, words

if TYPE_CHECKING:
    from articles.models import Article, Section, Source
    from articles.models.stories import ArticleQuerySet

# Words of a question that say nothing about the story; the Arabic ones are dropped on both sides.
STOP_WORDS = {
    "en": frozenset(
        "an and are as at be by for from has have he her his in is it its of on or she that "
        "the their they this to was were what when where which who will with".split()
    ),
    "fr": frozenset(
        "au aux avec ce ces cette dans de des du elle en est et il ils la le les leur ou par "
        "pas pour qu que qui sa se ses son sont sur un une".split()
    ),
}

# Days beyond these overflow when they are turned into moments.
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)


def index_words(article: "Article", language: str) -> str:
    """Return the search words of `article` in `language`, each between two spaces."""
    texts = [article.text_in(language, name) for name in ("kicker", "headline", "dek")]
    texts.append(plain_text(article.text_in(language, "body")))
    named: list[Any] = [article.section, article.source]
    if article.pk:
        named += article.tags.all()
    texts += [getattr(each, f"name_{language}") or "" for each in named if each is not None]
    tokens = dict.fromkeys(index_tokens("\n".join(texts)))
    return f" {' '.join(tokens)} " if tokens else ""


def query_words(query: str, language: str) -> list[str]:
    """Return the folded words of `query` that must all be found, each once, in their order."""
    stop_words = STOP_WORDS.get(language, frozenset())
    return [word for word in dict.fromkeys(words(query)) if word not in stop_words]


def search(
    query: str,
    language: str,
    *,
    section: "Section | None" = None,
    source: "Source | None" = None,
    date_from: date | None = None,
    date_to: date | None = None,
) -> "ArticleQuerySet":
    """Return the public stories in `language` with every word of `query`, newest first.

    The days are those of the newsroom's time zone, both included. A query without a word that
    can be looked for finds nothing.
    """
    found: ArticleQuerySet = apps.get_model("articles", "Article").objects.published(language)
    wanted = query_words(query, language)
    if not wanted:
        return found.none()
    # Through an alias, or each filter would join the translations once more.
    found = found.alias(edition_words=F("edition__words"))
    for word in wanted:
        any_reading = Q()
        for reading in readings(word):
            any_reading |= Q(edition_words__contains=f" {reading} ")
        found = found.filter(any_reading)
    if section is not None:
        found = found.filter(section=section)
    if source is not None:
        found = found.filter(source=source)
    if date_from is not None:
        found = found.filter(printed_at__gte=_start_of(max(date_from, EARLIEST)))
    if date_to is not None:
        next_day = min(date_to, LATEST) + timedelta(days=1)
        found = found.filter(printed_at__lt=_start_of(next_day))
    return found.newest_first()


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class SearchForm(forms.Form):
    """What a reader asks for: words, and as filters section, source and a span of days.

    Section and source are given by their slugs, the days as year-month-day. The filters have the
    names that they have in the address; `from` cannot be written as an attribute of a class.
    """

    q = forms.CharField(
        label=_("Search for"),
        max_length=settings.SEARCH_QUERY_MAX,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto", "placeholder": " "}),
        error_messages={"max_length": _("Use at most %(limit_value)d characters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"] = _choice_field(
            "section", _("Section"), _("All sections"), _("There is no such section.")
        )
        self.fields["source"] = _choice_field(
            "source", _("Source"), _("All sources"), _("There is no such source.")
        )
        self.fields["from"] = _day_field(_("From"))
        self.fields["to"] = _day_field(_("To"))

    def clean_q(self) -> str:
        """Return the query without spaces around it; refuse more words than anyone asks for."""
        query = self.cleaned_data["q"].strip()
        if len(words(query)) > settings.SEARCH_WORDS_MAX:
            raise ValidationError(
                _("Use at most %(limit)d words."),
                code="too_many_words",
                params={"limit": settings.SEARCH_WORDS_MAX},
            )
        return query

    def clean(self) -> dict[str, Any]:
        """Refuse a span of days that ends before it begins."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("from"), data.get("to")
        if first and last and first > last:
            self.add_error(
                "to", ValidationError(_("The last day is before the first."), code="days_swapped")
            )
        return data

    def results(self, language: str) -> "ArticleQuerySet":
        """Return what a valid form asks for; nothing for an empty query."""
        data = self.cleaned_data
        return search(
            data["q"],
            language,
            section=data["section"],
            source=data["source"],
            date_from=data["from"],
            date_to=data["to"],
        )


def _choice_field(model: str, label: Any, empty: Any, unknown: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=apps.get_model("articles", model).objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=empty,
        error_messages={"invalid_choice": unknown},
    )


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Give the day as year-month-day, for example 2026-01-07.")},
    )
