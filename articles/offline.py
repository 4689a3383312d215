"""The site as something to install: its manifest, its service worker, stories kept for offline.

Every answer is the same for everybody. What a reader has kept is known to their browser alone: it
compares it with the public list of what was withdrawn, and tells nobody what it holds.
"""

import functools
import hashlib
import json
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from articles.models import Article, SiteProfile, Translation
from articles.palette import PAPER
from newsportal.caching import shortly
from newsportal.digits import numerals, written_for
from newsportal.language import LANGUAGE_CODES, current_language, direction
from newsportal.templatetags.reading import pattern

WORKER = settings.BASE_DIR / "newsportal" / "static" / "newsportal" / "worker.js"
STORIES_CACHE = "stories-1"  # outlives new versions of the worker
WITHDRAWN_SECONDS = 60
ICONS = [("icon-192", 192, "any"), ("icon-512", 512, "any"), ("icon-maskable-512", 512, "maskable")]


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs to put the site among the programs of a device, in one language."""
    language = current_language()
    site = SiteProfile.load()
    front = reverse("front")
    described = {
        "id": front,
        "name": site.name,
        "short_name": site.name,
        "description": getattr(site, f"tagline_{language}") or site.name,
        "lang": language,
        "dir": direction(language),
        "start_url": front,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["news"],
        "icons": [_icon(*icon) for icon in ICONS],
        "shortcuts": [
            {"name": gettext("Search"), "url": reverse("search")},
            {"name": gettext("Saved stories"), "url": reverse("offline")},
        ],
    }
    text = json.dumps(described, ensure_ascii=False)
    return HttpResponse(text, content_type="application/manifest+json; charset=utf-8")


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"newsportal/icons/{name}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The stories that this reader's browser has kept; also what it shows without a connection.

    No ticker and no date: the page is shown long after it was made.
    """
    context: dict[str, Any] = {
        "ticker_lines": [],
        "today": None,
        "cache": STORIES_CACHE,
        "numerals": numerals(),
        "zone": settings.TIME_ZONE,
        "between": _between_day_and_clock(),
    }
    return render(request, "pages/offline.html", context)


def _between_day_and_clock() -> str:
    """What stands between a day and a time of the day, in the active language."""
    return pattern("minutes").removeprefix(pattern("day")).removesuffix(pattern("clock"))


@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """The numbers of stories that were public in this language and are not now, newest first.

    Browsers delete their copies by it. It holds no word of any story.
    """
    language, now = get_language(), timezone.now()
    gone = (
        Translation.objects.filter(language=language, published_at__lte=now)
        .exclude(article__in=Article.objects.published(language, now).order_by().values("pk"))
        .order_by("-article_id")
        .values_list("article_id", flat=True)
    )
    response = JsonResponse({"stories": list(gone[: settings.WITHDRAWN_LENGTH])})
    response["X-Robots-Tag"] = "noindex"
    return shortly(response, WITHDRAWN_SECONDS)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with what it has to know of this house written above it."""
    return HttpResponse(
        worker_text(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


@functools.cache
def worker_text() -> str:
    """The worker's source; its version changes with its words, its code and the static files."""
    with translation.override(settings.LANGUAGE_CODE), written_for(is_staff=False):
        arabic = numerals()
    house: dict[str, Any] = {
        "stories": STORIES_CACHE,
        "limit": settings.SAVED_STORIES_MAX,
        "numerals": arabic,
        "timeZone": settings.TIME_ZONE,
        "admin": f"/{settings.ADMIN_PATH}",
        "assets": f"{settings.STATIC_URL}newsportal/",
        "languages": {code: _words_in(code) for code in LANGUAGE_CODES},
    }
    source = WORKER.read_text(encoding="utf-8")
    files = getattr(staticfiles_storage, "manifest_hash", "")
    made_of = json.dumps(house, ensure_ascii=False) + source + files
    house["version"] = hashlib.sha256(made_of.encode()).hexdigest()[:12]
    return f"const HOUSE = {json.dumps(house, ensure_ascii=False)};\n\n{source}"


def _words_in(language: str) -> dict[str, str]:
    """Addresses and words of one language; the words are ready to stand in HTML."""
    with translation.override(language):
        copy = gettext(
            "No connection. This is a copy saved on %(time)s; the story may have been corrected "
            "or withdrawn since."
        )
        return {
            "front": reverse("front"),
            "offline": reverse("offline"),
            "withdrawn": reverse("withdrawn"),
            "copy": escape(copy),
            "between": _between_day_and_clock(),
            "nothing": escape(gettext("No connection, and this page is not saved on this device.")),
        }
