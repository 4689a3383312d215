"""Template tags for what is read: directions, times, names of languages."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils import formats, timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext, pgettext

from newsportal.digits import Number, numerals, written

register = template.Library()


@register.simple_tag
def direction(language: str | None) -> str:
    """'rtl' or 'ltr' for a language code; 'auto' for one that Django does not know."""
    try:
        return "rtl" if get_language_info(language or "")["bidi"] else "ltr"
    except KeyError:
        return "auto"


@register.filter
def language_name(language: str) -> str:
    """The name of a language in the language of the page: 'Arabic' to an English reader."""
    try:
        name = gettext(get_language_info(language)["name"])
    except KeyError:
        return language
    # Django's catalogue has them as headings; within a line French writes them small.
    return name.lower() if get_language() == "fr" else name


@register.filter
def exactly(thing: object, field: str) -> str:
    """A translated field in the language of the page, or nothing: never another one's words."""
    return getattr(thing, f"{field}_{get_language()}", "") or ""


@register.filter
def canonical(editions: Iterable[Any]) -> list[Any]:
    """The editions that search engines shall know as ours."""
    return [edition for edition in editions or () if edition.is_canonical]


def pattern(style: str) -> str:
    """Django's date format for `style`: today, day, minutes, seconds, short or clock."""
    return {
        "today": "l j F Y",
        "day": "j F Y",
        "minutes": pgettext("date format", "j F Y, H:i"),
        "seconds": pgettext("date format", "j F Y, H:i:s"),
        "short": pgettext("date format", "j F, H:i"),
        "clock": "H:i",
    }[style]


def printed(moment: dt.datetime | dt.date, style: str = "minutes") -> str:
    """A date or a moment of the newsroom's clock, in the digits of the page."""
    return written(formats.date_format(moment, pattern(style)))


@register.filter
def digits(value: object) -> object:
    """A number, or words of ours with numbers in them, in the digits of the page."""
    return Number(value) if isinstance(value, int) else written(value)


register.simple_tag(numerals)

# Several groups of digits, as in 70 123 456 or +961 (3) 123-456; no range and no end of a sentence.
_GROUPS = re.compile(r"\+?(?:\(\d+\)|\d+)(?:[ \u00a0\u202f-](?:\(\d+\)|\d{2,}))+")


@register.filter
def unit(words: object, language: str = "") -> SafeString:
    """Words whose language is known, by itself the page's, as a unit of its direction.

    By their first letter an Arabic headline that begins with NATO would run from left to right.
    """
    here = get_language() or ""
    language = language or here
    lang = format_html(' lang="{}"', language) if language != here else ""
    return format_html('<bdi{} dir="{}">{}</bdi>', lang, direction(language), words)


@register.filter
def isolated(words: object) -> SafeString:
    """Words as somebody typed them, each number of several groups a unit from left to right.

    In a line from right to left the groups would stand in reverse.
    """
    units = _GROUPS.sub(r'<bdi dir="ltr">\g<0></bdi>', escape(words))
    return mark_safe(units)  # noqa: S308 - escaped above


@register.simple_tag
def when(moment: dt.datetime | dt.date | None, style: str = "minutes") -> str:
    """`<time>` for a date or datetime, one unit in any direction; nothing for None.

    "short" leaves the year out while it is this one.
    """
    if not moment:
        return ""
    if isinstance(moment, dt.datetime):
        if timezone.is_aware(moment):
            moment = timezone.localtime(moment)
        exact = moment.isoformat(timespec="seconds")
        if style == "short" and moment.year != timezone.localdate().year:
            style = "minutes"
    else:
        exact = moment.isoformat()
        style = style if style in {"day", "today"} else "day"
    told = printed(moment, style)
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', exact, told)


@register.filter
def initial(name: object) -> str:
    """The letter that stands for a source without a logo; the Arabic article is passed over."""
    words = str(name).strip()
    if words.startswith("ال") and len(words) > 3:
        words = words[2:]
    return words[:1].upper()


@register.filter
def host(address: str) -> str:
    """The host in an address."""
    return urlsplit(address).netloc


NETWORK_ICONS = {
    "whatsapp": "talk",
    "telegram": "plane",
    "facebook": "people",
    "instagram": "camera",
    "mastodon": "elephant",
    "x": "x",
    "youtube": "film",
    "tiktok": "film",
    "rss": "feed",
}


@register.filter
def network_icon(network: str) -> str:
    """The name of our own icon for a social network; a page of writing for an unknown one."""
    return NETWORK_ICONS.get(network.strip().lower(), "post")
