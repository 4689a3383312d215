"""The site's own pages, and the ticker for those who fetch it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import Correction, SiteProfile
from articles.paging import page_of
from articles.tickers import line_up
from newsportal.caching import shortly

TICKER_SECONDS = 15


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The public log of corrections, clarifications, updates and retractions."""
    page = page_of(Correction.objects.printed().defer("article__body"), request)
    return render(request, "pages/corrections.html", {"corrections": page.rows, **page.links()})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who we are."""
    return render(request, "pages/about.html", {"site": SiteProfile.load()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site does so that everybody can read it."""
    return render(request, "pages/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about readers."""
    return render(request, "pages/privacy.html")


@require_safe
def ticker(request: HttpRequest) -> HttpResponse:
    """What is on air, as JSON; the ticker on the page asks for it now and then."""
    lines = [line.as_json() for line in line_up(get_language())]
    response = JsonResponse({"lines": lines}, json_dumps_params={"ensure_ascii": False})
    response["X-Robots-Tag"] = "noindex"
    return shortly(response, TICKER_SECONDS)
