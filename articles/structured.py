"""What search engines read of a page: JSON-LD by schema.org, made of what the page shows.

Nothing here asks the database: a story comes with its particulars, the site from the page's own
context.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.context import absolute
from articles.models import Article, Author, Correction, SiteProfile, Source, Translation
from articles.renditions import RATIOS
from articles.sharecards import HEIGHT, WIDTH
from newsportal.language import LANGUAGE_CODES
from newsportal.templatetags.reading import exactly

# In a text of JSON these mean what they mean; in HTML and old JavaScript they would do something.
ESCAPED = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}

Data = dict[str, Any]


def as_script(data: Data) -> SafeString:
    """`data` as a block of a page; no word in it can end the block."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    # The text holds no '<' any more.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def iso(moment: datetime) -> str:
    """A moment with its zone, on the newsroom's clock."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _graph(*things: Data | None) -> Data:
    return {"@context": "https://schema.org", "@graph": [each for each in things if each]}


def _filled(**values: Any) -> Data:
    """The values that say something."""
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


# -- the house ------------------------------------------------------------------------------------


def organization_id() -> str:
    """The newsroom's name among machines, the same on every page."""
    return f"{settings.SITE_URL}/#organization"


def organization(site: SiteProfile) -> Data:
    """The newsroom, with the rules that it has posted."""
    names = {exactly_in(site, "name", code) for code in LANGUAGE_CODES} - {"", site.name}
    logo = {"@type": "ImageObject", "url": full(site.logo.url)} if site.logo else None
    links = [row.url for row in site.social_links.all() if row.network.lower() != "rss"]
    return {
        "@type": "NewsMediaOrganization",
        "@id": organization_id(),
        "name": site.name,
        "url": absolute(reverse("front")),
        **_filled(alternateName=sorted(names), logo=logo, sameAs=links),
        "publishingPrinciples": principles(),
        "ethicsPolicy": principles(),
        "masthead": absolute(reverse("about")),
        "ownershipFundingInfo": absolute(reverse("about")),
        "correctionsPolicy": absolute(reverse("corrections_policy")),
        "actionableFeedbackPolicy": absolute(reverse("comment_policy")),
    }


def principles() -> str:
    """Where the newsroom says how it works."""
    return absolute(reverse("ethics"))


