"""The form under a story: a message is enough."""

from typing import Any, Self

from django import forms
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from comments.countries import countries_in
from newsportal.language import current_language
from newsportal.readerforms import READERS_WORDS, AddressField, ReaderField, hidden, trap


def country_choices() -> list[tuple[str, Any]]:
    """No country first, then all of them in the reader's language and its order."""
    named = countries_in(current_language())
    return [("", _("No country")), *named.items()]


class CountrySelect(forms.Select):
    """A select of 250 options in one step; Django renders a template for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The select with `value` chosen."""
        chosen = str(value or "")
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (code, " selected" if code and code == chosen else "", label)
                for code, label in self.choices
            ),
        )
        context = {"name": name, **self.build_attrs(self.attrs, attrs)}
        attributes = format_html_join("", ' {}="{}"', context.items())
        return format_html("<select{}>{}</select>", attributes, options)


class CommentForm(forms.Form):
    """Name, e-mail, country, subject and message, of which the message alone is required."""

    name = ReaderField(
        label=_("Full name"),
        limit=settings.COMMENT_NAME_MAX,
        required=False,
        widget=forms.TextInput(attrs={**READERS_WORDS, "autocomplete": "name"}),
    )
    message = ReaderField(
        label=_("Message"),
        limit=settings.COMMENT_MESSAGE_MAX,
        is_line=False,
        widget=forms.Textarea(attrs={**READERS_WORDS, "rows": 6}),
        error_messages={"required": _("Please write a message; the other fields may stay empty.")},
    )
    email = AddressField(help_text=_("It is not published."))
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        required=False,
        widget=CountrySelect(attrs={"autocomplete": "country"}),
        error_messages={"invalid_choice": _("Please choose a country from the list, or none.")},
    )
    subject = ReaderField(
        label=_("Subject"),
        limit=settings.COMMENT_SUBJECT_MAX,
        required=False,
        widget=forms.TextInput(attrs={**READERS_WORDS, "autocomplete": "off"}),
    )
    website = trap()
    stamp = hidden()
    altcha = hidden()
    parent = hidden()  # the number of a comment

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "comment-%s"})

    def without_parent(self) -> Self:
        """The same words, answering nobody; its proof of work is spent."""
        data = {name: self.data.get(name, "") for name in self.fields}
        form = type(self)({**data, "parent": "", "altcha": ""})
        form.full_clean()
        return form

    @property
    def site_key(self) -> str:
        """The public key of reCAPTCHA, where the site has one."""
        return settings.RECAPTCHA_PUBLIC_KEY if settings.RECAPTCHA_ENABLED else ""

    @property
    def words(self) -> dict[str, str]:
        """What is kept of a valid form."""
        return {
            name: self.cleaned_data[name]
            for name in ("name", "email", "country", "subject", "message")
        }

    @property
    def is_trapped(self) -> bool:
        """Whether the field was filled in that people do not see."""
        return bool(self.cleaned_data["website"])
