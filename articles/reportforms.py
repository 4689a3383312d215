"""The form by which a reader reports an error in a story: what is wrong is enough."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from newsportal.readerforms import READERS_WORDS, ReaderField, ReportForm


class ErrorReportForm(ReportForm):
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
    kept = field_order = ("message", "passage", "email")
    ids = "report-%s"
