"""Translated fields: behind language tabs, each in its own direction, searched together."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from modeltranslation.admin import TabbedTranslationAdmin

from newsportal.language import direction


def directed(field: forms.Field | None, db_field: models.Field) -> forms.Field | None:
    """`field`, told language and direction of what is typed into it; for inlines too."""
    language = getattr(db_field, "language", None)
    if field is not None and language:
        field.widget.attrs |= {"lang": language, "dir": direction(language)}
        # modeltranslation requires the default language whatever the options say.
        field.required = not db_field.blank
    return field


def _says(obj: models.Model, name: str | Sequence[str]) -> bool:
    """Whether a field belongs to no language or has words in it."""
    names = [name] if isinstance(name, str) else name
    fields = {field.name: field for field in obj._meta.get_fields()}
    return any(
        not getattr(fields.get(each), "language", None) or getattr(obj, each) for each in names
    )


class LanguageTabs(TabbedTranslationAdmin):
    """Translated fields behind language tabs, each in its own direction, searched together."""

    class Media:
        # The first is named again because it must stand before ours.
        js = ("modeltranslation/js/tabbed_translation_fields.js", "newsportal/admin/tabs.js")

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """The form field, told the language and direction of what is typed into it."""
        return directed(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the languages that say nothing, on the page of an entry that can only be read."""
        fieldsets = super().get_fieldsets(request, obj)
        # What is sent too late is still looked for under every name.
        if obj is None or request.method != "GET" or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, {**options, "fields": [each for each in options["fields"] if _says(obj, each)]})
            for name, options in fieldsets
        ]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """`search_fields` in every language: by itself a translated name means the active one."""
        return list(self.replace_orig_field(super().get_search_fields(request)))
