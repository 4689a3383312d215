"""The author's side: what became of a comment, and what its author can do about it.

The code in the address is the whole credential: nobody is logged in here and no cookie is read.
What changes anything is a POST, guarded by the browser's word on where it was sent from.
"""

from copy import copy
from functools import wraps
from typing import Any, Protocol

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.context import on_from
from comments import export, waits
from comments.forms import CommentForm
from comments.models import APPEAL_TEXT_MAX, Appeal, Comment
from comments.models.masks import covers_of, with_covers
from comments.screening import look_over
from newsportal.caching import private_page
from newsportal.codes import is_code
from newsportal.origin import is_foreign
from newsportal.readerforms import FOREIGN, ReaderField, SeeOther, read_sent, words_in
from newsportal.workflow import AUTHOR

SENT_WORDS = ("name", "country", "subject", "message")
KEPT_OF_AUTHOR = (*SENT_WORDS, "email")

NOT_NOW = _("This is not possible now. Below is how your comment stands and what you can do.")


class AgainForm(forms.Form):
    """Other words for a refused comment; the e-mail stays as it was given."""

    name = CommentForm.base_fields["name"]
    message = CommentForm.base_fields["message"]
    country = CommentForm.base_fields["country"]
    subject = CommentForm.base_fields["subject"]


class AppealForm(forms.Form):
    """Why the refusal is wrong."""

    text = ReaderField(
        label=_("Why the decision is wrong"),
        limit=APPEAL_TEXT_MAX,
        is_line=False,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 6}),
        help_text=_("Another moderator than the one who refused it reads this and replies to you."),
        error_messages={"required": _("Please write why the refusal is wrong.")},
    )


# -- the comment and its page ---------------------------------------------------------------------


def comment_with(code: str) -> Comment:
    """The comment that `code` opens. Raises Http404, the same for every wrong one."""
    if not is_code(code):
        raise Http404
    rows = with_covers(Comment.objects.select_related("article", "decision__clause__policy"))
    return get_object_or_404(rows, code=code)


def possible(comment: Comment) -> set[str]:
    """What its author can do with the comment now: names of moves, and 'appeal'."""
    names = {move.name for move in comment.moves_for(AUTHOR)}
    if not any(getattr(comment, field) for field in KEPT_OF_AUTHOR):
        names.discard("erase")
    is_refused = comment.status == Comment.Status.REJECTED
    if is_refused and not Appeal.objects.filter(decision=comment.decision_id).exists():
        names.add("appeal")
    return names


@require_safe
@private_page
def comment_status(request: HttpRequest, code: str) -> HttpResponse:
    """One comment's fate, for whoever has its code."""
    return _status_page(request, comment_with(code))


