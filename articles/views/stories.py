"""The story's page, its short link, and the notice that stands where one was withdrawn."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.context import Edition, editions_of_story
from articles.errors import error_page
from articles.feeds import summary_of
from articles.models import Article, Correction, Translation
from articles.mostread import is_reader, tally
from articles.particulars import card_of, fill_particulars, with_particulars
from articles.slugs import article_slug
from articles.structured import StoryPage

RELATED = 4
DESCRIPTION_WORDS = 25  # what search engines and messengers show under a headline
CANDIDATES = 16  # among the newest of the section, those that share a tag come first


@require_safe
def article(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    """A story: 200 for everybody or nobody, 410 once withdrawn, 301 from an older headline."""
    language = get_language()
    story = readable(language, pk)
    if story is None:
        return gone(request, Article.objects.retracted(language), pk)
    if slug != article_slug(story.text_in(language, "headline")):
        return redirect(story.url_in(language), permanent=True)
    if is_reader(request):
        tally.add(story, language)
    return render(request, "articles/article.html", article_context(story, language))


def readable(language: str, pk: int) -> Article | None:
    """The story with all that its page shows, if anybody may read it in `language`."""
    stories = Article.objects.published(language).select_related("section", "source", "photo")
    found: Article | None = with_particulars(stories).filter(pk=pk).first()
    return found


@require_safe
def article_bare(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The address without a slug leads to the whole one."""
    story = Article.objects.published().filter(pk=pk).first()
    if story is None:
        return gone(request, Article.objects.retracted(), pk)
    return redirect(story, permanent=True)


@require_safe
def short_link(request: HttpRequest, code: str) -> HttpResponseBase:
    """To the story in this language if it is out in it, else to one in which it is, or was."""
    language = get_language()
    story: Article = get_object_or_404(Article.objects.prefetch_related("translations"), code=code)
    live, withdrawn = story.languages_live(), story.languages_withdrawn()
    if not live and (language in withdrawn or not withdrawn):
        return gone(request, Article.objects.retracted(language), story.pk)
    stands = live or withdrawn
    wanted = (language, story.original_language, *stands)
    return redirect(story.url_in(next(code for code in wanted if code in stands)))


def gone(request: HttpRequest, withdrawn: Any, pk: int) -> HttpResponse:
    """410 with the notice, if the story is in `withdrawn`; else 404, and where it can be read."""
    story: Article | None = withdrawn.filter(pk=pk).first()
    if story is None:
        return _elsewhere(request, pk)
    notices = story.corrections.filter(kind=Correction.Kind.RETRACTION)
    context: dict[str, Any] = {
        "article": story,
        "notice": notices.filter(printed_at__lte=timezone.now()).first(),
        "alternates": [],
        "canonical_url": "",
    }
    return render(request, "articles/410.html", context, status=410)


def _elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """404 that names the languages of the story. Raises Http404 when it is public in none."""
    story = Article.objects.filter(pk=pk).prefetch_related("translations").first()
    editions = editions_of_story(story) if story else []
    if not editions:
        raise Http404("no such story")
    return error_page(request, 404, editions=editions)


def _page_of(story: Article, language: str, editions: list[Edition]) -> StoryPage:
    """The page in `language`, of a story whose particulars are filled in."""
    own = [row for row in story.translations.all() if row.language == language]
    now = timezone.now()
    printed = [
        row
        for row in story.corrections.all()
        if row.printed_at <= now and getattr(row, f"text_{language}")
    ]
    return StoryPage(
        story,
        own[0] if own else Translation(article=story, language=language),
        list(story.authors.all()),
        printed,
        [each.language for each in editions],
        card_of(story, language),
    )


def article_context(story: Article, language: str) -> dict[str, Any]:
    """What the story's page shows of `story` in `language`; the preview shows the same."""
    story = fill_particulars(story)
    editions = editions_of_story(story)
    page = _page_of(story, language, editions)
    before, after = _around(page.corrections)
    is_elsewhere = story.is_canonical_at_source(language)
    return {
        "article": story,
        "page": page,
        "translation": page.edition,
        "bylines": page.authors,
        "notes_before": before,
        "notes_after": after,
        "original": next((e for e in editions if e.language == story.original_language), None),
        "older_than": _missed_note(story, page.edition),
        "related": related_to(story, language),
        "alternates": editions,
        "other_languages": [each for each in editions if each.language != language],
        "description": summary_of(story, language, DESCRIPTION_WORDS),
        "page_url": page.url,
        "canonical_url": story.source_url if is_elsewhere else page.url,
        "is_canonical_elsewhere": is_elsewhere,
        "card_file": page.card_file,
    }


def _around(notes: Sequence[Correction]) -> tuple[list[Correction], list[Correction]]:
    """Notes that a reader needs before the text, and those that may follow it."""
    before = [note for note in notes if note.is_material]
    return before, [note for note in notes if not note.is_material]


def _missed_note(story: Article, edition: Translation) -> Correction | None:
    """A note printed with the original after this translation came out, and not with it."""
    if edition.language == story.original_language or edition.published_at is None:
        return None
    for note in story.corrections.all():
        is_out = edition.published_at < note.printed_at <= timezone.now()
        has_words = getattr(note, f"text_{story.original_language}")
        if is_out and has_words and not getattr(note, f"text_{edition.language}"):
            return note
    return None


def related_to(story: Article, language: str) -> list[Article]:
    """The newest of the same section, those that share a tag with `story` first."""
    shared = Article.tags.through.objects.filter(
        article=OuterRef("pk"), tag__in=[tag.pk for tag in story.tags.all()]
    )
    newest = (
        Article.objects.published(language)
        .filter(section=story.section_id)
        .exclude(pk=story.pk)
        .annotate(shares_tag=Exists(shared))
        .newest_first()
        .for_cards()[:CANDIDATES]
    )
    return sorted(newest, key=lambda each: not each.shares_tag)[:RELATED]
