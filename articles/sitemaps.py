"""For search engines: the site map with its languages, the news map, and robots.txt."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import F, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from articles.context import absolute, load_house
from articles.feeds import xml_text
from articles.models import Article, Author, Page, Section, Source, Tag
from newsportal.language import LANGUAGE_CODES

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
# Numbers of stories in one file. An Arabic address takes six bytes a letter and is named by every
# language: a story in three of them takes up to 9 kB. A file may hold 50 MB, and is made anew for
# whoever asks: this many take two seconds.
STORIES = 2_000
PAGES = ("front", "corrections")
SUBJECTS = (Section, Author, Source, Tag)


@dataclass
class Entry:
    """One page: its address in each language in which it stands, and when it changed there."""

    addresses: dict[str, str] = field(default_factory=dict)
    changed_at: dict[str, datetime | None] = field(default_factory=dict)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """All pages; once the stories fill more than one file, the list of the files."""
    if Article.objects.filter(status=Article.Status.PUBLISHED).count() <= STORIES:
        return _xml(_urlset([*_pages(), *_stories()]))
    return _xml(_index(_parts()))


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One file of the site map: the stories numbered from STORIES × `number`."""
    inside = Q(pk__gte=number * STORIES, pk__lt=(number + 1) * STORIES)
    entries = [*(_pages() if number == 0 else []), *_stories(inside)]
    if not entries:
        raise Http404("no such file")
    return _xml(_urlset(entries))


def _parts() -> dict[int, datetime | None]:
    """The numbers of the files that hold anything, and when a story in each last changed.

    The schema knows no empty file. The first holds the pages too, and has no date.
    """
    changed: dict[int, datetime | None] = {}
    for language in LANGUAGE_CODES:
        stories = Article.objects.published(language).canonical_here(language)
        parts = stories.annotate(part=F("pk") / STORIES).order_by().values_list("part")
        for part, *moments in parts.annotate(Max("changed_at"), Max("printed_at")):
            changed[part] = max(filter(None, [changed.get(part), *moments]))
    return dict(sorted((changed | {0: None}).items()))


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """The stories of the last two days, each language an entry of its own."""
    site = load_house().site
    now = timezone.now()
    since = now - timedelta(days=settings.NEWS_SITEMAP_DAYS)
    rows = []
    for language in LANGUAGE_CODES:
        stories = Article.objects.published(language, now).canonical_here(language)
        recent = stories.filter(printed_at__gte=since).newest_first().defer("body")
        newest = recent[: settings.NEWS_SITEMAP_LENGTH]
        rows += [(story.printed_at, language, story) for story in newest]
    rows.sort(key=lambda row: (row[0], row[2].pk), reverse=True)
    names = {code: getattr(site, f"name_{code}") or site.name for code in LANGUAGE_CODES}
    return _xml(_news(rows[: settings.NEWS_SITEMAP_LENGTH], names))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: all but searches; the admin's own path is told to nobody."""
    searches = [f"Disallow: {_in(code, 'search')}" for code in LANGUAGE_CODES]
    lines = ["User-agent: *", *searches, "", *(f"Sitemap: {absolute(each)}" for each in _maps())]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _maps() -> list[str]:
    return [reverse("sitemap"), reverse("news_sitemap")]


def _in(language: str, name: str, *args: Any) -> str:
    with translation.override(language):
        return reverse(name, args=args)


def _pages() -> Iterator[Entry]:
    for name in PAGES:
        yield Entry({code: absolute(_in(code, name)) for code in LANGUAGE_CODES})
    for page in Page.objects.all():
        name = page.ADDRESSES[page.Key(page.key)]
        addresses = {code: absolute(_in(code, name)) for code in page.languages()}
        yield Entry(addresses, {code: page.changed_in(code) for code in addresses})
    for model in SUBJECTS:
        yield from _subjects(model)


def _subjects(model: type[Author | Section | Source | Tag]) -> Iterable[Entry]:
    """Their pages, in the languages in which there is something to read on them."""
    entries: dict[str, Entry] = {}
    for language in LANGUAGE_CODES:
        public = Article.objects.published(language)
        shown = model._base_manager.filter(articles__in=public.values("pk"))
        for slug in shown.order_by("slug").values_list("slug", flat=True).distinct():
            address = absolute(_in(language, model.__name__.lower(), slug))
            entries.setdefault(slug, Entry()).addresses[language] = address
    return entries.values()


def _stories(inside: Q | None = None) -> Iterable[Entry]:
    now = timezone.now()
    entries: dict[int, Entry] = {}
    for language in LANGUAGE_CODES:
        stories = Article.objects.published(language, now).canonical_here(language)
        stories = stories.filter(inside or Q())
        for story in stories.only(f"headline_{language}", "changed_at").order_by("pk"):
            entry = entries.setdefault(story.pk, Entry())
            entry.addresses[language] = absolute(story.url_in(language))
            entry.changed_at[language] = max(story.changed_at, story.printed_at)
    return entries.values()


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


class _Writer:
    """Writes one XML file, element by element."""

    def __init__(self, root: str, **namespaces: str) -> None:
        self.out = StringIO()
        self.xml = SimplerXMLGenerator(self.out, "utf-8", short_empty_elements=True)
        self.root = root
        self.xml.startDocument()
        self.open(root, xmlns=SITEMAP, **namespaces)

    def open(self, name: str, **attributes: str) -> None:
        """Begin an element."""
        self.xml.startElement(name, AttributesImpl(attributes))

    def close(self, name: str) -> None:
        """End it."""
        self.xml.endElement(name)

    def text(self, name: str, words: str) -> None:
        """An element that holds text."""
        self.xml.addQuickElement(name, xml_text(words))

    def finished(self) -> str:
        """The whole file."""
        self.close(self.root)
        self.xml.endDocument()
        return self.out.getvalue()


def _urlset(entries: Iterable[Entry]) -> str:
    file = _Writer("urlset", **{"xmlns:xhtml": XHTML})
    for entry in entries:
        # Each language's entry names all of them, itself too, as hreflang wants it.
        names = [*entry.addresses.items(), ("x-default", next(iter(entry.addresses.values())))]
        for language, address in entry.addresses.items():
            file.open("url")
            file.text("loc", address)
            changed_at = entry.changed_at.get(language)
            if changed_at:
                file.text("lastmod", _iso(changed_at))
            for code, other in names:
                link = {"rel": "alternate", "hreflang": code, "href": other}
                file.xml.addQuickElement("xhtml:link", None, link)
            file.close("url")
    return file.finished()


def _index(parts: dict[int, datetime | None]) -> str:
    file = _Writer("sitemapindex")
    for number, changed_at in parts.items():
        file.open("sitemap")
        file.text("loc", absolute(reverse("sitemap_part", args=[number])))
        if changed_at:
            file.text("lastmod", _iso(changed_at))
        file.close("sitemap")
    return file.finished()


def _news(rows: list[tuple[datetime, str, Article]], names: dict[str, str]) -> str:
    file = _Writer("urlset", **{"xmlns:news": NEWS})
    for printed_at, language, story in rows:
        file.open("url")
        file.text("loc", absolute(story.url_in(language)))
        file.open("news:news")
        file.open("news:publication")
        file.text("news:name", names[language])
        file.text("news:language", language)
        file.close("news:publication")
        file.text("news:publication_date", _iso(printed_at))
        file.text("news:title", story.text_in(language, "headline"))
        file.close("news:news")
        file.close("url")
    return file.finished()


def _iso(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
