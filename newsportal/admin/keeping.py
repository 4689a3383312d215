"""Nothing typed is lost: a form that is refused, or comes too late, comes back with its words."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _


class MoveRefused(Exception):  # noqa: N818 - it is no error of the program
    """Carries the reason out of the transaction that it rolls back."""

    def __init__(self, reason: ValidationError) -> None:
        super().__init__(reason)
        self.reason = reason


class KeepingAdmin(admin.ModelAdmin):
    """Refuses forms with a reason, and shows beside their words what stands meanwhile."""

    version_field = ""
    """A time that every save writes: a form older than it does not overwrite unasked."""

    def _version(self, obj: Any) -> str:
        return getattr(obj, self.version_field).isoformat() if self.version_field else ""

    def _refuse_older(self, request: HttpRequest, obj: Any) -> None:
        """Hold the row for this transaction; refuse a form that was opened before its last saving.

        Raises MoveRefused. Of two forms saved at the same moment the second waits here and sees
        what the first has written.
        """
        now = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
        if request.POST.get("_seen", self._version(now)) != self._version(now):
            request.stands = self._what_stands(request, now)  # type: ignore[attr-defined]
            raise MoveRefused(self._changed_meanwhile(now))

    def _changed_meanwhile(self, obj: Any) -> ValidationError:
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk
        )
        last = entries.select_related("user").order_by("-action_time").first()
        return ValidationError(
            _(
                "%(who)s saved this entry after you had opened it, so nothing was saved now. Your "
                "words are still in the form; what stands now is shown beside them. Save again "
                "to replace it."
            ),
            code="changed_meanwhile",
            params={"who": last.user.get_username() if last else _("Somebody")},
        )

    def _what_stands(self, request: HttpRequest, obj: Any) -> list[tuple[Any, str]]:
        """Label and stored words of every text that differs from what the form brings."""
        form = self._bound_form(request, obj)
        return [
            (form[name].label, form.initial[name] or "")
            for name in form.changed_data
            if isinstance(form.fields[name], forms.CharField)
        ]

    def _bound_form(self, request: HttpRequest, obj: Any) -> forms.ModelForm:
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        return self.get_form(request, obj, change=True, fields=fields)(request.POST, instance=obj)

    def _overtaken(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """403, with the typed words to copy: the entry went on while its form was open."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = self._bound_form(request, obj)
        typed = [
            (form[name].label, request.POST[name])
            for name in form.fields
            if request.POST.get(name) and isinstance(form.fields[name], forms.CharField)
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Not saved: the entry went on meanwhile"),
            "opts": self.opts,
            "original": self.get_object(request, str(obj.pk)),
            "typed": typed,
        }
        return TemplateResponse(request, "admin/overtaken.html", context, status=403)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """The form; after a refused move one that shows the reason and saves nothing."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal: Any = getattr(request, "refusal", None)
        if refusal is None:
            return form

        class RefusedForm(form):  # type: ignore[misc, valid-type]
            def clean(self) -> Any:
                cleaned = super().clean()
                self.add_error(None, ValidationError(refusal.messages))
                return cleaned

        return RefusedForm
