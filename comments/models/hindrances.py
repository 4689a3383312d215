"""Why a move on a comment cannot be made: not by this person, not at this stage, or not any more.

The states that a move starts from stand in MOVES of the comment; here is what depends on who asks
and on what was decided before.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from newsportal.workflow import Actor, Move

if TYPE_CHECKING:
    from .comments import Comment

SENDINGS = 2  # words can be sent again once


def refuse_hindered(comment: "Comment", name: str, actor: Actor) -> None:
    """Raise the ValidationError that rules this move out, if there is one."""
    reason = hindrance(comment, name, actor)
    if reason:
        raise reason


def hindrance(comment: "Comment", name: str, actor: Actor) -> ValidationError | None:
    """Why `actor` in particular, or the stage of the decision, rules the move `name` out."""
    if name in ("approve", "second"):
        return _approval_hindrance(comment, name, actor)
    if name == "reopen" and comment.status == comment.Status.PENDING:
        return _undo_hindrance(comment, actor)
    if name == "resend" and comment.words_version >= SENDINGS:
        return ValidationError(
            _("The words of this comment were sent again already; that is possible once."),
            code="resent_already",
        )
    if name == "overturn" and _is_own(comment, actor):
        return ValidationError(
            _("A refusal is overturned by another person than the one who refused."),
            code="other_person_needed",
        )
    return None


def _is_own(comment: "Comment", actor: Actor) -> bool:
    """Whether the last decision on it is that of `actor`."""
    return comment.decision is not None and comment.decision.by_id == getattr(actor, "pk", None)


def _approval_hindrance(comment: "Comment", name: str, actor: Actor) -> ValidationError | None:
    """The first approval comes before the second, and each from a person of its own."""
    if name == "approve" and comment.waits_for_second:
        return ValidationError(
            _("One approval stands already; this comment needs a second person."),
            code="second_needed",
        )
    if name == "second" and not comment.waits_for_second:
        return ValidationError(
            _("A second approval follows a first one, and there is none."),
            code="first_needed",
        )
    if name == "second" and _is_own(comment, actor):
        return ValidationError(
            _("The second approval is for another person than the first."),
            code="other_person_needed",
        )
    return None


def _undo_hindrance(comment: "Comment", actor: Actor) -> ValidationError | None:
    """Why `actor` cannot undo the first of two approvals: it is another one's, or too late."""
    first = comment.decision
    if first is None or first.ruling != "approve":
        return ValidationError(
            _("Nothing is decided on comment %(number)s, so there is nothing to reopen."),
            code="not_decided",
            params={"number": comment.pk},
        )
    if first.by_id != getattr(actor, "pk", None):
        return ValidationError(
            _("Only who approved it first can undo that."), code="own_approval_only"
        )
    until = first.made_at + timedelta(seconds=settings.COMMENT_UNDO_SECONDS)
    if timezone.now() >= until:
        return ValidationError(
            _("The first approval can no longer be undone; refuse it instead."),
            code="undo_over",
        )
    return None


def words_changed(comment: "Comment") -> ValidationError:
    """For whoever decides on words that are not those of the comment any more."""
    return ValidationError(
        _("The author has changed comment %(number)s meanwhile. Read it anew."),
        code="stale_move",
        params={"number": comment.pk},
    )


def overtaken(comment: "Comment", move: Move) -> ValidationError | None:
    """Who decided what, or that its author sent other words, for the one who came second."""
    now = type(comment)._base_manager.filter(pk=comment.pk).first()
    if now is not None and now.words_version != comment.words_version:
        return words_changed(comment)
    last = comment.decisions.select_related("by").last()
    if last is None:
        return None
    return ValidationError(
        _(
            "“%(move)s” is no longer possible for comment %(number)s. "
            "The last decision: %(ruling)s, %(person)s, %(time)s."
        ),
        code="stale_move",
        params={
            "move": move.label,
            "number": comment.pk,
            "ruling": last.get_ruling_display(),
            "person": last.by.get_username(),
            "time": date_format(timezone.localtime(last.made_at), "H:i:s"),
        },
    )
