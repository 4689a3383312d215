"""What every form of a reader has: words kept as they were typed, and a guard against other sites.

Nobody is logged in and there is no cookie, so there is no CSRF token either: the browser says where
a form was sent from. Knows no app.
"""

from typing import Any

from django import forms
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from newsportal.invisible import clean_line, clean_text
from newsportal.origin import is_foreign
from newsportal.stamp import age_of

# The empty placeholder lets the styles tell an empty box, which begins where the page begins.
READERS_WORDS = {"dir": "auto", "placeholder": " "}

FOREIGN = _(
    "This was sent from another site, so nothing was done. If you wanted it, send it from here."
)
TOO_BIG = _("This was too large to be read, so nothing was done. Please send less text.")


class ReaderField(forms.CharField):
    """Words of a reader: what is not seen is taken out, and no browser cuts them short.

    The limit is checked here alone: `maxlength` makes browsers drop the end of a pasted text
    without a word.
    """

    def __init__(self, *, limit: int, is_line: bool = True, **kwargs: Any) -> None:
        too_long = _(
            "%(show_value)d characters, and %(limit_value)d is the limit. "
            "Nothing is lost: please shorten it here."
        )
        super().__init__(strip=False, **kwargs)
        self.clean_words = clean_line if is_line else clean_text
        self.validators = [MaxLengthValidator(limit, too_long)]

    def to_python(self, value: Any) -> str:
        """The words as they are kept."""
        return self.clean_words(super().to_python(value) or "")


class AddressField(forms.EmailField):
    """An e-mail address that may be left out."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(
            attrs={"dir": "ltr", "autocomplete": "email", "spellcheck": "false"}
        )
        wrong = {"invalid": _("This is no e-mail address. Correct it or leave the field empty.")}
        given = {"label": _("E-mail"), "required": False, "max_length": 254, **kwargs}
        super().__init__(widget=widget, error_messages=wrong, **given)


class MachineField(forms.CharField):
    """What a machine may put anything into, NUL too: it is looked at and never kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.validators = []


def trap() -> forms.CharField:
    """A field for machines that fill in everything; people do not see it."""
    widget = forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    return MachineField(label=_("Leave this field empty"), widget=widget)


def hidden() -> forms.CharField:
    """A field that a script fills in."""
    return MachineField(widget=forms.HiddenInput)


class ReportForm(forms.Form):
    """What a reader reports to the desk: words, an e-mail for the outcome alone, and traps.

    A subclass names in `kept` what it keeps, and in `ids` how its fields are called in the page.
    """

    email = AddressField(help_text=_("Only to tell you the outcome. It is shown to nobody."))
    website = trap()
    stamp = hidden()
    kept: tuple[str, ...] = ("email",)
    ids = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": self.ids})

    @property
    def given(self) -> dict[str, Any]:
        """What is kept of a valid form; what a machine seems to have sent is only marked."""
        said = self.cleaned_data
        is_fresh = age_of(said["stamp"]) == "fresh"
        kept = {name: said[name] for name in self.kept}
        return {**kept, "is_suspicious": bool(said["website"]) or is_fresh}


class SeeOther(HttpResponseRedirect):
    """To the page of what was sent: whoever loads that again sends nothing twice."""

    status_code = 303


def words_in(request: HttpRequest, *names: str) -> str:
    """What was typed into the first of `names`, where it cannot be kept: it is shown again."""
    try:
        return next(filter(None, (request.POST.get(name) for name in names)), "")
    except (RequestDataTooBig, TooManyFieldsSent):
        return ""


def read_sent(request: HttpRequest, blank: forms.Form) -> tuple[forms.Form, int]:
    """The form as it was sent, and 200 when it can be used, or the status that answers it.

    `blank` is the form as it stood before anything was typed.
    """
    kind, prefix = type(blank), blank.auto_id
    try:
        form = kind(request.POST, auto_id=prefix)
    except (RequestDataTooBig, TooManyFieldsSent):
        return _with_reason(kind(blank.initial, auto_id=prefix), TOO_BIG), 413
    if is_foreign(request):
        return _with_reason(form, FOREIGN), 403
    return form, 200 if form.is_valid() else 400


def _with_reason(form: forms.Form, reason: Any) -> forms.Form:
    form.full_clean()
    form.errors.clear()
    form.add_error(None, reason)
    return form
