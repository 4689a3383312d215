"""Rich text: the one allow-list for HTML from anywhere, and the field that applies it on save.

To migrations the field is a plain TextField, so no migration imports an editor.
"""

import re
from html import escape, unescape
from typing import Any

import nh3
from django.conf import settings
from django.db import models

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "strong", "b", "em", "i",
    "u", "s", "sub", "sup", "a", "img", "figure", "figcaption", "table", "caption", "thead",
    "tbody", "tr", "th", "td", "span", "bdi", "bdo", "code", "pre", "cite", "q", "abbr", "time",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "abbr": {"title"},
    "time": {"datetime"},
}
PULL_QUOTE = "pull"  # the one class there is: words lifted out of the text
BLOCK_EDGE = re.compile(
    r"(?=</?(?:p|br|hr|h[1-6]|li|ul|ol|t[rdh]|table|caption|blockquote|pre|div|fig\w+|img)\b)",
    re.IGNORECASE,
)
WHITE = re.compile(r"[^\S\u202f]+")  # French puts a narrow space before », and no line ends in it
PASSES = 8
LANGUAGE_LETTERS = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """The value to keep, or None to drop the attribute; an exception in here would drop it too."""
    if name == "dir":
        return value if value in {"rtl", "ltr", "auto"} else None
    if name == "lang":
        return value if value and set(value) <= LANGUAGE_LETTERS else None
    if name == "class":
        return value or None
    if tag == "img" and name == "src":
        return value if _is_ours(value) else None
    if name in {"width", "height", "colspan", "rowspan"}:
        return value if value.isdigit() and len(value) <= 4 else None
    return value


def _is_ours(address: str) -> bool:
    """Whether `address` is a file of our media and does not climb out of their folder."""
    is_odd = any(part in address for part in ("..", "//", "\\", "%"))
    return address.startswith(settings.MEDIA_URL) and not is_odd


_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    allowed_classes={"blockquote": {PULL_QUOTE}},
    attribute_filter=_keep_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow",
    strip_comments=True,
)


def sanitise(html: str) -> str:
    """`html` with nothing in it but the allow-list; the same again when applied twice.

    Pictures must be ours: a reader page loads nothing from another host.
    """
    if not html:
        return html
    # Where a tag was taken out, browsers may read the rest in another order than it was cleaned
    # in; it is cleaned until nothing moves, and what never rests is kept as its words alone.
    for _pass in range(PASSES):
        clean = _cleaner.clean(html)
        if clean == html:
            return clean
        html = clean
    return escape(plain_text(html))


_without_pictures = nh3.Cleaner(
    tags=TAGS - {"img", "figure", "figcaption"},
    clean_content_tags={"script", "style", "figure"},
    attributes=ATTRIBUTES,
    allowed_classes={"blockquote": {PULL_QUOTE}},
    attribute_filter=_keep_attribute,
    link_rel="noopener nofollow",
)


def without_pictures(html: str) -> str:
    """`html`, sanitised, with neither pictures nor the captions under them."""
    clean: str = _without_pictures.clean(sanitise(html or ""))
    return clean


def plain_text(html: str) -> str:
    """The words of `html`, a space between blocks, for search, feeds and mails.

    A word with some of its letters in bold stays one word.
    """
    text = nh3.clean(BLOCK_EDGE.sub(" ", html), tags=set())
    return WHITE.sub(" ", unescape(text)).strip()


class HtmlField(models.TextField):
    """Rich text, sanitised whatever writes it: save, bulk_create, update() or a form."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A plain TextField to migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Sanitise on the way into the database; expressions pass as they are."""
        return super().get_db_prep_save(
            sanitise(value) if isinstance(value, str) else value, connection
        )
