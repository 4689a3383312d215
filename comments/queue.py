"""The moderation queue: a card for each comment that waits, and a button for each decision."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comments.highlight import parts
from comments.models import Clause, Comment, Policy, QueueMail
from comments.screening import Finding, findings_of, spans_in, suggested_clause

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from comments.admin import CommentAdmin

CARDS = 20  # on one page


def clauses() -> QuerySet[Clause]:
    """The clauses of the policy in force, in order: one button each."""
    return Clause.objects.filter(policy__in=Policy.objects.published()[:1]).order_by("number")


def in_words(findings: Iterable[Finding]) -> str:
    """What was noticed, for a moderator; the note of a finding is data and stands as it is."""
    return "; ".join(
        f"{finding.label}: \u2068{finding.note}\u2069" if finding.note else finding.label
        for finding in findings
    )


def assert_seen(comment: Any, version: str) -> None:
    """Raise ValidationError 'stale_move' when the words are other ones than those on the screen.

    An empty `version` says nothing: a bulk action shows no version.
    """
    if version and version != str(comment.words_version):
        raise ValidationError(
            _("The author has changed comment %(number)s meanwhile. Read it anew."),
            code="stale_move",
            params={"number": comment.pk},
        )


class QueueMailForm(forms.ModelForm):
    """Whether a moderator wants a mail when comments wait."""

    class Meta:
        model = QueueMail
        fields = ["is_wanted"]


class Desk:
    """The pages of the queue, inside the admin of the comments."""

    def __init__(self, comment_admin: "CommentAdmin") -> None:
        self.admin = comment_admin

    def page(self, request: HttpRequest) -> HttpResponse:
        """The cards of what waits for this moderator; a POST decides one of them."""
        if not request.user.has_perm("comments.approve_comment"):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request)
        is_newest = request.GET.get("order") == "newest"
        waiting = Comment.objects.awaiting(request.user)
        rows = waiting.select_related("article", "decision__by")
        rows = rows.order_by("-pk" if is_newest else "pk")
        after = request.GET.get("after", "")
        if after.isdecimal() and len(after) < 19:
            rows = rows.filter(**{"pk__lt" if is_newest else "pk__gt": int(after)})
        found = list(rows[: CARDS + 1])
        cards = [self._card(request, comment) for comment in found[:CARDS]]
        following = {"order": "newest"} if is_newest else {}
        context = {
            **self.admin.admin_site.each_context(request),
            "title": _("Comments to decide"),
            "opts": self.admin.opts,
            "cards": cards,
            "count": waiting.count(),
            "clauses": list(clauses()),
            "is_newest": is_newest,
            "is_later": bool(after),
            "query": request.GET.urlencode(),
            "next_url": "?" + urlencode({**following, "after": found[CARDS - 1].pk})
            if len(found) > CARDS
            else "",
        }
        return TemplateResponse(request, "admin/comments/comment/queue.html", context)

    def _card(self, request: HttpRequest, comment: Comment) -> dict[str, Any]:
        article, user = comment.article, cast("User", request.user)
        findings = findings_of(comment)
        return {
            "comment": comment,
            "moves": {move.name: move for move in comment.moves_for(user)},
            "findings": in_words(findings),
            "suggested": suggested_clause(findings),
            "parts": parts(comment.message, spans_in(findings, "message")),
            "headline": article.text_in(comment.language, "headline") or article.any_headline(),
            "dek": article.text_in(comment.language, "dek"),
        }

    def _decide(self, request: HttpRequest) -> HttpResponse:
        """Make one move; who comes second is told who decided what."""
        number = request.POST.get("comment", "")
        rows = self.admin.get_queryset(request)
        comment = get_object_or_404(rows, pk=number if number.isdecimal() else None)
        try:
            row, move = self.admin.make_move(request, comment, request.POST.get("_move", ""))
        except ValidationError as error:
            for reason in error.messages:
                messages.error(request, reason)
        else:
            done = _("Comment %(number)s: %(move)s. It is now “%(state)s”.")
            state = row.get_status_display()
            messages.success(request, done % {"number": row.pk, "move": move.label, "state": state})
        query = request.META.get("QUERY_STRING", "")
        address = reverse("admin:comments_comment_queue")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

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
