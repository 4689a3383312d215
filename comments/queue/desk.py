"""The moderation queue: a card for each comment that waits, and a button for each decision.

Every button is a plain submit; newsportal/admin/queue.js makes keys of them and sends the same form
by itself, asking for JSON.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from comments import quiet
from comments.models import Clause, Comment, Policy, QueueMail, Remark
from comments.models.hindrances import words_changed
from comments.models.masks import MAY_COVER, with_covers
from comments.screening import Finding
from newsportal.admin import typed
from newsportal.codes import key_in
from newsportal.workflow import Move

from . import covering, live
from .cards import Card, cards_for
from .filters import QueueFilter

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CARDS = 20  # on one page
KEYS = 9  # clauses that have a key of their own
UNREAD = [f"article__{name}" for name in ("body", "body_ar", "body_en", "body_fr")]


def clauses() -> QuerySet[Clause]:
    """The clauses of the policy in force, in order: one button each."""
    return Clause.objects.filter(policy__in=Policy.objects.published()[:1]).order_by("number")


def in_words(findings: Iterable[Finding]) -> str:
    """What was noticed, for a moderator; the note of a finding is data and stands as it is."""
    return "; ".join(
        f"{finding.label}{_(':')} \u2068{finding.note}\u2069" if finding.note else finding.label
        for finding in findings
    )


def assert_seen(comment: Any, version: str) -> None:
    """Raise ValidationError 'stale_move' when the words are other ones than those on the screen.

    An empty `version` says nothing: a bulk action shows no version.
    """
    if version and version != str(comment.words_version):
        raise words_changed(comment)


def undo_seconds(comment: Comment, user: "User") -> float:
    """How long `user` can still undo the last decision; 0 where it is not theirs to undo."""
    last = comment.decision
    if last is None or last.by_id != user.pk:
        return 0
    if "reopen" not in {move.name for move in comment.moves_for(user)}:
        return 0
    until = last.made_at + timedelta(seconds=settings.COMMENT_UNDO_SECONDS)
    return max(0.0, (until - timezone.now()).total_seconds())


def assert_undoable(comment: Comment, user: "User") -> None:
    """Raise ValidationError 'undo_over' unless `user` decided just now; then it can be undone."""
    if comment.status in Comment.get_move("reopen").sources and not undo_seconds(comment, user):
        raise ValidationError(
            _("Comment %(number)s can no longer be undone here. Its own page reopens it."),
            code="undo_over",
            params={"number": comment.pk},
        )


class QueueMailForm(forms.ModelForm):
    """Whether a moderator wants a mail when comments wait."""

    class Meta:
        model = QueueMail
        fields = ["is_wanted"]


class Desk:
    """The pages of a queue, inside an admin: here of the comments that wait.

    Another queue says what waits in it, what a button does, and how that is undone.
    """

    name = "comments_comment_queue"
    title: str | Promise = _("Comments to decide")
    template = "admin/comments/comment/queue.html"
    right = "comments.approve_comment"
    clause_move = "reject"  # a clause alone is this move: its button can send one name only
    filter = QueueFilter

    def __init__(self, model_admin: Any) -> None:
        self.admin = model_admin
        self.address = f"admin:{self.name}"
        self.live_address, self.claim_address = f"{self.address}_live", f"{self.address}_claim"

    def urls(self) -> list[URLPattern]:
        """The queue and what is live in it."""
        view = self.admin.admin_site.admin_view
        live_view = view(self.live, cacheable=True)  # revalidated by its tag
        return [
            path("queue/", view(self.page), name=self.name),
            path("queue/live/", live_view, name=f"{self.name}_live"),
            path("queue/claim/", view(self.claim), name=f"{self.name}_claim"),
        ]

    def waiting(self, user: "User") -> QuerySet[Comment]:
        """What waits for `user`."""
        return Comment.objects.awaiting(user)

    def cards(self, user: "User", rows: list[Comment], buttons: list[Clause]) -> list[Card]:
        """What is shown of each."""
        return cards_for(user, rows, buttons)

    def undo_seconds(self, comment: Comment, user: "User") -> float:
        """How long `user` can still undo what was decided last."""
        return undo_seconds(comment, user)

    def fate(self, comment: Comment) -> str:
        """Who decided what about a card that waits no longer."""
        return live.fate_of(comment)

    def perform(self, request: HttpRequest, user: "User", comment: Comment, name: str) -> str:
        """Make the move called `name` and return the sentence that tells it."""
        if name == "reopen":
            assert_undoable(comment, user)
        _row, move = self.admin.make_move(request, comment, name)
        return self._told(comment, move)

    def page(self, request: HttpRequest) -> HttpResponse:
        """The cards of what waits for this moderator; a POST decides one of them."""
        user = live.moderator(request, self.right)
        if request.method == "POST":
            return self._decide(request, user)
        chosen = self.filter(request.GET)
        waiting = self.waiting(user)
        rows = chosen.narrow(waiting).select_related("article__section", "decision__by", "parent")
        found = list(with_covers(chosen.page(rows)).defer(*UNREAD)[: CARDS + 1])
        buttons = list(clauses())
        query = urlencode(chosen.address)
        last = found[CARDS - 1] if len(found) > CARDS else None
        after = {**chosen.address, "after": chosen.place_of(last)} if last else {}
        context = {
            **self.admin.admin_site.each_context(request),
            "title": self.title,
            "opts": self.admin.opts,
            "desk": self,
            "filter": chosen,
            "is_filtered": bool(chosen.address.keys() - {"order"}),
            "story": self._story(chosen),
            "cards": self.cards(user, found[:CARDS], buttons),
            "count": waiting.count(),
            "clauses": buttons,
            "keys": KEYS,
            "is_later": "after" in chosen.chosen,
            "query": query,
            "next_url": f"?{urlencode(after)}" if after else "",
            "undoable": self._undoable(request, user),
            "undo_seconds": settings.COMMENT_UNDO_SECONDS,
            "is_quiet": quiet.is_quiet(),
        }
        return TemplateResponse(request, self.template, context)

    def _story(self, chosen: QueueFilter) -> str:
        """The headline of the story whose comments alone are shown."""
        number = chosen.chosen.get("story")
        story = Article.objects.filter(pk=number).first() if number else None
        return story.any_headline() if story else ""

    def _undoable(self, request: HttpRequest, user: "User") -> Comment | None:
        """What was decided just before this page, as long as it can be undone."""
        number = key_in(request.GET.get("decided", ""))
        if number is None:
            return None
        row = Comment.objects.select_related("decision__by").filter(pk=number).first()
        return row if row and self.undo_seconds(row, user) else None

    def _decide(self, request: HttpRequest, user: "User") -> HttpResponse:
        """Make one move, keep a remark, or both; who comes second is told who decided what."""
        number = request.POST.get("comment", "")
        rows = Comment.objects.select_related("article", "decision__by")
        is_key = number.isdecimal() and len(number) < 19
        comment = get_object_or_404(rows, pk=number if is_key else None)
        if covering.is_asked(request.POST):
            return self._cover(request, user, comment)
        try:
            said = self._carry_out(request, user, comment)
        except ValidationError as error:
            return self._refuse(request, comment, error)
        undo = self.undo_seconds(comment, user)
        if live.wants_json(request):
            return JsonResponse({"said": said, "undo": undo})
        messages.success(request, said)
        return self._back(request, comment.pk if undo else None)

    def _cover(self, request: HttpRequest, user: "User", comment: Comment) -> HttpResponse:
        """Cover or uncover some words; the card stays where it is."""
        try:
            assert_seen(comment, request.POST.get("words_version", ""))
            said = covering.carry_out(request.POST, comment, by=user)
        except ValidationError as error:
            return self._refuse(request, comment, error)
        if live.wants_json(request):
            return JsonResponse({"said": said})
        messages.success(request, said)
        response = self._back(request)
        response["Location"] += f"#card-{comment.pk}"
        return response

    def _carry_out(self, request: HttpRequest, user: "User", comment: Comment) -> str:
        """The deed, and the sentence that tells it. Raises ValidationError."""
        remark = typed(request, "remark")
        by_clause = self.clause_move if "clause" in request.POST else ""
        name = request.POST.get("_move") or by_clause
        if not name and not remark and "remark" in request.POST:
            raise ValidationError(_("Write the note first."), code="no_remark")
        with transaction.atomic():
            if remark:
                kept = Remark(comment=comment, by=user, text=remark)
                kept.full_clean()
                kept.save()
                if not name:
                    told = _("The note on comment %(number)s is kept.")
                    return told % {"number": comment.pk}
            return self.perform(request, user, comment, name)

    def _told(self, comment: Comment, move: Move) -> str:
        done = _("Comment %(number)s: %(move)s. It is now “%(state)s”.")
        label = str(move.label)
        if comment.decision and comment.decision.clause:
            label = f"{label} ({comment.decision.clause.title})"
        state = comment.get_status_display()
        return done % {"number": comment.pk, "move": label, "state": state}

    def _refuse(
        self, request: HttpRequest, comment: Comment, error: ValidationError
    ) -> HttpResponse:
        """Say why nothing was done; `is_stale` tells the script that the card has had its day."""
        if live.wants_json(request):
            is_stale = getattr(error, "code", "") == "stale_move"
            return JsonResponse({"errors": error.messages, "is_stale": is_stale}, status=409)
        for reason in error.messages:
            messages.error(request, reason)
        return self._back(request)

    def _back(self, request: HttpRequest, decided: int | None = None) -> HttpResponse:
        query = request.GET.copy()
        query.pop("decided", None)
        if decided:
            query["decided"] = str(decided)
        address = reverse(self.address)
        return HttpResponseRedirect(f"{address}?{query.urlencode()}" if query else address)

    def live(self, request: HttpRequest) -> HttpResponse:
        """What has become of the cards on a screen."""
        user = live.moderator(request, self.right)
        return live.state(request, user, self.waiting(user), self.fate)

    def claim(self, request: HttpRequest) -> HttpResponse:
        """A card takes the focus: the others are told who reads it."""
        user = live.moderator(request, self.right)
        return live.claim(request, user, self.waiting(user))


class CommentDesk(Desk):
    """The queue of the comments, with the choice of its mail."""

    def urls(self) -> list[URLPattern]:
        """The choice beside the queue, and what covers words on the page of a comment."""
        view = self.admin.admin_site.admin_view
        return [
            *super().urls(),
            path("queue/mail/", view(self.mail), name=f"{self.name}_mail"),
            path("<int:number>/cover/", view(self.cover), name="comments_comment_cover"),
        ]

    def cover(self, request: HttpRequest, number: int) -> HttpResponse:
        """The same from the comment's own page, whatever its state; back to that page."""
        user = live.moderator(request, MAY_COVER)
        comment = get_object_or_404(self.admin.get_queryset(request), pk=number)
        if request.method == "POST":
            try:
                assert_seen(comment, request.POST.get("words_version", ""))
                messages.success(request, covering.carry_out(request.POST, comment, by=user))
            except ValidationError as error:
                for reason in error.messages:
                    messages.error(request, reason)
        return HttpResponseRedirect(reverse("admin:comments_comment_change", args=[number]))

    def mail(self, request: HttpRequest) -> HttpResponse:
        """Whether this moderator wants a mail when comments wait."""
        if not request.user.has_perm("comments.approve_comment"):
            raise PermissionDenied
        user = cast("User", request.user)
        wish = QueueMail.objects.filter(user=user).first() or QueueMail(user=user)
        form = QueueMailForm(request.POST if request.method == "POST" else None, instance=wish)
        if request.method == "POST" and form.is_valid():
            form.save()
            messages.success(request, _("Your choice is kept."))
            return HttpResponseRedirect(reverse("admin:comments_comment_queue"))
        context = {
            **self.admin.admin_site.each_context(request),
            "title": _("Mail when comments wait"),
            "opts": self.admin.opts,
            "form": form,
            "email": user.email,
        }
        return TemplateResponse(request, "admin/comments/comment/queue_mail.html", context)
