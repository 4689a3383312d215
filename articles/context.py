"""What every reader page shows around its own content: name-plate, sections, ticker, languages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from articles.gather import Rows, fill
from articles.models import Article, Section, ShareCard, SiteProfile, SocialLink
from articles.tickers import line_up
from newsportal.language import LANGUAGE_CODES

SITE_COLUMNS = [
    f"{name}_{code}"
    for name in ("name", "tagline", "rights", "quiet_because")
    for code in LANGUAGE_CODES
]


@dataclass(frozen=True)
class Edition:
    """One page in one language, for the switcher and for hreflang."""

    language: str
    url: str
    is_canonical: bool = True  # else search engines are sent to the source, or to nothing

    @property
    def name(self) -> str:
        """The language's own name for itself."""
        return get_language_info(self.language)["name_local"]

    @property
    def absolute_url(self) -> str:
        """The address with the site's own host, whatever host was asked for."""
        return absolute(self.url)


def absolute(path: str) -> str:
    """`path` with the site's address in front."""
    return f"{settings.SITE_URL}{path}"


def path_in(path: str, language: str) -> str:
    """The same page in another language: only the first part of the path says which."""
    first, slash, rest = path.lstrip("/").partition("/")
    bare = rest if first in LANGUAGE_CODES and slash else path.lstrip("/")
    return f"/{bare}" if language == settings.LANGUAGE_CODE else f"/{language}/{bare}"


def editions_of(path: str, query: str = "") -> list[Edition]:
    """A page that exists in every language, each with the same `query`."""
    asked = f"?{query}" if query else ""
    return [Edition(code, f"{path_in(path, code)}{asked}") for code in LANGUAGE_CODES]


def on_from(request: HttpRequest, name: str, *args: Any) -> dict[str, Any]:
    """The switcher of a page that is not what was asked for: it leads on to the page `name`.

    An answer to a form has none, for what was typed would be left behind.
    """
    is_read = request.method in {"GET", "HEAD"}
    return {"alternates": editions_of(reverse(name, args=args)) if is_read else []}


def editions_of_story(article: Article) -> list[Edition]:
    """A story in the languages in which anybody may read it."""
    return [
        Edition(code, article.url_in(code), not article.is_canonical_at_source(code))
        for code in article.languages_live()
    ]


@dataclass
class House:
    """The site's particulars and its sections, by one query."""

    site: SiteProfile
    sections: Sequence[Section]
    cards: dict[str, str]  # the site's share card by language


def load_house() -> House:
    """Read sections, name-plate and social links together.

    The site's row hangs on those of the sections: where there is a story there is a section, but a
    new house has no particulars yet.
    """
    links = SocialLink.objects.filter(profile=1).order_by("position", "pk")
    site = SiteProfile.objects.filter(pk=1)
    sections = list(
        Section.objects.order_by("position", "pk").annotate(
            site_rows=Rows(site, "pk", "logo", "is_quiet", *SITE_COLUMNS),
            link_rows=Rows(links, "network", "url"),
            card_rows=Rows(ShareCard.objects.of_the_site(), "language", "file"),
        )
    )
    if not sections:
        return House(SiteProfile.load(), [], {})
    profile = SiteProfile.unnamed()
    for row in vars(sections[0])["site_rows"]:
        profile = SiteProfile(**row)
    rows = vars(sections[0])["link_rows"]
    fill(profile, "social_links", (SocialLink(profile=profile, **row) for row in rows))
    cards = {row["language"]: row["file"] for row in vars(sections[0])["card_rows"]}
    return House(profile, sections, cards)


def house_of(request: HttpRequest) -> House:
    """The house, read once for all that one page shows of it."""
    read: House | None = getattr(request, "house", None)
    if read is None:
        read = request.house = load_house()  # type: ignore[attr-defined]
    return read


def reader(request: HttpRequest) -> dict[str, Any]:
    """Context processor of reader pages and of the preview; each part is read when it is shown."""
    return surroundings(request) if _is_reader_page(request) else {}


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What head and foot of a page show: name-plate, sections, ticker, other languages."""
    language = get_language()
    house = SimpleLazyObject(lambda: house_of(request))
    path = escape_uri_path(request.path) if request.method in {"GET", "HEAD"} else ""
    return {
        "site": SimpleLazyObject(lambda: house.site),
        "sections": _lazily(lambda: house.sections),
        "site_cards": SimpleLazyObject(lambda: house.cards),
        "ticker_lines": _lazily(lambda: line_up(language)),
        "today": timezone.localdate(),
        "site_url": settings.SITE_URL,
        "canonical_url": absolute(path) if path else "",
        "alternates": editions_of(path) if path else [],
    }


def _is_reader_page(request: HttpRequest) -> bool:
    if not request.path_info.startswith(f"/{settings.ADMIN_PATH}"):
        return True
    match = request.resolver_match
    return match is not None and (match.url_name or "").endswith("_preview")


def _lazily(read: Callable[[], Iterable[Any]]) -> Any:
    return SimpleLazyObject(lambda: list(read()))
