"""The reader's side of an error report: the form, and the page that tells what became of it.

Nobody is logged in here and no cookie is read; the code in the address is the whole credential.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles import ratelimit
from articles.context import Edition, editions_of_story, path_in
from articles.models import Article, Correction, ErrorReport
from articles.reportforms import ErrorReportForm
from articles.views.stories import gone
from newsportal.caching import private_page
from newsportal.codes import is_code
from newsportal.language import current_language
from newsportal.origin import is_foreign
from newsportal.readerforms import FOREIGN, SeeOther, words_in

LIMIT = ratelimit.Limit(
    "error report",
    "ERROR_REPORT_RATE_PER_HOUR",
    _(
        "Many reports came from your network within the hour. Your text is still here: please send "
        "it again after the full hour."
    ),
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def report_error(request: HttpRequest, pk: int) -> HttpResponse:
    """Report an error in a story; whatever is wrong with the form, it comes back filled in."""
    language = get_language()
    story = Article.objects.published(language).filter(pk=pk).first()
    if story is None:
        return _no_story(request, pk)
    form: Any = ErrorReportForm()
    status = 200
    if request.method == "POST":
        form, status = ratelimit.read_within(LIMIT, request, form)
        if status == 200:
            report = ErrorReport.objects.create(article=story, language=language, **form.given)
            return SeeOther(reverse("report_status", args=[report.code]))
    editions = [
        Edition(each.language, path_in(request.path, each.language))
        for each in editions_of_story(story)
        if request.method != "POST"  # what was typed would be left behind
    ]
    context = {"article": story, "form": form, "alternates": editions}
    return ratelimit.tell_when(render(request, "articles/report.html", context, status=status))


def _no_story(request: HttpRequest, pk: int) -> HttpResponse:
    """The story is not public; what was typed meanwhile is shown, so that nothing is lost."""
    if request.method != "POST":
        return gone(request, Article.objects.retracted(), pk)
    context = {"typed": words_in(request, "message")}
    return render(request, "articles/report_gone.html", context, status=410)


# -- one report, by its code ----------------------------------------------------------------------


def report_with(code: str) -> ErrorReport:
    """The report that `code` opens. Raises Http404, the same for every wrong one."""
    if not is_code(code):
        raise Http404
    rows = ErrorReport.objects.select_related("article", "correction")
    return get_object_or_404(rows, code=code)


@require_safe
@private_page
def report_status(request: HttpRequest, code: str) -> HttpResponse:
    """What became of one report, for whoever has its code."""
    return _status_page(request, report_with(code))


def _status_page(
    request: HttpRequest, report: ErrorReport, trouble: Any = "", status: int = 200
) -> HttpResponse:
    context = {
        "report": report,
        "trouble": trouble,
        "keep_url": request.build_absolute_uri(reverse("report_status", args=[report.code])),
        **facts_of(report),
    }
    return render(request, "articles/report_status.html", context, status=status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def report_erase(request: HttpRequest, code: str) -> HttpResponse:
    """Delete the report and all that hangs on it; a printed correction stays."""
    report = report_with(code)
    if request.method != "POST":
        return redirect("report_status", code)
    if is_foreign(request):
        return _status_page(request, report, FOREIGN, 403)
    report.delete()
    return render(request, "articles/report_erased.html")


def facts_of(report: ErrorReport) -> dict[str, Any]:
    """The story and the correction as far as they can be read in the active language."""
    story, language = report.article, current_language()
    is_public = language in story.languages_live()
    printed = Correction.objects.printed(language).filter(pk=report.correction_id).first()
    address = story.url_in(language)
    return {
        "headline": story.text_in(language, "headline") if is_public or printed else "",
        "story_url": address if is_public or printed else "",
        "correction": printed,
        "correction_url": f"{address}#corrections" if printed else "",
    }
