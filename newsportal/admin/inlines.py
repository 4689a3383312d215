"""Rows on the form of the entry that they belong to: as many as an entry can have, and no more."""

from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import ngettext_lazy

ABSURD = 100  # rows; above `max_num`, so that an entry that came with more can still be saved


class FewRows(BaseInlineFormSet):
    """Says in the words of the desk that a form has too many rows."""

    default_error_messages = {
        **BaseInlineFormSet.default_error_messages,
        "too_many_forms": ngettext_lazy(
            "%(num)d row can stand here at most, so nothing was saved.",
            "%(num)d rows can stand here at most, so nothing was saved.",
            "num",
        ),
    }


class BoundedInline(InlineModelAdmin):
    """Offers `max_num` rows, and refuses a form that says to have absurdly many.

    By itself Django makes two thousand rows before it refuses, which takes it seconds.
    """

    formset = FewRows
    max_num = 60

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The rows, bounded."""
        bounds = {"absolute_max": ABSURD}
        return super().get_formset(request, obj, **{**bounds, **kwargs})
