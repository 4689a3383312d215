"""Dates and times as staff type them."""

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models

from newsportal.digits import western


class Moment(AdminSplitDateTime):
    """A day and a time, typed in 0-9 or ٠-٩."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Both as they were typed, in the digits that the field reads."""
        typed = super().value_from_datadict(data, files, name)
        return [western(each) if isinstance(each, str) else each for each in typed]


class TimedAdmin(BaseModelAdmin):
    """Takes dates and times in the digits of either keyboard."""

    formfield_overrides = {models.DateTimeField: {"widget": Moment}}
