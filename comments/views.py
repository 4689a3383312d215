"""The reader's side of the comments: sending one, also as a reply to another."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles import ratelimit
from articles.models import Article
from comments import captcha, closing, proof, threads
from comments.forms import CommentForm
from comments.models import Comment, Policy
from comments.screening import is_legal_risk, screen
from comments.stamp import age_of, new_stamp
from newsportal.caching import private_page
from newsportal.origin import is_foreign


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def comment_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a comment until a moderator decides; whatever is wrong, the form comes back filled in.

    Nobody is logged in here: no session is looked at, and no token guards the form, only the
    browser's own word on where it was sent from.
    """
    article = get_object_or_404(Article.objects.published(), pk=pk)
    if request.method != "POST":
        return redirect(f"{article.get_absolute_url()}#comment-form")
    try:
        form = CommentForm(request.POST)
    except (RequestDataTooBig, TooManyFieldsSent):
        form = CommentForm({})
        form.errors.clear()
        return _again(request, article, form, 413, TOO_BIG)
    closure = closing.closure_of(article)
    if closure:
        return _closed(request, article, closure, form)
    if is_foreign(request):
        form.full_clean()
        form.errors.clear()
        return _again(request, article, form, 403, FOREIGN)
    if not form.is_valid():
        return _again(request, article, form, 400)
    if not ratelimit.allow(request, "comment", settings.COMMENT_RATE_PER_HOUR):
        return _again(request, article, form, 429, TOO_MANY)
    verdict = ask(request, form)
    if verdict == "no" and settings.RECAPTCHA_ENABLED:
        return _again(request, article, form, 400, NOT_HUMAN)
    if verdict != "yes" and not _has_room(article):
        return _again(request, article, form, 429, CROWDED)
    try:
        comment = keep(article, form, verdict)
    except ValidationError as gone:
        return _again(request, article, form.without_parent(), 400, gone)
    response = HttpResponseRedirect(reverse("comment_status", args=[comment.code]))
    response.status_code = 303
    return response


TOO_BIG = _("This was too large to be read. Go back, where your text still stands, and shorten it.")
FOREIGN = _(
    "This form was sent from another site, so nothing was kept. If you wrote it yourself, "
    "check it and send it from here."
)
TOO_MANY = _(
    "Many comments came from your network within the hour. Your text is still here: please send "
    "it again after the full hour."
)
CROWDED = _(
    "Many comments on this story came within the hour. Your text is still here: please send it "
    "again after the full hour."
)
GONE = _(
    "The comment that you wanted to answer is not published, or no longer. "
    "What you write here stands as a comment of its own."
)
NOT_HUMAN = _("The check against machines failed. Your text is still here: please try it again.")


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


def ask(request: HttpRequest, form: CommentForm) -> captcha.Answer:
    """Whether a person wrote this, by reCAPTCHA where it has keys, else by the proof of work.

    A false proof is no reason to refuse: leaving it out is allowed, so only people would be held
    up, those who went back and sent the same form twice.
    """
    if settings.RECAPTCHA_ENABLED:
        return captcha.ask(request)
    return proof.ask(form.cleaned_data["altcha"])


def _has_room(article: Article) -> bool:
    """Count a comment that nothing speaks for; a flood of them must not bury the queue."""
    subject = f"comments on story {article.pk}"
    return ratelimit.within(subject, settings.COMMENT_RATE_PER_STORY)


def keep(article: Article, form: CommentForm, verdict: captcha.Answer) -> Comment:
    """Store the words of a valid form as a pending comment, with what was noticed about it.

    Raises ValidationError when it answers a comment that is not published, or no longer.
    """
    age = age_of(form.cleaned_data["stamp"])
    findings = []
    if form.is_trapped:
        findings.append("honeypot")
    if age == "fresh":
        findings.append("too_fast")
    if verdict == "no":
        findings.append("false_proof")
    is_verified = age == "ripe" and verdict == "yes"
    states = Comment.Verification
    comment = Comment(
        article=article,
        language=get_language(),
        verification=states.VERIFIED if is_verified else states.UNVERIFIED,
        **form.words,
    )
    noticed = screen(comment)
    comment.findings = [*findings, *(finding.as_json() for finding in noticed)]
    comment.is_legal_risk = is_legal_risk(noticed, Policy.current())
    with transaction.atomic():
        parent = form.cleaned_data["parent"]
        comment.parent = threads.held_parent(article, comment.language, parent)
        comment.save(force_insert=True)
    return comment


def _again(
    request: HttpRequest, article: Article, form: CommentForm, status: int, reason: Any = ""
) -> HttpResponse:
    """The form with everything that was typed, and what is the matter."""
    if reason:
        form.add_error(None, reason)
    response = _form_page(request, article, form, status)
    if status == 429:
        response["Retry-After"] = str(ratelimit.seconds_left())
    return response


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