def website(site: SiteProfile, language: str) -> Data:
    """The site in one language, and how it is searched."""
    question = absolute(reverse("search")) + "?q={search_term_string}"
    return {
        "@type": "WebSite",
        "@id": f"{absolute(reverse('front'))}#website",
        "name": site.name,
        "url": absolute(reverse("front")),
        "inLanguage": language,
        **_filled(description=exactly(site, "tagline")),
        "publisher": {"@id": organization_id()},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": question},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(*steps: tuple[str, str]) -> Data:
    """The way to a page: names and paths, the front page first."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
        for place, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def front(site: SiteProfile, language: str) -> Data:
    """The front page."""
    return _graph(website(site, language), organization(site))


def listing(site: SiteProfile, heading: str, path: str) -> Data:
    """A list of stories."""
    return _graph(breadcrumbs((site.name, reverse("front")), (heading, path)))


# -- a story --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StoryPage:
    """A story as its page shows it."""

    story: Article
    edition: Translation
    authors: Sequence[Author]
    corrections: Sequence[Correction]
    languages: Sequence[str]
    card_file: str = ""

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.edition.language

    @property
    def url(self) -> str:
        """The page's own address."""
        return absolute(self.story.url_in(self.language))

    @property
    def published_at(self) -> datetime | None:
        """What the page prints under the headline."""
        return self.edition.published_at

    @property
    def changed_at(self) -> datetime | None:
        """The last change that a reader may have seen."""
        if self.published_at is None:
            return None
        notes = [note.printed_at for note in self.corrections]
        return max(self.published_at, self.story.changed_at, *notes)


def story(page: StoryPage, site: SiteProfile) -> Data:
    """A story's page: the article, the newsroom, and the way there."""
    section = page.story.section
    way = breadcrumbs(
        (site.name, reverse("front")),
        (section.name, section.get_absolute_url()),
        (page.story.text_in(page.language, "headline"), page.story.url_in(page.language)),
    )
    return _graph(article(page, site), organization(site), way)


def article(page: StoryPage, site: SiteProfile) -> Data:
    """The story in the page's language, with those who made it and what it rests on."""
    subject, language = page.story, page.language
    return {
        # Schema.org tells opinion from news by type; the section says which it is.
        "@type": "OpinionNewsArticle" if subject.section.is_opinion else "NewsArticle",
        "@id": f"{page.url}#story",
        "url": page.url,
        "mainEntityOfPage": page.url,
        "headline": subject.text_in(language, "headline"),
        "inLanguage": language,
        "articleSection": subject.section.name,
        "isAccessibleForFree": True,
        "publishingPrinciples": principles(),
        "publisher": {"@id": organization_id()},
        **_filled(
            description=subject.text_in(language, "dek"),
            datePublished=iso(page.published_at) if page.published_at else "",
            dateModified=iso(page.changed_at) if page.changed_at else "",
            author=_authors(page, site),
            image=images(subject) or _card(page.card_file),
            keywords=[tag.name for tag in subject.tags.all()],
            correction=[_correction(note, language) for note in page.corrections],
            **_origin(subject),
            **_translations(page),
        ),
    }


def images(subject: Article) -> list[Data]:
    """The photo in three ratios, each as large as there is."""
    photo = subject.photo
    cuts = [photo.cut_in(ratio) for ratio in RATIOS] if photo else []
    return [
        {
            "@type": "ImageObject",
            "url": full(cut.src),
            "width": cut.width,
            "height": cut.height,
            **_filled(caption=exactly(photo, "caption"), creditText=exactly(photo, "credit")),
        }
        for cut in cuts
        if cut
    ]


def _card(file: str) -> list[Data]:
    """A story without a photo is pictured by its words."""
    if not file:
        return []
    url = full(default_storage.url(file))
    return [{"@type": "ImageObject", "url": url, "width": WIDTH, "height": HEIGHT}]


def _authors(page: StoryPage, site: SiteProfile) -> list[Data]:
    """The byline; without one, whoever the text is attributed to."""
    people = [
        {"@type": "Person", "name": each.name, "url": absolute(each.get_absolute_url())}
        for each in page.authors
    ]
    source = page.story.source
    if people or source is None:
        return people or [{"@id": organization_id(), "name": site.name}]
    return [_outlet(source)]


def _outlet(source: Source) -> Data:
    if source.is_newsroom:
        return {
            "@type": "NewsMediaOrganization", "@id": organization_id(), "name": source.name,
            "url": absolute(reverse("front")),
        }  # fmt: skip
    return {"@type": "Organization", "name": source.name, **_filled(url=source.homepage)}


def _origin(subject: Article) -> Data:
    """What the story rests on, where that is not this newsroom's own work."""
    source = subject.source
    if source is None or source.is_newsroom:
        return {}
    outlet = _outlet(source)
    work = {"@type": "CreativeWork", "publisher": outlet, **_filled(url=subject.source_url)}
    based = {"isBasedOn": work} if subject.source_url else {}
    return {"sourceOrganization": outlet, "citation": work, **based}


def _correction(note: Correction, language: str) -> Data:
    return {
        "@type": "CorrectionComment",
        "name": note.get_kind_display(),
        "text": exactly_in(note, "text", language),
        "datePublished": iso(note.printed_at),
    }


def _translations(page: StoryPage) -> Data:
    """The same story in the other languages in which anybody may read it."""
    subject, original = page.story, page.story.original_language

    def named(codes: Iterable[str]) -> list[Data]:
        return [
            {"@id": f"{absolute(subject.url_in(code))}#story", "inLanguage": code} for code in codes
        ]

    if page.language == original:
        return {"workTranslation": named(code for code in page.languages if code != original)}
    return {"translationOfWork": named(code for code in page.languages if code == original)}


# -- words and addresses --------------------------------------------------------------------------


def exactly_in(thing: Any, field: str, language: str) -> str:
    """A translated field in `language`, or nothing."""
    return getattr(thing, f"{field}_{language}", "") or ""


def full(address: str) -> str:
    """A file's address with a host: the storage names its own, or none."""
    return urljoin(f"{settings.SITE_URL}/", address)
