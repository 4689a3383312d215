"""The light site: words alone, for slow lines and old telephones.

Front page, sections and stories with no photo, no web font and no script, under the same rule of
what is public. Search engines are sent to the full pages.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.context import Edition, absolute
from articles.lite import story_url
from articles.models import Article, Section
from articles.mostread import is_reader, tally
from articles.paging import page_of
from articles.slugs import article_slug
from articles.subjects import subject_of
from articles.views.lists import bands_without, lead_of
from articles.views.stories import article_context, gone, readable

NEWEST = 12
LINES = 28  # of all sections together, so that a house with many stays as light


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The newest stories, and some of each section."""
    newest = list(Article.objects.published().newest_first().for_cards()[:NEWEST])
    lead = lead_of(newest)
    top = [lead, *(story for story in newest if story != lead)] if lead else []
    return render(
        request,
        "lite/front.html",
        {
            "top": top,
            "bands": _shortened(bands_without(top)),
            "canonical_url": absolute(reverse("front")),
        },
    )


def _shortened(bands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`bands` with LINES stories at most, and each with one."""
    each = max(1, LINES // max(1, len(bands)))
    for band in bands:
        for name in ("opinions", "shorts"):
            band[name] = band.get(name, [])[: each - int("strong" in band)]
    return bands


@require_safe
@subject_of(Section)
def section(request: HttpRequest, subject: Section) -> HttpResponse:
    """Everything that runs in one section."""
    page = page_of(Article.objects.published().filter(section=subject).for_cards(), request)
    return render(
        request,
        "lite/section.html",
        {
            "section": subject,
            "cards": page.rows,
            **page.links(),
            "canonical_url": absolute(subject.get_absolute_url()),
        },
    )


@require_safe
def story(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    """A story's words; 200, 301, 404 and 410 where its full page answers the same."""
    language = get_language()
    shown = readable(language, pk)
    if shown is None:
        return gone(request, Article.objects.retracted(language), pk)
    if slug != article_slug(shown.text_in(language, "headline")):
        return redirect(story_url(shown, language), permanent=True)
    if is_reader(request):
        tally.add(shown, language)
    context: dict[str, Any] = article_context(shown, language)
    editions = [
        Edition(each.language, story_url(shown, each.language)) for each in context["alternates"]
    ]
    return render(
        request,
        "lite/story.html",
        {**context, "alternates": editions, "full_url": context["page_url"]},
    )
