"""The reader's side of the comments: the form's pages, and where what is sent arrives."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles import ratelimit
from articles.models import Article
from comments import closing, proof, threads
from comments.forms import CommentForm
from comments.models import Comment, Policy
from comments.receiving import Returned, receive
from newsportal.caching import private_page
from newsportal.readerforms import SeeOther
from newsportal.stamp import new_stamp

GONE = _(
    "The comment that you wanted to answer is not published, or no longer. "
    "What you write here stands as a comment of its own."
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def comment_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a comment until a moderator decides; if anything is wrong, the form comes back."""
    article = get_object_or_404(Article.objects.published(), pk=pk)
    if request.method != "POST":
        return redirect(f"{article.get_absolute_url()}#comment-form")
    try:
        comment = receive(request, article)
    except Returned as returned:
        if returned.closure:
            return _closed(request, article, returned.closure, returned.form)
        return ratelimit.tell_when(_form_page(request, article, returned.form, returned.status))
    return SeeOther(reverse("comment_status", args=[comment.code]))


@require_safe
@private_page
def comment_reply(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The form on a page of its own, under the comment that is answered."""
    article = get_object_or_404(Article.objects.published(), pk=pk)
    closure = closing.closure_of(article)
    if closure:
        return _closed(request, article, closure)
    try:
        threads.answered(article, get_language(), str(number))
    except ValidationError:
        return _form_page(request, article, CommentForm(), 404, GONE)
    return _form_page(request, article, CommentForm(initial={"parent": number}))


def _form_page(
    request: HttpRequest, article: Article, form: CommentForm, status: int = 200, trouble: Any = ""
) -> HttpResponse:
    """The form on its own page, under the comment that it answers, if it answers one."""
    context = {
        "article": article,
        "form": form,
        "answered": _answered(article, form),
        "trouble": trouble,
        # What is answered stands in one language.
        "alternates": [],
        "canonical_url": "",
        "policy": Policy.current(),
    }
    return render(request, "comments/form_page.html", context, status=status)


def _closed(
    request: HttpRequest,
    article: Article,
    closure: closing.Closure,
    form: CommentForm | None = None,
) -> HttpResponse:
    """403, why no comments are taken, and every word that was typed, to be kept."""
    typed = {field.name: field for field in form.visible_fields() if field.data} if form else {}
    typed.pop("website", None)
    message = typed.pop("message", None)
    context = {
        "article": article,
        "closure": closure,
        "is_sent": form is not None,
        "message": message.data if message else "",
        "typed": [(field.label, field.data) for field in typed.values()],
        "alternates": [],
        "canonical_url": "",
    }
    return render(request, "comments/closed_page.html", context, status=403)


def _answered(article: Article, form: CommentForm) -> Comment | None:
    """The comment that the form answers, to be read beside it."""
    number = str(form["parent"].value() or "")
    try:
        return threads.answered(article, get_language(), number) if number else None
    except ValidationError:
        return None


@require_safe
@private_page
def comment_stamp(request: HttpRequest) -> HttpResponse:
    """What comments.js puts into a form when it is first touched: the signed time, and work."""
    fresh: dict[str, Any] = {"stamp": new_stamp()}
    if not settings.RECAPTCHA_ENABLED:
        fresh["challenge"] = proof.new_challenge()
    return JsonResponse(fresh)
