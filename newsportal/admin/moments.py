"""Dates and times as staff type them."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsportal.digits import western

from .asking import YEARS


class Moment(AdminSplitDateTime):
    """A day and a time, typed in 0-9 or ٠-٩."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Both as they were typed, in the digits that the field reads."""
        typed = super().value_from_datadict(data, files, name)
        return [western(each) if isinstance(each, str) else each for each in typed]

    def decompress(self, value: Any) -> Any:
        """Day and time of a moment; of anything else, as an address can propose it, none."""
        return super().decompress(value if isinstance(value, datetime) else None)


class MomentField(forms.SplitDateTimeField):
    """A moment that databases, time zones and the archive can reach."""

    def clean(self, value: Any) -> Any:
        """The moment. Raises ValidationError 'out_of_time', or why it cannot be read."""
        try:
            moment = super().clean(value)
            is_near = moment is None or YEARS[0] <= moment.year <= YEARS[1]
        except OverflowError:
            is_near = False
        if not is_near:
            raise ValidationError(
                _("Give a year from %(first)s to %(last)s."),
                code="out_of_time",
                params={"first": YEARS[0], "last": YEARS[1]},
            )
        return moment


class TimedAdmin(BaseModelAdmin):
    """Takes dates and times in the digits of either keyboard."""

    formfield_overrides = {models.DateTimeField: {"form_class": MomentField, "widget": Moment}}
