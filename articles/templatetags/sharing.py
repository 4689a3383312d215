"""Template tags for pages whose address is shared."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.core.files.storage import default_storage
from django.templatetags.static import static

from articles.sharecards import HEIGHT, WIDTH
from articles.structured import full
from articles.structured import iso as iso_of
from newsportal.language import current_language

register = template.Library()
# Names that the networks know; they have no Lebanese Arabic.
LOCALES = {"ar": "ar_AR", "en": "en_GB", "fr": "fr_FR"}


@dataclass(frozen=True)
class Card:
    """One picture to share, and the language that it speaks."""

    url: str
    language: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def locale(self) -> str:
        """The language as the networks write it."""
        return locale_of(self.language)


@register.filter
def locale_of(language: str) -> str:
    """A language as the networks write it."""
    return LOCALES.get(language, language)


@register.simple_tag(takes_context=True)
def share_card(context: dict[str, Any], file: str = "") -> Card:
    """The card called `file`, else that of the site, else the one that says nothing."""
    language = current_language()
    name = file or (context.get("site_cards") or {}).get(language)
    address = default_storage.url(name) if name else static("newsportal/card.png")
    return Card(full(address), language)


@register.filter
def iso(moment: datetime | None) -> str:
    """A moment with its zone, for machines."""
    return iso_of(moment) if moment else ""
