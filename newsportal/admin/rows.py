"""Rows of a form and of a list that is saved at once: as many as there can be, and no more.

By itself Django makes two thousand of them before it refuses, which takes it seconds.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.forms.models import BaseInlineFormSet, BaseModelFormSet
from django.http import HttpRequest
from django.utils.translation import ngettext_lazy

from .numbers import NumberedAdmin

ABSURD = 100  # rows; above `max_num`, so that an entry that came with more can still be saved


# In the words of the desk.
TOO_MANY = {
    "too_many_forms": ngettext_lazy(
        "%(num)d row can stand here at most, so nothing was saved.",
        "%(num)d rows can stand here at most, so nothing was saved.",
        "num",
    ),
}


class FewInlineRows(BaseInlineFormSet):
    """The rows of one entry."""

    default_error_messages = {**BaseInlineFormSet.default_error_messages, **TOO_MANY}


class FewListRows(BaseModelFormSet):
    """The rows of a list."""

    default_error_messages = {**BaseModelFormSet.default_error_messages, **TOO_MANY}


class BoundedInline(NumberedAdmin, InlineModelAdmin):
    """Offers `max_num` rows on a form, and refuses one that says to have absurdly many."""

    formset = FewInlineRows
    max_num = 60

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The rows, bounded."""
        bounds = {"absolute_max": ABSURD}
        return super().get_formset(request, obj, **{**bounds, **kwargs})


class BoundedList(NumberedAdmin, admin.ModelAdmin):
    """Refuses to save more rows of a list than it ever shows at once."""

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The rows, bounded."""
        most = self.list_max_show_all
        bounds = {"formset": FewListRows, "max_num": most, "absolute_max": most}
        return super().get_changelist_formset(request, **{**bounds, **kwargs})
