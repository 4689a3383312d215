"""The moves of a model in its admin: which are offered, and how one is made."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newsportal.codes import key_in
from newsportal.workflow import Move, WorkflowModel

from .asking import DiscreetAdmin, typed


def state_word(name: str, word: str | Promise) -> SafeString:
    """A state as a word in its colour."""
    return format_html('<span class="state state--{}">{}</span>', name, word)


class MovesAdmin(DiscreetAdmin):
    """Offers the moves that its user may make; no form writes a status.

    A subclass whose moves take more than a note says with `choices_for` what can be chosen.
    """

    taken_labels: dict[str, str | Promise] = {"note": _("Note"), "clause": _("Clause")}
    taken_words = {"note", "reply"}  # what is typed; everything else is chosen among rows

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
        row = self.choices_for(request, taken).filter(pk=key_in(raw)).first()
        if row is None:
            raise ValidationError(
                _("Choose first: %(what)s."),
                code=f"{taken}_required",
                params={"what": self.taken_labels[taken]},
            )
        return row

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

    def state_of(self, obj: Any) -> tuple[str, str | Promise]:
        """Name and word of the state as the newsroom sees it; times and rows may say more."""
        return obj.status, obj.get_status_display()

    @admin.display(description=_("state"), ordering="status")
    def state(self, obj: Any) -> SafeString:
        """The state as a word in its colour, for lists."""
        return state_word(*self.state_of(obj))
