"""The addresses of the API under /api/v1/, in three languages like every page.

All of it starts from the one queryset that decides what the public sees. Any site may read it from
a browser; nothing is asked of the reader and nothing is told about them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.api.ninjs import photo_as_ninjs, story_as_ninjs
from articles.api.openapi import document
from articles.context import absolute, load_house
from articles.models import Article, Author, Correction, Section, Source, Tag
from articles.models.desk import Slugged
from articles.paging import page_of
from articles.particulars import fill_particulars, with_particulars
from newsportal.language import current_language

FILTERS: dict[str, tuple[type[Slugged], str]] = {
    "section": (Section, "section"),
    "tag": (Tag, "tags"),
    "author": (Author, "authors"),
    "source": (Source, "source"),
}
PARAMETERS = {*FILTERS, "before", "after"}


class Refusal(Exception):  # noqa: N818 - an answer, not an error of the program
    """An answer other than 200, with its sentence."""

    def __init__(self, status: int, sentence: str, **more: Any) -> None:
        super().__init__(sentence)
        self.status, self.body = status, {"error": sentence, **more}


def endpoint(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """An address whose view returns what becomes JSON, errors too; for any site to read."""

    @csrf_exempt  # so that a program which sends something hears 405, not of forms
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            body, status = view(request, *args, **kwargs), 200
        except Refusal as refusal:
            body, status = refusal.body, refusal.status
        except Http404:
            body, status = {"error": _("There is nothing at this address.")}, 404
        response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
        response["Access-Control-Allow-Origin"] = "*"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


@endpoint
def openapi(request: HttpRequest) -> dict[str, Any]:
    """What can be asked and what is answered, as OpenAPI 3.1."""
    return document()


@endpoint
def stories(request: HttpRequest) -> dict[str, Any]:
    """What is public in the language of the address, newest first, by pages."""
    unknown = sorted(request.GET.keys() - PARAMETERS)
    if unknown:
        known = ", ".join(sorted(PARAMETERS))
        sentence = _("Unknown: %(unknown)s. What can be asked for: %(known)s.")
        raise Refusal(400, sentence % {"unknown": ", ".join(unknown), "known": known})
    language = current_language()
    found = Article.objects.published(language).filter(**_asked(request)).for_cards()
    page = page_of(found, request)
    return {
        "language": language,
        "stories": [_in_list(story, language) for story in page.rows],
        "newer": _whole(request, page.previous_page_url),
        "older": _whole(request, page.next_page_url),
    }


@endpoint
def story(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One story as ninjs; 410 with its notice once it is withdrawn."""
    language = current_language()
    found = Article.objects.published(language).select_related("section", "source", "photo")
    row = with_particulars(found).filter(pk=pk).first()
    if row is None:
        raise _gone_or_missing(pk, language)
    return story_as_ninjs(fill_particulars(row), language, load_house().site)


@endpoint
def sections(request: HttpRequest) -> dict[str, Any]:
    """Where stories run."""
    return {"sections": [_named(each) for each in Section.objects.order_by("position", "pk")]}


@endpoint
def sources(request: HttpRequest) -> dict[str, Any]:
    """Whom stories are attributed to."""
    rows = Source.objects.order_by("slug")
    return {"sources": [{**_named(each), "kind": each.kind} for each in rows]}


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The filters in the address as those of the queryset. Raises Refusal for unknown slugs."""
    asked = {}
    for name, (model, relation) in FILTERS.items():
        if name not in request.GET:
            continue
        slug = request.GET[name].replace("\0", "")
        row = model.under(slug)
        if row is None:
            sentence = _("%(parameter)s: there is none with the slug “%(slug)s”.")
            raise Refusal(404, sentence % {"parameter": name, "slug": slug})
        asked[relation] = row
    return asked


def _whole(request: HttpRequest, url: str) -> str:
    """The address of a page beside this one, with the filters that were asked for."""
    kept = request.GET.copy()
    for name in ("before", "after"):
        kept.pop(name, None)
    joint = "&" if "?" in url else "?"
    filtered = f"{url}{joint}{kept.urlencode()}" if kept else url
    return absolute(filtered) if url else ""


def _in_list(row: Article, language: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "url": absolute(row.url_in(language)),
        "api_url": absolute(reverse("api_story", args=[row.pk])),
        "kicker": row.text_in(language, "kicker"),
        "headline": row.text_in(language, "headline"),
        "dek": row.text_in(language, "dek"),
        "section": _named(row.section),
        "source": _named(row.source) if row.source else None,
        "published_at": row.printed_at.isoformat(),
        "updated_at": max(row.printed_at, row.changed_at).isoformat(),
        "photo": photo_as_ninjs(row.photo) if row.photo else None,
    }


def _named(row: Any) -> dict[str, str]:
    return {"slug": row.slug, "name": str(row), "url": absolute(row.get_absolute_url())}


def _gone_or_missing(pk: int, language: str) -> Refusal:
    withdrawn = Article.objects.retracted(language).filter(pk=pk).first()
    if withdrawn is None:
        return Refusal(404, _("No such story is public in this language."))
    notices = withdrawn.corrections.filter(kind=Correction.Kind.RETRACTION)
    text = notices.values_list(f"text_{language}", flat=True).first()
    return Refusal(410, _("This story was withdrawn."), notice=text or "")
