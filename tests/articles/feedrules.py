"""The rules of the W3C's feed validator that can apply to our feeds, as one function a format.

Source of the rules: RSS 2.0 with the RSS Best Practices Profile, RFC 4287 (Atom), RFC 822 and 3339
(dates), and the list of messages at https://validator.w3.org/feed/docs/.
"""

import re
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT)"
)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
WEB = re.compile(r"https?://[^\s/]+(/\S*)?")
URI = re.compile(r"(https?://[^\s/]+/\S*|tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:\S+|urn:\S+)")
MAILBOX = re.compile(r"[^@\s]+@[^@\s]+( \(.+\))?")
IN_CHANNEL = {"title", "link", "description", "language", "copyright", "lastBuildDate", "item",
              "category", "generator", "docs", "ttl", "image", f"{ATOM}link"}  # fmt: skip
IN_ITEM = {"title", "link", "description", "author", "category", "comments", "enclosure", "guid",
           "pubDate", "source", CREATOR}  # fmt: skip
IN_FEED = {"title", "link", "id", "updated", "author", "subtitle", "rights", "category", "icon",
           "logo", "generator", "entry"}  # fmt: skip
IN_ENTRY = {"title", "link", "id", "updated", "published", "author", "summary", "content",
            "rights", "category", "source", "contributor"}  # fmt: skip
MANY = {"item", "entry", "category", "author", "contributor", "link", CREATOR}


def faults(raw: bytes, kind: str, address: str) -> list[str]:
    """What the validator would say of the feed that answers with `raw` at `address`.

    `kind` is its Content-Type.
    """
    found = []
    if not raw.startswith(b'<?xml version="1.0" encoding="utf-8"?>'):
        found.append("no declaration of its encoding")
    tree = etree.fromstring(raw)
    is_rss = tree.tag == "rss"
    if kind != f"application/{'rss' if is_rss else 'atom'}+xml; charset=utf-8":
        found.append(f"sent as {kind}")
    return [*found, *(_rss(tree, address) if is_rss else _atom(tree, address))]


# -- RSS 2.0 --------------------------------------------------------------------------------------


def _rss(tree: etree._Element, address: str) -> Iterator[str]:
    [channel] = tree
    if tree.get("version") != "2.0" or channel.tag != "channel":
        yield "no RSS 2.0"
    yield from _children(channel, IN_CHANNEL, {"title", "link", "description", f"{ATOM}link"})
    yield from _self_link(channel, address)
    if not LANGUAGE.fullmatch(channel.findtext("language", "")):
        yield "no language"
    yield from _channel_words(channel)
    items = channel.findall("item")
    yield from _unique(item.findtext("guid", "") for item in items)
    for item in items:
        yield from _item(item)


def _channel_words(channel: etree._Element) -> Iterator[str]:
    if not WEB.fullmatch(channel.findtext("link", "")):
        yield "channel: link is no address"
    built = channel.findtext("lastBuildDate")
    if built is not None and not _is_rfc_822(built):
        yield f"lastBuildDate {built}"


def _item(item: etree._Element) -> Iterator[str]:
    yield from _children(item, IN_ITEM, {"title", "description", "guid", "pubDate", "link"})
    if not _is_rfc_822(item.findtext("pubDate", "")):
        yield f"pubDate {item.findtext('pubDate')}"
    if not WEB.fullmatch(item.findtext("link", "")):
        yield "item: link is no address"
    guid = item.find("guid")
    is_link = guid is not None and guid.get("isPermaLink", "true") == "true"
    if is_link and not WEB.fullmatch(guid.text or ""):
        yield "guid is no permanent link"
    for author in item.findall("author"):
        if not MAILBOX.fullmatch(author.text or ""):
            yield "author is no mailbox"
    for enclosure in item.findall("enclosure"):
        if not {"url", "length", "type"} <= set(enclosure.keys()):
            yield "enclosure without length or type"
    yield from _title(item.findtext("title", ""))
    yield from _html(item.findtext("description", ""))


def _is_rfc_822(text: str) -> bool:
    """Whether the date is one, on the day of the week that it names."""
    return bool(RFC_822.fullmatch(text)) and parsedate_to_datetime(text).strftime("%a") == text[:3]


# -- Atom 1.0 -------------------------------------------------------------------------------------


