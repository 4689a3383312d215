"""Feeds in RSS 2.0 and Atom: latest, a section, a source, corrections; one set in each language."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.context import absolute, load_house
from articles.models import Article, Correction, Section, Source
from articles.particulars import authors_of, with_byline
from articles.richtext import plain_text
from articles.subjects import subject_of
from newsportal.language import LANGUAGE_CODES
from newsportal.templatetags.reading import exactly

SUMMARY_WORDS = 60
# XML 1.0 has no place for these, and one pasted into a headline would break the whole feed.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml_text(text: str) -> str:
    """`text` without the characters that XML cannot carry."""
    return _NOT_XML.sub("", text)


def tag_uri(kind: str, pk: int, language: str) -> str:
    """A name for ever: it holds neither slug nor headline."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},2026:{kind}/{pk}/{language}"


class _Steady:
    """The feed's date is that of its newest entry; of an empty one, midnight, so its ETag holds."""

    def latest_post_date(self) -> datetime:
        """When anything in the feed last changed."""
        dates = [item["updateddate"] for item in self.items]  # type: ignore[attr-defined]
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return max(dates, default=midnight)


class Rss(_Steady, Rss201rev2Feed):
    """RSS 2.0; the type says XML, so that a browser shows it and does not save it."""

    content_type = "application/rss+xml; charset=utf-8"


class Atom(_Steady, Atom1Feed):
    """Atom 1.0."""

    content_type = "application/atom+xml; charset=utf-8"


FORMATS: dict[str, type[Rss | Atom]] = {"xml": Rss, "atom": Atom}


def addresses(name: str, route: str, view: Callable[..., HttpResponseBase]) -> list[URLPattern]:
    """The addresses of one feed: RSS as .xml, Atom as .atom."""
    return [
        path(f"{route}.xml", view, {"style": "xml"}, name=f"feed_{name}"),
        path(f"{route}.atom", view, {"style": "atom"}, name=f"feed_{name}_atom"),
    ]


@require_safe
def latest(request: HttpRequest, style: str) -> HttpResponse:
    """The newest stories."""
    return _answer(request, style, _("Latest news"), reverse("front"), _stories())


@require_safe
@subject_of(Section)
def section(request: HttpRequest, subject: Section, style: str) -> HttpResponse:
    """The newest stories of one section."""
    entries = _stories(section=subject)
    return _answer(request, style, subject.name, subject.get_absolute_url(), entries)


@require_safe
@subject_of(Source)
def source(request: HttpRequest, subject: Source, style: str) -> HttpResponse:
    """The newest stories from one source."""
    entries = _stories(source=subject)
    return _answer(request, style, subject.name, subject.get_absolute_url(), entries)


@require_safe
def corrections(request: HttpRequest, style: str) -> HttpResponse:
    """What was put right, explained or withdrawn."""
    entries = (_correction_entry(row) for row in _printed())
    return _answer(request, style, _("Corrections"), reverse("corrections"), entries)


def _stories(**of: Any) -> Iterable[dict[str, Any]]:
    language = get_language()
    others = [f"body_{code}" for code in LANGUAGE_CODES if code != language]
    stories = Article.objects.published(language).filter(**of).newest_first()
    rows = with_byline(stories.select_related("section", "source").defer(*others))
    return (_story_entry(story, language) for story in rows[: settings.FEED_LENGTH])


def _printed() -> Iterable[Correction]:
    return Correction.objects.printed().defer("article__body")[: settings.FEED_LENGTH]


def _answer(
    request: HttpRequest,
    style: str,
    title: str,
    page: str,
    entries: Iterable[dict[str, Any]],
) -> HttpResponse:
    site = load_house().site
    disclaimer = _("What is published here is not necessarily the opinion of the site.")
    tagline = exactly(site, "tagline")
    about = f"{tagline}. {disclaimer}" if tagline else disclaimer
    feed = FORMATS[style](
        title=xml_text(f"{site.name} – {title}"),
        link=absolute(page),
        description=xml_text(about),
        subtitle=xml_text(about),
        language=get_language(),
        author_name=xml_text(site.name),
        feed_url=absolute(request.path),
        feed_copyright=xml_text(exactly(site, "rights") or site.name),
    )
    for entry in entries:
        feed.add_item(**entry)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def _story_entry(story: Article, language: str) -> dict[str, Any]:
    comma = "، " if language == "ar" else ", "
    source = story.source.name if story.source else ""
    return {
        "title": xml_text(_full_headline(story, language)),
        "link": absolute(story.url_in(language)),
        # Feed readers take a description for HTML, so plain text is escaped for them.
        "description": xml_text(escape(summary_of(story, language))),
        "author_name": xml_text(comma.join(each.name for each in authors_of(story)) or source),
        "categories": [xml_text(story.section.name)],
        "pubdate": story.printed_at,
        "updateddate": max(story.printed_at, story.changed_at),
        "unique_id": tag_uri("news", story.pk, language),
        "unique_id_is_permalink": False,
    }


def _full_headline(story: Article, language: str) -> str:
    kicker, headline = story.text_in(language, "kicker"), story.text_in(language, "headline")
    return f"{kicker}.. {headline}" if kicker else headline


def summary_of(story: Article, language: str, words: int = SUMMARY_WORDS) -> str:
    """One sentence under the headline, else the first words of the text; plain text."""
    dek = story.text_in(language, "dek")
    return dek or Truncator(plain_text(story.text_in(language, "body"))).words(words)


def _correction_entry(row: Correction) -> dict[str, Any]:
    language = get_language()
    headline = row.article.text_in(language, "headline")
    return {
        "title": xml_text(f"{row.get_kind_display()}{_(':')} {headline}"),
        "link": absolute(row.article.url_in(language)),
        "description": xml_text(escape(getattr(row, f"text_{language}"))),
        "pubdate": row.printed_at,
        "updateddate": row.printed_at,
        "unique_id": tag_uri("corrections", row.pk, language),
        "unique_id_is_permalink": False,
    }
