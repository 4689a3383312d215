"""The admin site of the newsroom, and the two bases of its pages.

`WorkflowAdmin` makes buttons and bulk actions out of a model's table of moves; `LanguageTabs` puts
translated fields behind one set of language tabs and searches all languages at once.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog
from modeltranslation.admin import TabbedTranslationAdmin

from newsportal import passwords
from newsportal.language import direction, set_staff_language
from newsportal.workflow import Move, WorkflowModel

KEY_DIGITS = 19  # a key has fewer
REASONS_SHOWN = 20  # refusals told one by one after a bulk action
NOT_FORM_FIELDS = {"csrfmiddlewaretoken", "_move"}
YEARS = (1900, 2200)  # databases and time zones fail at the ends of the calendar
YEAR_ASKED = re.compile(r"(\d+)(-\d|$)")
INLINE_FIELD = re.compile(r"_FORMS$|-(\d+|__prefix__)-")  # sent where they are only shown, too

Waiting = tuple[str | Promise, int, str]
"""One line of the start page: what waits, how much of it, and where."""


@dataclass(frozen=True)
class Bulletin:
    """One line about how the house stands; `url` is where that is changed, for whoever may."""

    text: str | Promise
    is_warning: bool
    url: str = ""


class NewsAdminSite(admin.AdminSite):
    """The newsroom: Django's admin with its own start page, languages and password reset."""

    site_title = _("Newsroom")
    site_header = _("Newsroom")
    index_title = _("Today's desk")
    empty_value_display = "–"
    enable_nav_sidebar = False  # the desks stand in the header, on every page
    app_names = {  # shorter than the libraries' own, and in three languages
        "auth": _("People"),
        "axes": _("Logins"),
        "django_tasks_database": _("Background work"),
    }

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the admin needs, the choice of languages too."""
        languages = [get_language_info(code) for code, _name in settings.LANGUAGES]
        return {**super().each_context(request), "staff_languages": languages}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The desks in the order of INSTALLED_APPS, each with its models as they are registered."""
        found: dict[str, Any] = self._build_app_dict(request, app_label)
        for label in found.keys() & self.app_names.keys():
            found[label]["name"] = self.app_names[label]
        return [found[config.label] for config in apps.get_app_configs() if config.label in found]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The start page, with what waits for whoever is logged in."""
        found = {"waiting": list(self.waiting(request)), "bulletins": list(self.bulletins(request))}
        return super().index(request, {**found, **(extra_context or {})})

    def bulletins(self, request: HttpRequest) -> Iterable[Bulletin]:
        """What the registered admins say of the house; each may offer `bulletins(request)`."""
        for model_admin in self._registry.values():
            offer = getattr(model_admin, "bulletins", None)
            if offer:
                yield from offer(request)

    def waiting(self, request: HttpRequest) -> Iterable[Waiting]:
        """What the registered admins say is waiting; each may offer `waiting(request)`."""
        for model_admin in self._registry.values():
            offer = getattr(model_admin, "waiting", None)
            if offer and model_admin.has_view_permission(request):
                yield from offer(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A page of the admin; an address that no database can answer is a bad request."""
        page = super().admin_view(view, cacheable)

        @wraps(page)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refuse_impossible(request.GET)
            return page(request, *args, **kwargs)

        return answer

    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The catalogue of the admin's scripts, with our Arabic after Django's."""
        packages = ["django.contrib.admin", "newsportal"]
        return JavaScriptCatalog.as_view(packages=packages)(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's addresses and those that need no login: language and password reset."""
        return [
            path("language/", set_staff_language, name="set_language"),
            path("password_reset/", passwords.ask, name="password_reset"),
            path("password_reset/done/", passwords.asked, name="password_reset_done"),
            path("reset/<uidb64>/<token>/", passwords.choose, name="password_reset_confirm"),
            path("reset/done/", passwords.chosen, name="password_reset_complete"),
            *super().get_urls(),
        ]


