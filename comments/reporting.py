"""The reporter's side: a notice about a published comment, and the page that tells its fate.

Nobody is logged in here and no cookie is read; the code in the address of a notice is the whole
credential. None of its words reach the author of the comment.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles import ratelimit
from articles.context import on_from
from comments import waits
from comments.models import Clause, Comment, Notice, Policy
from newsportal.caching import private_page
from newsportal.codes import is_code
from newsportal.readerforms import (
    READERS_WORDS,
    ReaderField,
    ReportForm,
    SeeOther,
    words_in,
)

LIMIT = ratelimit.Limit(
    "notice",
    "COMMENT_NOTICE_RATE_PER_HOUR",
    _(
        "Many notices came from your network within the hour. Your text is still here: please send "
        "it again after the full hour."
    ),
)


class ClauseChoice(forms.ModelChoiceField):
    """One clause of the policy in force, by its title."""

    def label_from_instance(self, clause: Any) -> str:
        """The title alone: the number says nothing to a reader."""
        return str(clause.title)


class NoticeForm(ReportForm):
    """Which clause a comment breaks and why; an e-mail is only for the answer."""

    clause = ClauseChoice(
        Clause.objects.none(),
        label=_("Which clause of the policy does the comment break?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose the clause that fits best."),
            "invalid_choice": _("Please choose one of these clauses."),
        },
    )
    text = ReaderField(
        label=_("What is wrong with it"),
        limit=settings.COMMENT_NOTICE_TEXT_MAX,
        is_line=False,
        widget=forms.Textarea(attrs={**READERS_WORDS, "rows": 5}),
        help_text=_("Moderators read this. The author of the comment does not."),
        error_messages={"required": _("Please write in a sentence what is wrong with it.")},
    )
    kept = field_order = ("clause", "text", "email")
    ids = "notice-%s"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clauses: Any = self.fields["clause"]
        clauses.queryset = Clause.objects.filter(policy=Policy.current()).order_by("number")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def comment_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a comment that is on the site; whatever is wrong, the form comes back filled in."""
    comment = get_object_or_404(Comment.objects.select_related("article"), pk=pk)
    if not is_public(comment):
        return _gone(request)
    form: Any = NoticeForm()
    status = 200
    if request.method == "POST":
        form, status = ratelimit.read_within(LIMIT, request, form)
        if status == 200:
            try:
                notice = Notice.lodge(comment, language=get_language(), **form.given)
            except ValidationError:
                return _gone(request)
            return SeeOther(reverse("notice_status", args=[notice.code]))
    context = {"comment": comment, "form": form, **_story(comment)}
    return ratelimit.tell_when(render(request, "comments/report.html", context, status=status))


def is_public(comment: Comment) -> bool:
    """Whether anybody can read `comment` now."""
    is_approved = comment.status == Comment.Status.APPROVED
    return is_approved and comment.language in comment.article.languages_live()


def _story(comment: Comment) -> dict[str, Any]:
    article, language = comment.article, comment.language
    return {
        "headline": article.text_in(language, "headline"),
        "story_url": article.url_in(language),
    }


def _gone(request: HttpRequest) -> HttpResponse:
    """There is nothing to report; what was typed is shown, so that nothing is lost."""
    context = {"typed": words_in(request, "text"), **on_from(request, "comment_policy")}
    return render(request, "comments/report_gone.html", context, status=410)


@require_safe
@private_page
def notice_status(request: HttpRequest, code: str) -> HttpResponse:
    """What became of one notice, for whoever has its code."""
    if not is_code(code):
        raise Http404
    rows = Notice.objects.select_related("comment__article", "clause", "removal__clause__policy")
    notice = get_object_or_404(rows, code=code)
    wait = waits.usual_answer(timezone.now()) if notice.fate == "waiting" else None
    context = {
        "notice": notice,
        "comment": notice.comment,
        "wait": waits.in_words(wait) if wait is not None else "",
        "is_readable": is_public(notice.comment),
        "keep_url": request.build_absolute_uri(reverse("notice_status", args=[notice.code])),
        **_story(notice.comment),
    }
    return render(request, "comments/notice.html", context)
