"""What readers fill in: the sign-up and their own preferences."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.models import Section
from newsletter import addresses
from newsletter.models import Rhythm, Subscription
from newsportal.language import current_language

KEY = re.compile("[0-9]{1,18}")  # what a database can take for a key


class AddressField(forms.CharField):
    """An e-mail address, given back in the form in which it is stored."""

    widget = forms.EmailInput(
        attrs={"autocomplete": "email", "dir": "ltr", "inputmode": "email", "spellcheck": "false"}
    )

    def __init__(self, **kwargs: Any) -> None:
        # Not stripped here: a line break inside an address is an error, not an accident.
        super().__init__(max_length=addresses.MAX_LENGTH, strip=False, **kwargs)

    def clean(self, value: str) -> str:
        """The normalised address. Raises ValidationError."""
        return addresses.normalise(super().clean(value))


class SectionsField(forms.ModelMultipleChoiceField):
    """Sections by key or by slug, as boxes to tick; none means all."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        """The sections. Raises ValidationError for one that does not exist."""
        chosen = [str(each) for each in value or []]
        slugs = [each for each in chosen if not KEY.fullmatch(each) and "\0" not in each]
        keys = dict(Section.objects.filter(slug__in=slugs).values_list("slug", "pk"))
        for each in chosen:
            if not KEY.fullmatch(each) and each not in keys:
                raise ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": each}
                )
        return super().clean([keys.get(each, each) for each in chosen])


class SignupForm(forms.Form):
    """The sign-up; what the short form in the footer leaves out has a sensible default."""

    email = AddressField(label=_("E-mail"))
    language = forms.ChoiceField(
        label=_("Language of the mails"), choices=settings.LANGUAGES, required=False
    )
    rhythm = forms.ChoiceField(
        label=_("How often"), choices=Rhythm.choices, required=False, widget=forms.RadioSelect
    )
    sections = SectionsField(
        label=_("Sections"), queryset=Section.objects.all(), required=False,
        help_text=_("If you choose none, you receive all of them."),
    )  # fmt: skip
    # A trap for machines that fill in everything; people do not see it.
    remark = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"language": get_language(), "rhythm": Rhythm.DAILY, **self.initial}

    def clean_language(self) -> str:
        """The language of the mails; that of the page if none was sent."""
        return self.cleaned_data["language"] or current_language()

    def clean_rhythm(self) -> str:
        """The rhythm; daily if none was sent."""
        return self.cleaned_data["rhythm"] or Rhythm.DAILY

    @property
    def is_trapped(self) -> bool:
        """Whether the field was filled in that people do not see."""
        return bool(self.data.get("remark", "").strip())


class PreferencesForm(forms.ModelForm):
    """What a subscriber can change: language, rhythm, sections."""

    sections = SectionsField(
        label=_("Sections"), queryset=Section.objects.all(), required=False,
        help_text=_("If you choose none, you receive all of them."),
    )  # fmt: skip

    class Meta:
        model = Subscription
        fields = ["language", "rhythm", "sections"]
        labels = {"language": _("Language of the mails"), "rhythm": _("How often")}
        widgets = {"rhythm": forms.RadioSelect}