def _atom(tree: etree._Element, address: str) -> Iterator[str]:
    if tree.tag != f"{ATOM}feed":
        yield f"<{tree.tag}> is no feed"
    yield from _children(tree, {ATOM + each for each in IN_FEED}, _atoms("id", "title", "updated"))
    yield from _self_link(tree, address)
    if not LANGUAGE.fullmatch(tree.get("{http://www.w3.org/XML/1998/namespace}lang", "")):
        yield "no language"
    entries = tree.findall(f"{ATOM}entry")
    yield from _unique(entry.findtext(f"{ATOM}id", "") for entry in entries)
    for part in [tree, *entries]:
        yield from _part(part)
    is_signed = tree.find(f"{ATOM}author") is not None
    for entry in entries:
        known = {ATOM + each for each in IN_ENTRY}
        yield from _children(entry, known, _atoms("id", "title", "updated"))
        if not is_signed and entry.find(f"{ATOM}author") is None:
            yield "neither feed nor entry has an author"
        if not _links(entry, "alternate") and entry.find(f"{ATOM}content") is None:
            yield "entry without link or content"


def _atoms(*names: str) -> set[str]:
    return {ATOM + name for name in names}


def _part(part: etree._Element) -> Iterator[str]:
    """What holds for a feed and for each of its entries."""
    if not URI.fullmatch(part.findtext(f"{ATOM}id", "")):
        yield f"id {part.findtext(f'{ATOM}id')} is no URI"
    for name in ("updated", "published"):
        for moment in part.findall(f"{ATOM}{name}"):
            if not RFC_3339.fullmatch(moment.text or ""):
                yield f"{name} {moment.text}"
    for person in part.findall(f"{ATOM}author"):
        if not person.findtext(f"{ATOM}name", "").strip():
            yield "author without a name"
    for link in part.findall(f"{ATOM}link"):
        if not WEB.fullmatch(link.get("href", "")):
            yield f"link to {link.get('href')}"
    alternates = [(link.get("type"), link.get("hreflang")) for link in _links(part, "alternate")]
    if len(alternates) != len(set(alternates)):
        yield "two alternates of one kind"
    for category in part.findall(f"{ATOM}category"):
        if not category.get("term"):
            yield "category without a term"
    for name in ("title", "summary", "subtitle", "content", "rights"):
        for words in part.findall(f"{ATOM}{name}"):
            yield from _words(name, words)


def _words(name: str, words: etree._Element) -> Iterator[str]:
    kind = words.get("type", "text")
    if kind not in {"text", "html", "xhtml"} or len(words):
        yield f"{name} of type {kind}"
    if kind == "html":
        yield from _html(words.text or "")
    elif name == "title":
        yield from _title(words.text or "")


def _links(part: etree._Element, rel: str) -> list[etree._Element]:
    return [link for link in part.findall(f"{ATOM}link") if link.get("rel", "alternate") == rel]


# -- both -----------------------------------------------------------------------------------------


def _children(part: etree._Element, known: set[str], needed: set[str]) -> Iterator[str]:
    count = Counter(child.tag for child in part)
    for name in count.keys() - known:
        yield f"unknown <{name}>"
    for name in needed - count.keys():
        yield f"no <{name}>"
    for name, times in count.items():
        if times > 1 and name.removeprefix(ATOM) not in MANY:
            yield f"{times} <{name}>"
    for child in part:
        if child.tag in needed and not (child.text or child.attrib):
            yield f"empty <{child.tag}>"


def _self_link(part: etree._Element, address: str) -> Iterator[str]:
    told = [link.get("href") for link in _links(part, "self")]
    if told != [address]:
        yield f"calls itself {told}, and is {address}"


def _unique(names: Iterator[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1 or not name:
            yield f"{times} entries called {name!r}"


def _title(text: str) -> Iterator[str]:
    if not text.strip():
        yield "empty title"
    if re.search(r"</?(a|b|i|em|strong|p|div|span|br|bdi)\b[^>]*>", text):
        yield f"markup in the title {text}"


def _html(text: str) -> Iterator[str]:
    """What a reader's program would have to take out of the words, or could not resolve."""
    if not text.strip():
        return
    page = html.fragment_fromstring(text, create_parent="div")
    for part in page.iter():
        if part.tag in {"script", "style", "iframe", "object", "embed", "form", "meta", "base"}:
            yield f"<{part.tag}> in the words"
        for name, value in part.attrib.items():
            if name.startswith("on") or name == "style":
                yield f"{name} in the words"
            if name in {"href", "src"} and not re.match("https?:|mailto:", value):
                yield f"{value} is not absolute"
