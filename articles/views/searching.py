"""The search page."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.encoding import escape_uri_path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.context import editions_of, house_of
from articles.models import Article
from articles.paging import numbered_page_of
from articles.richtext import plain_text
from articles.search import vain
from articles.search.forms import SearchForm
from articles.search.highlights import excerpt, marked
from articles.search.question import Question
from articles.search.ranking import Found, answer, other_spelling
from newsportal.language import LANGUAGE_CODES


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The stories that answer a question, best first."""
    sections = house_of(request).sections
    form = SearchForm(request.GET or None, sections=sections)
    context: dict[str, Any] = {
        "form": form,
        "query": request.GET.get("q", "").strip(),
        "is_narrowed": form.is_narrowed,
        "alternates": editions_of(escape_uri_path(request.path), _asked(request).urlencode()),
    }
    if form.is_valid() and form.cleaned_data["q"]:
        context |= answers(form, request)
    return render(request, "articles/search.html", context)


def answers(form: SearchForm, request: HttpRequest) -> dict[str, Any]:
    """What a page of answers shows, and where nothing is found, the ways on."""
    question = Question.read(form.cleaned_data["q"], form.language)
    found = answer(question, form.filters)
    page = numbered_page_of(found.keys, request)
    context = {
        "found": found,
        "total": len(found.keys),
        "results": cards(page.rows, question),
        "results_language": form.language,
        **page.links(),
    }
    return context if found.keys else {**context, **ways_on(form, found, request)}


def cards(keys: list[int], question: Question) -> list[Article]:
    """The stories of `keys` in their order, with the words found marked in them."""
    if not keys:
        return []
    language = question.language
    others = [f"body_{code}" for code in LANGUAGE_CODES if code != language]
    public = Article.objects.published(language).filter(pk__in=keys)
    stories = {story.pk: story for story in public.for_cards().defer(None).defer(*others)}
    stems = question.stems
    for story in stories.values():
        story.marked_headline = marked(story.text_in(language, "headline"), stems)
        text = plain_text(story.text_in(language, "body"))
        dek = story.text_in(language, "dek")
        story.excerpt = excerpt(text, stems) or marked(dek, stems)
    return [stories[key] for key in keys if key in stories]


def ways_on(form: SearchForm, found: Found, request: HttpRequest) -> dict[str, Any]:
    """Another spelling, other languages, no filters; and the search is noted for the editors."""
    query, filters = form.cleaned_data["q"], form.filters
    if request.method == "GET" and not filters and found.question.terms:
        vain.note(query, form.language)
    spelling = other_spelling(query, found.question, filters)
    return {
        "other_spelling": spelling,
        "other_spelling_url": _address(request, q=spelling) if spelling else "",
        "other_languages": [
            {"code": code, "url": _address(request, language=code)}
            for code in LANGUAGE_CODES
            if code != form.language
        ],
        "unfiltered_url": _address(request, section="", source="", **{"from": "", "to": ""})
        if filters
        else "",
    }


def _asked(request: HttpRequest) -> QueryDict:
    """Words and filters as they stand in the address; other answers have other pages."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked


def _address(request: HttpRequest, **changes: str) -> str:
    """This search with other words or filters, from its first page on."""
    asked = _asked(request)
    for name, value in changes.items():
        asked.pop(name, None)
        if value and not (name == "language" and value == get_language()):
            asked[name] = value
    return f"{request.path}?{asked.urlencode()}"
