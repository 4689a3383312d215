"""The site's own pages, and the ticker for those who fetch it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.context import editions_of
from articles.models import Correction, Page
from articles.paging import page_of
from articles.tickers import line_up
from newsportal.caching import shortly

TICKER_SECONDS = 15


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The public log of corrections, clarifications, updates and retractions."""
    page = page_of(Correction.objects.printed().defer("article__body"), request)
    context = {"corrections": page.rows, **page.links(keep_empty=True)}
    return render(request, "pages/corrections_log.html", context)


@require_safe
def trust(request: HttpRequest, key: str) -> HttpResponse:
    """A page about the newsroom; where it has no words it names the languages that have them."""
    page = Page.load(key)
    language = get_language()
    editions = [each for each in editions_of(request.path) if each.language in page.languages()]
    is_there = language in page.languages()
    context = {
        "page": page,
        "heading": page.title_in(language),
        "text": page.text_in(language),
        "editions": editions,
        "alternates": editions if is_there else [],
    }
    if not is_there:
        context["canonical_url"] = ""
    response = render(request, f"pages/{key}.html", context)
    if not is_there:
        response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def ticker(request: HttpRequest) -> HttpResponse:
    """What is on air, as JSON; the ticker on the page asks for it now and then."""
    lines = [line.as_json() for line in line_up(get_language())]
    response = JsonResponse({"lines": lines}, json_dumps_params={"ensure_ascii": False})
    response["X-Robots-Tag"] = "noindex"
    return shortly(response, TICKER_SECONDS)
