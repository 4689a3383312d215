"""Moves on many rows at once, out of a list."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newsportal.workflow import Move

from .moves import MovesAdmin

REASONS_SHOWN = 20  # refusals told one by one


class BulkMoves(MovesAdmin):
    """Bulk actions out of the model's moves; nothing is deleted in bulk."""

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
            self.move_each(request, move, rows)
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
            "rows": [(row.pk, self.told_in_bulk(row)) for row in rows],
            "is_across": request.POST.get("select_across") == "1",
            "takes": self._takes(request, [move]),
        }
        return TemplateResponse(request, "admin/move_selected.html", context)

    def told_in_bulk(self, obj: Any) -> Any:
        """What a page that asks before a bulk move calls an entry."""
        return obj

    def move_each(self, request: HttpRequest, move: Move, rows: models.QuerySet) -> None:
        """Make the move on each row by itself, then say how many it was made on and why not."""
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
