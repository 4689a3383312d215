"""The watch terms in the admin: tried on decided comments before they are saved, CSV in and out."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from comments.highlight import parts
from comments.models import Clause, Policy, WatchTerm
from comments.terms import (
    BYTES_AT_MOST,
    COLUMNS,
    Trial,
    export_terms,
    import_terms,
    parse_terms,
    try_terms,
)
from newsportal.admin import TimedAdmin

PERMISSIONS_TO_IMPORT = ("comments.add_watchterm", "comments.change_watchterm")


def clause_choices() -> list[tuple[str, str]]:
    """The clauses of the policy in force, by their codes."""
    clauses = Clause.objects.filter(policy__in=Policy.objects.published()[:1]).order_by("number")
    return [("", "–"), *((clause.code, str(clause)) for clause in clauses)]


class WatchTermForm(forms.ModelForm):
    """A term; the clause is chosen from the policy in force."""

    clause_code = forms.ChoiceField(
        label=_("Clause"),
        choices=clause_choices,
        help_text=_("The clause of the policy that it points to."),
    )

    class Meta:
        model = WatchTerm
        fields = [
            "text",
            "language",
            "mode",
            "clause_code",
            "severity",
            "allowed",
            "expires_at",
            "note",
        ]
        widgets = {
            "text": forms.TextInput(attrs={"dir": "auto", "size": 40}),
            "allowed": forms.Textarea(attrs={"dir": "auto", "rows": 4}),
            "note": forms.TextInput(attrs={"dir": "auto", "size": 60}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.instance.clause_code
        field = self.fields.get("clause_code")
        if field is not None and code and code not in dict(clause_choices()):
            # A clause that the policy has no longer: the term keeps it until somebody chooses.
            field.choices = [*clause_choices(), (code, code)]  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A CSV, as a file or pasted; what a file holds comes back as text when it is refused."""

    file = forms.FileField(label=_("CSV file"), required=False)
    text = forms.CharField(
        label=_("or its lines"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"dir": "auto", "rows": 14, "cols": 100, "spellcheck": "false"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        """The terms, checked line by line, under `terms`; the file wins over the text."""
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload is not None:
            cleaned["text"] = self._decoded(upload)
            self.data = QueryDict(mutable=True)
            self.data["text"] = cleaned["text"]
        if not cleaned.get("text", "").strip():
            raise ValidationError(_("Choose a file or paste its lines."), code="no_terms")
        cleaned["terms"] = parse_terms(cleaned["text"])
        return cleaned

    def _decoded(self, upload: Any) -> str:
        if upload.size > BYTES_AT_MOST:
            raise ValidationError(_("The file is too large."), code="too_large")
        raw = upload.read()
        encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            return raw.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise ValidationError(
                _("The file cannot be read. Save it as CSV in UTF-8."), code="bad_encoding"
            ) from error


class ClauseFilter(admin.SimpleListFilter):
    """Terms by the clause they point to, under its posted title."""

    title = _("clause")
    parameter_name = "clause_code"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """The clauses of the policy in force."""
        return clause_choices()[1:]

    def queryset(self, request: HttpRequest, queryset: QuerySet[WatchTerm]) -> QuerySet[WatchTerm]:
        """The terms of the chosen clause."""
        return queryset.filter(clause_code=self.value()) if self.value() else queryset


@admin.register(WatchTerm)
class WatchTermAdmin(TimedAdmin, admin.ModelAdmin):
    """Watch terms; saving one shows first what it would have caught."""

    form = WatchTermForm
    list_display = ("text", "language", "mode", "clause", "severity", "expires_at", "note")
    list_filter = ("severity", ClauseFilter, "mode", "language", "expires_at")
    search_fields = ("text", "allowed", "note")
    search_help_text = _("Searches terms, what is allowed and notes.")
    show_full_result_count = False
    change_list_template = "admin/comments/watchterm/change_list.html"

    @admin.display(description=_("clause"), ordering="clause_code")
    def clause(self, term: WatchTerm) -> str:
        """The clause's title as it is posted now."""
        return self._titles.get(term.clause_code, term.clause_code)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WatchTerm]:
        """The terms; the titles of the clauses are read once a page."""
        self._titles = dict(clause_choices())
        return super().get_queryset(request)

    def save_model(self, request: HttpRequest, obj: WatchTerm, form: Any, change: bool) -> None:
        """Keep who answers for the term."""
        obj.added_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        """CSV in and out, beside Django's own pages."""
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name="comments_watchterm_import"),
            path("export/", view(self.export_view), name="comments_watchterm_export"),
            *super().get_urls(),
        ]

    # -- a trial before saving --

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; a valid one is tried, shown, and saved only when that is confirmed."""
        if request.method == "POST" and "_confirmed" not in request.POST:
            if "_edit" in request.POST:
                request.is_only_trial = True  # type: ignore[attr-defined]
            else:
                trial = self._trial_page(request, object_id)
                if trial is not None:
                    return trial
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _trial_page(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """What the term in the form would have caught; None where the form has faults."""
        obj = self.get_object(request, object_id) if object_id else None
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        if not may or (object_id and obj is None):
            return None
        form = self.get_form(request, obj, change=obj is not None)(request.POST, instance=obj)
        if not form.is_valid():
            return None
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken"
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Before it is saved"),
            "opts": self.opts,
            "term": form.instance,
            "typed": typed,
            **shown(try_terms([form.instance])),
        }
        return TemplateResponse(request, "admin/comments/watchterm/trial.html", context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """The form; back from the trial one that is filled in and saves nothing."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if not getattr(request, "is_only_trial", False):
            return form

        class UnsavedForm(form):  # type: ignore[misc, valid-type]
            def clean(self) -> Any:
                cleaned = super().clean()
                self.add_error(None, _("Not saved yet: change it and save, or try it again."))
                return cleaned

        return UnsavedForm

    # -- CSV --

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a CSV in, all of it or nothing; `_try` shows first what it would have caught."""
        if not request.user.has_perms(PERMISSIONS_TO_IMPORT):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            if "_try" not in request.POST:
                done = import_terms(form.cleaned_data["text"], by=request.user)
                self.message_user(
                    request,
                    _("Terms added: %(added)d. Terms changed: %(changed)d.")
                    % {"added": done.added, "changed": done.changed},
                    messages.SUCCESS,
                )
                return HttpResponseRedirect(reverse("admin:comments_watchterm_changelist"))
            terms = form.cleaned_data["terms"]
            context = {"count": len(terms), **shown(try_terms(terms))}
        context |= {
            **self.admin_site.each_context(request),
            "title": _("Import watch terms"),
            "opts": self.opts,
            "form": form,
            "columns": COLUMNS,
        }
        return TemplateResponse(request, "admin/comments/watchterm/import.html", context)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The whole list as CSV, with the mark by which spreadsheets know UTF-8."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        text = "\ufeff" + export_terms(WatchTerm.objects.all())
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="watch-terms.csv"'
        return response


def shown(trial: Trial) -> dict[str, Any]:
    """A trial for a template: its figures, and its examples with what was found marked."""
    examples = [
        {
            "pk": example["pk"],
            "is_approved": example["is_approved"],
            "parts": parts(example["message"], [(hit.start, hit.end) for hit in example["hits"]]),
        }
        for example in trial.examples
    ]
    return {"trial": trial, "examples": examples}
