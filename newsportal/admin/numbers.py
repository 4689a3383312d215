"""Numbers as staff type them."""

from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest


class Numeral(forms.TextInput):
    """A whole number, typed in 0-9 or ٠-٩: browsers let ٠-٩ into no field of the type 'number'."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"class": "vIntegerField", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__({**usual, **(attrs or {})})


class NumberedAdmin(BaseModelAdmin):
    """Takes whole numbers in the digits of either keyboard."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """The form field, with a widget into which both can be typed."""
        if isinstance(db_field, models.IntegerField) and not db_field.choices:
            kwargs.setdefault("widget", Numeral)
        return super().formfield_for_dbfield(db_field, request, **kwargs)
