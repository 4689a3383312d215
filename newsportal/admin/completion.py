"""Fields of the admin that complete what is typed, and survive what no form of ours sends."""

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest

from newsportal.codes import is_number


class KeysAlone(AutocompleteMixin):
    """Shows again what was chosen as far as it can be a key; Django asks the database for all."""

    def optgroups(self, name: Any, value: Any, attr: Any = None) -> Any:
        """The chosen rows as options."""
        return super().optgroups(name, [each for each in value if is_number(str(each))], attr)


class OneOf(KeysAlone, AutocompleteSelect):
    """A choice of one row."""

    def optgroups(self, name: Any, value: Any, attr: Any = None) -> Any:
        """The chosen row behind 'none', which HTML asks for and wants to be called something."""
        groups = super().optgroups(name, value, attr)
        chosen = [option for option in groups[0][1] if option["value"] != ""]
        groups[0][1][:] = [self.create_option(name, "", "–", not chosen, 0), *chosen]
        return groups


class SomeOf(KeysAlone, AutocompleteSelectMultiple):
    """A choice of some rows."""


class ChosenRows(ModelMultipleChoiceField):
    """Some rows by their keys, for databases that break on a number without end."""

    def clean(self, value: Any) -> Any:
        """The rows. Raises ValidationError for what is no key."""
        for each in value or []:
            if not is_number(str(each)):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": each}
                )
        return super().clean(value)


class CompletingAdmin(BaseModelAdmin):
    """An admin, or an inline of one, whose `autocomplete_fields` take any input."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field, with our widget where it completes."""
        return super().formfield_for_foreignkey(
            db_field, request, **self._completing(OneOf, db_field, request, kwargs)
        )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field, with our widget where it completes."""
        given = {"form_class": ChosenRows, **kwargs}
        return super().formfield_for_manytomany(
            db_field, request, **self._completing(SomeOf, db_field, request, given)
        )

    def _completing(
        self, widget: Any, db_field: models.Field, request: HttpRequest, given: dict[str, Any]
    ) -> dict[str, Any]:
        if db_field.name not in self.get_autocomplete_fields(request):
            return given
        return {"widget": widget(db_field, self.admin_site), **given}
