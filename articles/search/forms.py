"""What a reader asks for: words and filters, as they stand in the address."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.search.ranking import Filters
from newsportal.arabic import fold, words
from newsportal.language import current_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from articles.models import Section


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

    def __init__(self, *args: Any, sections: "Sequence[Section] | None" = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if sections is None:
            sections = apps.get_model("articles", "Section").objects.all()
        sources = apps.get_model("articles", "Source").objects.all()
        self.fields["section"] = _choice_field(
            sections, _("Section"), _("All sections"), _("There is no such section.")
        )
        self.fields["source"] = _choice_field(
            sources, _("Source"), _("All sources"), _("There is no such source.")
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            choices=[("", _("That of this page")), *settings.LANGUAGES],
            required=False,
            error_messages={"invalid_choice": _("There is no such language.")},
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

    @property
    def is_narrowed(self) -> bool:
        """Whether more than words was asked for, right or wrong; then the filters stand open."""
        return any(name != "q" for name in self.changed_data)

    @property
    def language(self) -> str:
        """The language that a valid form asks for; by itself that of the page."""
        return self.cleaned_data["language"] or current_language()

    @property
    def filters(self) -> Filters:
        """What a valid form narrows the search down by."""
        data = self.cleaned_data
        return Filters(data["section"], data["source"], data["from"], data["to"])


class DayInput(forms.DateInput):
    """A browser's own field for a day, which can show nothing else."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        """The day as HTML wants it."""
        try:
            return str(date.fromisoformat(fold(str(value))))
        except ValueError:
            return None


class DayField(forms.DateField):
    """A day as year-month-day, in digits of any script."""

    def to_python(self, value: Any) -> Any:
        """The day, whatever digits it was typed in."""
        return super().to_python(fold(value) if isinstance(value, str) else value)


def _choice_field(things: Any, label: Any, empty: Any, unknown: Any) -> forms.TypedChoiceField:
    """A choice among `things` by their slugs; they are read once for choices and answer."""
    by_slug = {thing.slug: thing for thing in things}
    return forms.TypedChoiceField(
        label=label,
        choices=[("", empty), *((slug, str(thing)) for slug, thing in by_slug.items())],
        coerce=by_slug.get,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": unknown},
    )


def _day_field(label: Any) -> DayField:
    return DayField(
        label=label,
        required=False,
        widget=DayInput,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Give the day as year-month-day, for example 2026-01-07.")},
    )
