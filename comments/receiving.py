"""Taking in what a reader has sent: read, looked at, kept as a comment that waits.

Nobody is logged in here: no session is looked at, and no token guards the form, only the browser's
own word on where it was sent from.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import ratelimit
from articles.models import Article
from comments import captcha, closing, proof, threads
from comments.forms import CommentForm
from comments.models import Comment
from comments.screening import look_over
from newsportal.origin import is_foreign
from newsportal.stamp import age_of

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
NOT_HUMAN = _("The check against machines failed. Your text is still here: please try it again.")


class Returned(Exception):  # noqa: N818 - an answer, not an error of the program
    """What was sent goes back to its writer: the form as it was typed, and what is the matter."""

    def __init__(
        self,
        form: CommentForm,
        status: int,
        reason: Any = "",
        closure: closing.Closure | None = None,
    ) -> None:
        super().__init__(status)
        self.form, self.status, self.closure = form, status, closure
        if reason:
            form.add_error(None, reason)


def receive(request: HttpRequest, article: Article) -> Comment:
    """Keep what was sent under `article`. Raises Returned, and then nothing was kept."""
    form = _read(request)
    closure = closing.closure_of(article)
    if closure:
        raise Returned(form, 403, closure=closure)
    if is_foreign(request):
        form.full_clean()
        form.errors.clear()
        raise Returned(form, 403, FOREIGN)
    if not form.is_valid():
        raise Returned(form, 400)
    verdict = _admitted(request, article, form)
    try:
        return keep(article, form, verdict)
    except ValidationError as gone:
        raise Returned(form.without_parent(), 400, gone) from gone


def _read(request: HttpRequest) -> CommentForm:
    try:
        return CommentForm(request.POST)
    except (RequestDataTooBig, TooManyFieldsSent):
        form = CommentForm({})
        form.errors.clear()
        raise Returned(form, 413, TOO_BIG) from None


def _admitted(request: HttpRequest, article: Article, form: CommentForm) -> captcha.Answer:
    """The verdict on who wrote this, within the limits. Raises Returned beyond them."""
    if not ratelimit.allow(request, "comment", settings.COMMENT_RATE_PER_HOUR):
        raise Returned(form, 429, TOO_MANY)
    verdict = ask(request, form)
    if verdict == "no" and settings.RECAPTCHA_ENABLED:
        raise Returned(form, 400, NOT_HUMAN)
    if verdict != "yes" and not _has_room(article):
        raise Returned(form, 429, CROWDED)
    return verdict


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
    look_over(comment, *findings)
    with transaction.atomic():
        parent = form.cleaned_data["parent"]
        comment.parent = threads.held_parent(article, comment.language, parent)
        comment.save(force_insert=True)
    return comment
