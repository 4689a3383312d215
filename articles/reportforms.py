"""The form by which a reader reports an error in a story: what is wrong is enough."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from newsportal.readerforms import READERS_WORDS, AddressField, ReaderField, hidden, trap
from newsportal.stamp import age_of


class ErrorReportForm(forms.Form):
    """What is wrong, where it stands, and an e-mail for the answer alone."""

    message = ReaderField(
        label=_("What is wrong"),
        limit=settings.ERROR_REPORT_TEXT_MAX,
        is_line=False,
        widget=forms.Textarea(attrs={**READERS_WORDS, "rows": 5}),
        help_text=_("If you know a source for what is right, please name it."),
        error_messages={"required": _("Please write in a sentence what is wrong.")},
    )
    passage = ReaderField(
        label=_("The passage"),
        limit=settings.ERROR_REPORT_PASSAGE_MAX,
        is_line=False,
        required=False,
        widget=forms.Textarea(attrs={**READERS_WORDS, "rows": 2}),
        help_text=_("The sentence in which it stands, copied from the story."),
    )
    email = AddressField(help_text=_("Only to tell you the outcome. It is shown to nobody."))
    website = trap()
    stamp = hidden()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "report-%s"})
        # Machines may put anything here, NUL too; it is looked at and never kept.
        for name in ("website", "stamp"):
            self.fields[name].validators = []

    @property
    def given(self) -> dict[str, Any]:
        """What is kept of a valid form; what a machine seems to have sent is only marked."""
        said = self.cleaned_data
        is_fresh = age_of(said["stamp"]) == "fresh"
        kept = {name: said[name] for name in ("message", "passage", "email")}
        return {**kept, "is_suspicious": bool(said["website"]) or is_fresh}
