"""Moves between states: the only code that writes a status.

A model lists its moves as data. A move is one method that names its actor and runs as one
conditional UPDATE; its record is written in the same transaction. The admin's buttons and bulk
actions, the permissions, the roles, the README's table and the test matrix read the same list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Author:
    """The anonymous author of a comment, who acts by its code alone and has no account."""

    is_anonymous = True

    def __str__(self) -> str:
        return "author"


AUTHOR = Author()
Actor = AbstractUser | Author


@dataclass(frozen=True)
class Move:
    """One row of a model's table of moves.

    `takes` names what the actor must give beside the click ("note", "clause"); `tone` is how the
    button looks ("go", "stop" or "plain"); only a move `open_to_author` accepts AUTHOR.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    label: str | Promise
    takes: tuple[str, ...] = ()
    open_to_author: bool = False
    tone: str = "plain"
    is_bulk: bool = True

    def codename(self, model: type[models.Model]) -> str:
        """The permission's codename, for instance 'publish_article'."""
        return f"{self.name}_{model._meta.model_name}"

    def permission(self, model: type[models.Model]) -> str:
        """The whole permission, for instance 'articles.publish_article'."""
        return f"{model._meta.app_label}.{self.codename(model)}"


def move_permissions(model_name: str, moves: Iterable[Move]) -> list[tuple[str, str | Any]]:
    """`Meta.permissions` for a table of moves: one permission a move."""
    return [(f"{move.name}_{model_name}", f"Can {move.name} {model_name}") for move in moves]


def step(rows: models.QuerySet, sources: Iterable[str], target: str, **changes: Any) -> int:
    """Take `rows` from one of `sources` to `target` by one conditional UPDATE.

    For machine steps, which have no actor: whoever gets 1 back for a row has claimed it.
    Returns how many rows were changed.
    """
    return rows.filter(status__in=tuple(sources)).update(status=target, **changes)


class WorkflowModel(models.Model):
    """A model whose status changes by moves alone.

    A plain `save()` never writes the fields in MOVE_FIELDS, so that a form that was open when the
    story was published cannot take it off the site again.
    """

    MOVES: ClassVar[tuple[Move, ...]] = ()
    INITIAL: ClassVar[str] = ""
    MOVE_FIELDS: ClassVar[tuple[str, ...]] = ("status",)

    if TYPE_CHECKING:
        status: str
        get_status_display: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save everything but what moves write.

        Raises ValidationError (code 'status_by_move') for a new row in any but the first state.
        """
        if self._state.adding:
            if self.status != self.INITIAL:
                raise ValidationError(
                    _("A new entry begins as “%(status)s”; use a move to change it."),
                    code="status_by_move",
                    params={"status": self.INITIAL},
                )
        elif not kwargs.get("force_insert"):
            named = kwargs.get("update_fields")
            names = named if named is not None else self._concrete_names()
            kwargs["update_fields"] = [name for name in names if name not in self.MOVE_FIELDS]
        super().save(*args, **kwargs)

    def _concrete_names(self) -> list[str]:
        deferred = self.get_deferred_fields()
        return [
            field.name
            for field in self._meta.concrete_fields
            if not field.primary_key and not field.generated and field.attname not in deferred
        ]

    @classmethod
    def get_move(cls, name: str) -> Move:
        """The move called `name`. Raises LookupError when the model has none."""
        for move in cls.MOVES:
            if move.name == name:
                return move
        raise LookupError(f"{cls.__name__} has no move {name!r}")

    def may(self, move: Move, actor: Actor) -> bool:
        """Whether `actor` may make `move` at all, whatever the state of this row."""
        if isinstance(actor, Author):
            return move.open_to_author
        return actor.is_active and actor.has_perm(move.permission(type(self)))

    def moves_for(self, actor: Actor) -> list[Move]:
        """The moves that `actor` could make now, in the order of the table."""
        return [
            move for move in self.MOVES if self.status in move.sources and self.may(move, actor)
        ]

    def perform(self, name: str, *, by: Actor, **given: Any) -> None:
        """Make the move called `name`: the door for buttons and bulk actions."""
        getattr(self, self.get_move(name).name)(by=by, **given)

    def _move(
        self, name: str, /, *, by: Actor, note: str = "", target: str = "", **changes: Any
    ) -> Self:
        """Write the move called `name` and its record, then read the row anew.

        `target` is for a move that ends elsewhere than the table says, with less to be seen.
        Raises what `_admit` raises, and ValidationError 'stale_move' when the row is no longer in
        a state that the move starts from (someone was faster).
        """
        move = self._admit(name, by=by, note=note)
        with transaction.atomic():
            row = type(self)._base_manager.filter(pk=self.pk)
            if not step(row, move.sources, target or move.target, **changes):
                raise self._stale(move)
            self.record_move(move, by=by, note=note)
        self.refresh_from_db()
        return self

    def _admit(self, name: str, *, by: Actor, note: str = "") -> Move:
        """The move called `name`, if `by` may make it with this note.

        Raises TypeError without an actor, PermissionDenied when the actor may not, and
        ValidationError 'note_required'.
        """
        move = self.get_move(name)
        if not isinstance(by, AbstractUser | Author):
            raise TypeError(f"{name}: a move names its actor")
        if not self.may(move, by):
            raise PermissionDenied(f"{by} may not {move.permission(type(self))}")
        if "note" in move.takes and not note.strip():
            raise ValidationError(_("Say why in a note."), code="note_required")
        return move

    def _stale(self, move: Move) -> ValidationError:
        current = type(self)._base_manager.filter(pk=self.pk).first()
        state = current.get_status_display() if current else _("deleted")
        return ValidationError(
            _("“%(move)s” is not possible: the entry is now “%(state)s”. Someone was faster."),
            code="stale_move",
            params={"move": move.label, "state": state},
        )

    def record_move(self, move: Move, *, by: Actor, note: str = "") -> None:
        """Write who made the move into the admin's log, in the move's own transaction."""
        if isinstance(by, AbstractUser):
            LogEntry.objects.create(
                user_id=by.pk,
                content_type=ContentType.objects.get_for_model(type(self)),
                object_id=self.pk,
                object_repr=str(self)[:200],
                action_flag=CHANGE,
                change_message=f"{move.name}: {note}" if note else move.name,
            )
