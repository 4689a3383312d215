"""The form of a model with moves: buttons beside the fields, saved and moved in one transaction."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsportal.workflow import Move, WorkflowModel

from .bulk import BulkMoves
from .keeping import KeepingAdmin, MoveRefused
from .moves import state_word

NOT_FORM_FIELDS = {"csrfmiddlewaretoken", "_move"}
INLINE_FIELD = re.compile(r"_FORMS$|-(\d+|__prefix__)-")  # sent where they are only shown, too


class WorkflowAdmin(BulkMoves, KeepingAdmin):
    """Buttons and bulk actions out of the model's moves; no form writes a status."""

    change_form_template = "admin/workflow_change_form.html"

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
            if "_move" in request.POST and not self._carries_form(request):
                return self._only_move(request, obj)
            if not self.has_change_permission(request, obj):
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