def typed(request: HttpRequest, name: str) -> str:
    """What was typed as `name` outside of any form, without NUL, which PostgreSQL does not keep."""
    return request.POST.get(name, "").replace("\0", "").strip()


def refuse_impossible(asked: QueryDict) -> None:
    """Raise SuspiciousOperation for NUL in a value, and for dates outside of YEARS."""
    for name, values in asked.lists():
        for value in values:
            year = _year_asked(name, value)
            if "\0" in value or (year is not None and not YEARS[0] <= year <= YEARS[1]):
                raise SuspiciousOperation("No row can be asked for so")


def _year_asked(name: str, value: str) -> int | None:
    """The year that a filter called `name` asks for; None where there is none to be read."""
    if "_year" in name:
        try:
            return int(value[:9])
        except ValueError:  # Django says so itself
            return None
    found = YEAR_ASKED.match(value) if "_at__" in name else None
    return int(found[1][:9]) if found else None


def directed(field: forms.Field | None, db_field: models.Field) -> forms.Field | None:
    """`field`, told language and direction of what is typed into it; for inlines too."""
    language = getattr(db_field, "language", None)
    if field is not None and language:
        field.widget.attrs |= {"lang": language, "dir": direction(language)}
        # modeltranslation requires the default language whatever the options say.
        field.required = not db_field.blank
    return field


def state_word(name: str, word: str | Promise) -> SafeString:
    """A state as a word in its colour."""
    return format_html('<span class="state state--{}">{}</span>', name, word)


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

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """`search_fields` in every language: by itself a translated name means the active one."""
        return list(self.replace_orig_field(super().get_search_fields(request)))


class MoveRefused(Exception):  # noqa: N818 - it is no error of the program
    """Carries the reason out of the transaction that it rolls back."""

    def __init__(self, reason: ValidationError) -> None:
        super().__init__(reason)
        self.reason = reason


class DiscreetAdmin(admin.ModelAdmin):
    """An admin whose list is filtered by what its filters offer and by nothing else.

    Django lets any field of the row be asked for in the address of a list, `?code__startswith=a`
    too, and so a code or token that no page shows could be found out letter by letter.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Whether `lookup` belongs to one of the filters, and can be asked of any database."""
        offered = {"pk", "id", self.date_hierarchy}
        for each in self.get_list_filter(request):
            name: Any = each[0] if isinstance(each, tuple | list) else each
            offered.add(getattr(name, "parameter_name", name))
        first_names = {str(name).partition("__")[0] for name in offered if name}
        is_offered = lookup.partition("__")[0] in first_names
        return is_offered and "\0" not in value and super().lookup_allowed(lookup, value, request)