@require_safe
@private_page
def comment_export(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Everything that is kept about the comment, as a file for its author."""
    comment = comment_with(code)
    if kind not in export.KINDS:
        raise Http404
    return export.download(Comment.objects.filter(pk=comment.pk), kind, f"comment-{comment.pk}")


def _status_page(
    request: HttpRequest, comment: Comment, trouble: Any = "", typed: str = "", status: int = 200
) -> HttpResponse:
    """How the comment stands; with `trouble` what was not done, and the words typed for it."""
    wait = None
    if comment.status == Comment.Status.PENDING:
        wait = waits.usual_wait(timezone.now())
    context = {
        **_facts(comment),
        "wait": waits.in_words(wait) if wait is not None else "",
        "possible": possible(comment),
        "is_covered": bool(covers_of(comment)),
        "appeals": comment.appeals.select_related("comment").order_by("-pk"),
        "is_readable": comment.language in comment.article.languages_live(),
        "headline": comment.article.text_in(comment.language, "headline"),
        "story_url": comment.article.url_in(comment.language),
        "keep_url": request.build_absolute_uri(reverse("comment_status", args=[comment.code])),
        "trouble": trouble,
        "typed": typed,
        **on_from(request, "comment_status", comment.code),
    }
    return render(request, "comments/status.html", context, status=status)


def _facts(comment: Comment) -> dict[str, Any]:
    """What the decision rests on, as the page and the forms show it."""
    is_refused = comment.status == Comment.Status.REJECTED
    return {
        "comment": comment,
        "decision": comment.decision,
        "clause": comment.decision.clause if is_refused and comment.decision else None,
        "is_flagged": bool(comment.findings),
    }


# -- what the author can do -----------------------------------------------------------------------


class AuthorView(Protocol):
    """A view of one comment that its code has opened."""

    def __call__(self, request: HttpRequest, comment: Comment) -> HttpResponse:
        """Answer GET with a form and POST with the deed."""


def author_page(move: str) -> Any:
    """Decorate the page of one thing that an author can do, while it is possible."""

    def decorate(view: AuthorView) -> Any:
        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        @private_page
        @wraps(view)
        def wrapped(request: HttpRequest, code: str) -> HttpResponse:
            comment = comment_with(code)
            if move not in possible(comment):
                return _status_page(
                    request, comment, NOT_NOW, words_in(request, "message", "text"), 409
                )
            return view(request, comment)

        return wrapped

    return decorate


def _back(comment: Comment) -> HttpResponse:
    return SeeOther(reverse("comment_status", args=[comment.code]))


@author_page("resend")
def comment_edit(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Other words, once: they wait for a decision of their own.

    Also when the story has closed meanwhile: what came in time may be mended once, as its author
    was told.
    """
    form: forms.Form = AgainForm(
        initial={name: str(getattr(comment, name)) for name in SENT_WORDS}, auto_id="comment-%s"
    )
    status = 200
    if request.method == "POST":
        form, status = read_sent(request, form)
        if status == 200:
            try:
                send_again(comment, form.cleaned_data)
            except ValidationError as error:
                if error.code != "words_unchanged":
                    typed = form.cleaned_data["message"]
                    return _status_page(request, comment_with(comment.code), NOT_NOW, typed, 409)
                form.add_error("message", error)
                status = 400
            else:
                return _back(comment)
    context = {**_facts(comment), "form": form}
    return render(request, "comments/status_edit.html", context, status=status)


def send_again(comment: Comment, words: dict[str, str]) -> Comment:
    """Put `words` in the place of the refused ones, with what the screens notice in them."""
    written = copy(comment)
    for name, text in words.items():
        setattr(written, name, text)
    look_over(written)
    return comment.resend(
        by=AUTHOR,
        findings=written.findings,
        is_legal_risk=written.is_legal_risk,
        triage_score=written.triage_score,
        **words,
    )


@author_page("appeal")
def comment_appeal(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Object to the refusal, once."""
    form: forms.Form = AppealForm(auto_id="appeal-%s")
    status = 200
    if request.method == "POST":
        form, status = read_sent(request, form)
        if status == 200:
            text = form.cleaned_data["text"]
            try:
                Appeal.lodge(comment, text)
            except ValidationError as error:
                reason = " ".join(error.messages)
                return _status_page(request, comment_with(comment.code), reason, text, 409)
            return _back(comment)
    context = {**_facts(comment), "form": form}
    return render(request, "comments/appeal.html", context, status=status)


@author_page("withdraw")
def comment_withdraw(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Take the comment back, after a second look."""
    return _confirm(request, comment, "withdraw")


@author_page("erase")
def comment_erase(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Take it back and delete its words, after a second look."""
    return _confirm(request, comment, "erase")


def _confirm(request: HttpRequest, comment: Comment, move: str) -> HttpResponse:
    trouble: str | Promise = ""
    if request.method == "POST":
        if not is_foreign(request):
            try:
                comment.perform(move, by=AUTHOR)
            except ValidationError:  # somebody decided on it meanwhile
                return _status_page(request, comment_with(comment.code), NOT_NOW, status=409)
            return _back(comment)
        trouble = FOREIGN
    days = settings.KEEP_WITHDRAWN_COMMENT_DAYS
    context = {"comment": comment, "move": move, "trouble": trouble, "days": days}
    status = 403 if trouble else 200
    return render(request, "comments/status_confirm.html", context, status=status)
