"""The queue of the notices: a card for each comment that readers report, decided by the same keys.

Removing names a clause, keeping needs none; either way the reporters get at most a short reply.
"""

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from comments.models import Clause, Comment, Notice, Trace, reported
from comments.models.notices import MAY_DECIDE, check_reply
from newsportal.admin import typed
from newsportal.codes import key_in

from . import covering, live
from .cards import Card, cards_for
from .desk import Desk, assert_seen, clauses
from .filters import QueueFilter

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NOTICES = 10  # shown on one card


class NoticeFilter(QueueFilter):
    """The same questions; what was reported first stands first, and waits since then."""

    place = "first_notice"
    since = "reported_at"
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("Oldest first")), ("newest", _("Newest first"))],
    )


class NoticeDesk(Desk):
    """The pages of the queue, inside the admin of the notices."""

    name = "comments_notice_queue"
    title = _("Reported comments")
    template = "admin/comments/notice/queue.html"
    right = MAY_DECIDE
    clause_move = "remove"
    filter = NoticeFilter

    def waiting(self, user: "User") -> QuerySet[Comment]:
        """The comments with open notices."""
        return reported(user)

    def cards(self, user: "User", rows: list[Comment], buttons: list[Clause]) -> list[Card]:
        """The cards with their notices: two queries more."""
        cards, notices = cards_for(user, rows, buttons), notices_on(rows)
        contested = Notice.objects.open().filter(comment__in=rows, decision__by=user)
        own = set(contested.values_list("comment_id", flat=True))
        for card in cards:
            card.notices = notices[card.comment.pk]
            card.may_keep = card.comment.pk not in own
        return cards

    def undo_seconds(self, comment: Comment, user: "User") -> float:
        """How long the answer can still be taken back; nothing is mailed before."""
        last = Notice.undoable(comment, user)
        if last is None or last.decided_at is None:
            return 0
        until = last.decided_at + timedelta(seconds=settings.COMMENT_UNDO_SECONDS)
        return max(0.0, (until - timezone.now()).total_seconds())

    def fate(self, comment: Comment) -> str:
        """Who kept it; what is not kept has the fate of a comment."""
        last = Notice.objects.filter(comment=comment, outcome=Notice.Outcome.KEPT)
        kept = last.select_related("decided_by").order_by("decided_at").last()
        if comment.status != Comment.Status.APPROVED or kept is None:
            return live.fate_of(comment)
        told = _("The notices against comment %(number)s are answered. Kept: %(name)s, %(time)s.")
        assert kept.decided_by is not None  # noqa: S101 - a constraint says so
        assert kept.decided_at is not None  # noqa: S101
        return str(told) % {
            "number": comment.pk,
            "name": f"\u2068{kept.decided_by.get_username()}\u2069",
            "time": date_format(timezone.localtime(kept.decided_at), "H:i:s"),
        }

    def perform(self, request: HttpRequest, user: "User", comment: Comment, name: str) -> str:
        """Keep, remove or undo; who comes second is told who decided what."""
        if name == "reopen":
            Notice.undo(comment, by=user)
            Trace.objects.keep(comment)
            return self._undone(comment)
        reply = typed(request, "reply")
        assert_seen(comment, request.POST.get("words_version", ""))
        self._assert_waiting(comment, user)
        if name == "keep":
            covering.assert_seen(comment, request.POST.get("covers"))
            seen = key_in(request.POST.get("notice", "")) or 0
            Notice.keep(comment, by=user, reply=reply, seen=seen)
            told = _("Comment %(number)s is kept. Its notices are answered.")
            return str(told) % {"number": comment.pk}
        if name != "remove":
            raise ValidationError(_("There is no such move."), code="unknown_move")
        check_reply(reply)
        clause = chosen_clause(request)
        comment.remove(by=user, clause=clause, reply=reply)
        Trace.objects.keep(comment)
        told = _("Comment %(number)s is removed (%(clause)s). Its notices are answered.")
        return str(told) % {"number": comment.pk, "clause": clause.title if clause else ""}

    def _assert_waiting(self, comment: Comment, user: "User") -> None:
        """Raise ValidationError 'stale_move' when somebody has answered meanwhile."""
        Comment.objects.select_for_update().get(pk=comment.pk)
        if not self.waiting(user).filter(pk=comment.pk).exists():
            raise ValidationError(self.fate(comment), code="stale_move")

    def _undone(self, comment: Comment) -> str:
        if comment.status == Comment.Status.APPROVED:
            told = _("Comment %(number)s stands as before; its notices wait again.")
        else:
            told = _("Comment %(number)s waits for a second person; its notices wait too.")
        return str(told) % {"number": comment.pk}


def chosen_clause(request: HttpRequest) -> Clause | None:
    """The clause of the button that was pressed, if it is in force."""
    number = key_in(request.POST.get("clause", ""))
    return clauses().filter(pk=number).first() if number else None


def notices_on(comments: list[Comment]) -> dict[Any, list[Notice]]:
    """The first open notices against each, in one query however many there are."""
    place = Window(RowNumber(), partition_by=F("comment_id"), order_by=F("pk").asc())
    rows = Notice.objects.open().filter(comment__in=comments).annotate(place=place)
    found: dict[Any, list[Notice]] = defaultdict(list)
    for notice in rows.filter(place__lte=NOTICES).select_related("clause").order_by("pk"):
        found[notice.comment_id].append(notice)
    return found