class WorkflowAdmin(DiscreetAdmin):
    """Buttons and bulk actions out of the model's moves; no form writes a status.

    A subclass whose moves take more than a note says with `choices_for` what can be chosen.
    """

    change_form_template = "admin/workflow_change_form.html"
    taken_labels: dict[str, str | Promise] = {"note": _("Note"), "clause": _("Clause")}
    taken_words = {"note", "reply"}  # what is typed; everything else is chosen among rows
    version_field = ""
    """A time that every save writes: a form older than it does not overwrite unasked."""

    # -- what may be done --

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a superuser deletes, and only what never left its first state."""
        is_untouched = obj is None or obj.status == obj.INITIAL
        return (
            request.user.is_superuser
            and is_untouched
            and super().has_delete_permission(request, obj)
        )

    def moves_offered(self, request: HttpRequest, obj: WorkflowModel | None) -> list[Move]:
        """The moves that have a button; a new entry offers those that take it forward."""
        if obj is not None:
            # What only an author may do has no permission, which a superuser has all the same.
            declared = dict(self.opts.permissions)
            moves = obj.moves_for(request.user)  # type: ignore[arg-type]
            return [move for move in moves if move.codename(self.model) in declared]
        begun = self.model().moves_for(request.user)
        return [move for move in begun if move.tone == "go"]

    def choices_for(self, request: HttpRequest, taken: str) -> models.QuerySet:
        """The rows that may be given to a move as `taken`, for instance the clauses."""
        raise NotImplementedError(f"{type(self).__name__}.choices_for: {taken}")

    # -- making a move --

    def find_move(self, obj: Any, value: str) -> tuple[WorkflowModel, Move]:
        """The row and the move that a button's value names. Raises ValidationError."""
        try:
            return obj, obj.get_move(value)
        except LookupError:
            raise ValidationError(_("There is no such move."), code="unknown_move") from None

    def make_move(self, request: HttpRequest, obj: Any, value: str) -> tuple[WorkflowModel, Move]:
        """Make the move named by `value` with what the request gives to it."""
        row, move = self.find_move(obj, value)
        given = {taken: self._given(request, taken) for taken in move.takes}
        row.perform(move.name, by=request.user, **given)  # type: ignore[arg-type]
        return row, move

    def _given(self, request: HttpRequest, taken: str) -> Any:
        raw = typed(request, taken)
        if taken in self.taken_words:
            return raw
        is_key = raw.isdecimal() and len(raw) < KEY_DIGITS
        chosen = self.choices_for(request, taken).filter(pk=int(raw) if is_key else None)
        row = chosen.first()
        if row is None:
            raise ValidationError(
                _("Choose first: %(what)s."),
                code=f"{taken}_required",
                params={"what": self.taken_labels[taken]},
            )
        return row

    # -- the form --

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; with `_move` it is saved first, if it may be, and the move made after it."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is not None:
            if not self.has_view_or_change_permission(request, obj):
                raise PermissionDenied
            may_change = self.has_change_permission(request, obj)
            if "_move" in request.POST and not (may_change and self._carries_form(request)):
                if not may_change and self._carries_form(request):
                    return self._overtaken(request, obj)
                return self._only_move(request, obj)
            if not may_change:
                return self._overtaken(request, obj)
        try:
            with transaction.atomic():
                if obj is not None:
                    self._refuse_older(request, obj)
                return super().changeform_view(request, object_id, form_url, extra_context)
        except MoveRefused as refused:
            # Everything is rolled back; the same form comes back filled in, with the reason.
            request.refusal = refused.reason  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

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

    def _carries_form(self, request: HttpRequest) -> bool:
        fields = request.POST.keys() - NOT_FORM_FIELDS - self.taken_labels.keys()
        return any(not INLINE_FIELD.search(name) for name in fields)

    def _only_move(self, request: HttpRequest, obj: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                row, move = self.make_move(request, obj, request.POST["_move"])
        except ValidationError as error:
            for reason in error.messages:
                self.message_user(request, reason, messages.ERROR)
            # Shown again as a page, with what was typed beside the button still there.
            request.method = "GET"
            return super().changeform_view(request, str(obj.pk))
        return self.response_move(request, obj, row, move)

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

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        """Where to go after adding; the move is made before, in the same transaction."""
        if "_move" in request.POST:
            return self._saved_then_moved(request, obj)
        return super().response_add(request, obj, *args)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Where to go after saving; the move is made before, in the same transaction."""
        if "_move" in request.POST:
            return self._saved_then_moved(request, obj)
        return super().response_change(request, obj)

    def _saved_then_moved(self, request: HttpRequest, obj: Any) -> HttpResponse:
        try:
            row, move = self.make_move(request, obj, request.POST["_move"])
        except ValidationError as error:
            raise MoveRefused(error) from error
        return self.response_move(request, obj, row, move)

    def response_move(
        self, request: HttpRequest, obj: Any, row: WorkflowModel, move: Move
    ) -> HttpResponse:
        """Say what was done and show the entry again, or the list if it may not be seen now."""
        message = _("%(move)s: “%(entry)s” is now “%(state)s”.") % {
            "move": move.label,
            "entry": row,
            "state": row.get_status_display(),
        }
        self.message_user(request, message, messages.SUCCESS)
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if self.get_object(request, str(obj.pk)) is None:
            return HttpResponseRedirect(reverse(f"{names}_changelist"))
        return HttpResponseRedirect(reverse(f"{names}_change", args=[obj.pk]))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Record a change unless nothing was changed: the move has its own record."""
        return super().log_change(request, obj, message) if message else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page, with the moves on offer, what they take and what stands in their way."""
        obj = context.get("original")
        moves = self.moves_offered(request, obj)
        problems = obj.problems() if obj is not None and hasattr(obj, "problems") else []
        context |= {
            "moves": moves,
            "takes": self._takes(request, moves),
            "problems": [text for error in problems for text in error.messages],
            "show_save_and_add_another": False,
            "version": self._version(obj) if obj is not None else "",
            "stands": getattr(request, "stands", []),
        }
        if obj is not None:
            context["state"] = state_word(*self.state_of(obj))
        return super().render_change_form(request, context, *args, **kwargs)

    def state_of(self, obj: Any) -> tuple[str, str | Promise]:
        """Name and word of the state as the newsroom sees it; times and rows may say more."""
        return obj.status, obj.get_status_display()

    @admin.display(description=_("state"), ordering="status")
    def state(self, obj: Any) -> SafeString:
        """The state as a word in its colour, for lists."""
        return state_word(*self.state_of(obj))

    def _takes(self, request: HttpRequest, moves: Iterable[Move]) -> list[dict[str, Any]]:
        """One entry an input beside the buttons: its name, label, typed value and choices."""
        names = dict.fromkeys(taken for move in moves for taken in move.takes)
        return [
            {
                "name": name,
                "label": self.taken_labels[name],
                "value": request.POST.get(name, ""),
                "moves": [move.label for move in moves if name in move.takes],
                "choices": None if name in self.taken_words else self.choices_for(request, name),
            }
            for name in names
        ]

    # -- bulk actions --

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The bulk moves that the user may make; nothing is deleted in bulk."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        if IS_POPUP_VAR in request.GET:
            return actions
        for move in self.model.MOVES:
            if move.is_bulk and request.user.has_perm(move.permission(self.model)):
                actions[move.name] = (self._bulk_action(move), move.name, move.label)
        return actions

    def _bulk_action(self, move: Move) -> Callable[..., HttpResponse | None]:
        def run(
            _admin: admin.ModelAdmin, request: HttpRequest, rows: models.QuerySet
        ) -> HttpResponse | None:
            if any(not request.POST.get(taken, "").strip() for taken in move.takes):
                return self._ask_what_it_takes(request, move, rows)
            self._move_each(request, move, rows)
            return None

        return run

    def _ask_what_it_takes(
        self, request: HttpRequest, move: Move, rows: models.QuerySet
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": move.label,
            "opts": self.opts,
            "move": move,
            "rows": rows,
            "is_across": request.POST.get("select_across") == "1",
            "takes": self._takes(request, [move]),
        }
        return TemplateResponse(request, "admin/move_selected.html", context)

    def _move_each(self, request: HttpRequest, move: Move, rows: models.QuerySet) -> None:
        done, refused = 0, []
        for row in rows:
            try:
                with transaction.atomic():
                    self.make_move(request, row, move.name)
                done += 1
            except (ValidationError, PermissionDenied) as error:
                reasons = getattr(error, "messages", None) or [_("You may not do this here.")]
                refused.append((row, " ".join(str(reason) for reason in reasons)))
        if done:
            message = ngettext(
                "%(move)s: done for %(count)d entry.", "%(move)s: done for %(count)d entries.", done
            )
            self.message_user(
                request, message % {"move": move.label, "count": done}, messages.SUCCESS
            )
        for row, reason in refused[:REASONS_SHOWN]:
            message = _("Refused: “%(entry)s”. %(reason)s") % {"entry": row, "reason": reason}
            self.message_user(request, message, messages.WARNING)
        if len(refused) > REASONS_SHOWN:
            rest = len(refused) - REASONS_SHOWN
            message = ngettext(
                "%(count)d more was refused.", "%(count)d more were refused.", rest
            ) % {"count": rest}
            self.message_user(request, message, messages.WARNING)
