"""Reads which stories each public surface shows, so that all of them can be compared."""

import re
from urllib.parse import unquote, urlsplit

from django.test import Client
from django.utils import timezone
from lxml import etree, html

ADDRESS = re.compile(r"^(?:/(en|fr))?/news/(\d+)/[^/]+/$")
Seen = set[tuple[int, str]]
"""Numbers of stories, each with the language in which it is offered."""


def in_language(path: str, language: str) -> str:
    """`path` of the Arabic site in `language`."""
    return path if language == "ar" else f"/{language}{path}"


def story_at(address: str) -> tuple[int, str] | None:
    """The number and language that an address names; None for any other page."""
    found = ADDRESS.match(unquote(urlsplit(address).path))
    return (int(found[2]), found[1] or "ar") if found else None


def stories_in(addresses: list[str]) -> Seen:
    """All stories among `addresses`."""
    return {story for address in addresses if (story := story_at(address))}


def cards(client: Client, path: str) -> Seen:
    """The stories in the main part of a page."""
    tree = html.fromstring(client.get(path).content.decode())
    return stories_in(tree.xpath("//main//article//a/@href"))


def listed(client: Client, language: str, paths: list[str]) -> dict[str, Seen]:
    """What each list at `paths` shows in `language`."""
    return {path: cards(client, in_language(path, language)) for path in paths}


def found(client: Client, language: str, words: str) -> Seen:
    """What the search finds for `words`."""
    return cards(client, in_language(f"/search/?q={words}", language))


def fed(client: Client, language: str, path: str) -> Seen:
    """What a feed offers, RSS or Atom."""
    tree = etree.fromstring(client.get(in_language(path, language)).content)
    entries = "//item/link/text() | //*[local-name()='entry']/*[local-name()='link']/@href"
    return stories_in(tree.xpath(entries))


def mapped(client: Client, path: str) -> Seen:
    """What a site map names, in every language."""
    tree = etree.fromstring(client.get(path).content)
    return stories_in(tree.xpath("//*[local-name()='loc']/text()"))


def mapped_alternates(client: Client) -> dict[tuple[int, str], Seen]:
    """The languages that the site map gives for each story's address."""
    tree = etree.fromstring(client.get("/sitemap.xml").content)
    given = {}
    for entry in tree.xpath("//*[local-name()='url']"):
        story = story_at(entry.xpath("./*[local-name()='loc']/text()")[0])
        links = entry.xpath("./*[local-name()='link'][@hreflang!='x-default']/@href")
        if story:
            given[story] = stories_in(links)
    return given


def in_api(client: Client, language: str, query: str = "") -> Seen:
    """The stories that the API lists, each of which it has to answer for by itself."""
    listed = client.get(in_language(f"/api/v1/stories/{query}", language)).json()["stories"]
    for each in listed:
        assert client.get(urlsplit(each["api_url"]).path).status_code == 200, each["api_url"]
    return stories_in([each["url"] for each in listed])


def on_ticker(client: Client, language: str) -> Seen:
    """The stories that the ticker links to."""
    lines = client.get(in_language("/ticker.json", language)).json()["lines"]
    return stories_in([line["url"] for line in lines if line["url"]])


def offered_beside(content: bytes) -> tuple[Seen, Seen]:
    """The languages of a story's page in hreflang, and in the switcher."""
    tree = html.fromstring(content.decode())
    links = tree.xpath("//head/link[@rel='alternate'][@hreflang!='x-default']/@href")
    return stories_in(links), stories_in(tree.xpath("//nav[@class='languages']//a/@href"))


def today() -> str:
    """The address of today's archive."""
    return f"/archive/{timezone.localdate():%Y/%m/%d}/"


def offered_in_light(content: bytes) -> Seen:
    """The languages that the switcher of a light page offers."""
    tree = html.fromstring(content.decode())
    offered = tree.xpath("//nav[@class='languages']//a/@href")
    return stories_in([address.replace("/lite/", "/", 1) for address in offered])


def in_light(client: Client, language: str, section: str) -> dict[str, Seen]:
    """What the light front page and section show; each address there has to answer."""
    shown = {}
    for path in ("/lite/", f"/lite/section/{section}/"):
        tree = html.fromstring(client.get(in_language(path, language)).content.decode())
        addresses = tree.xpath("//main//article//a/@href")
        for address in addresses:
            assert client.get(address).status_code == 200, address
        shown[path] = stories_in([address.replace("/lite/", "/", 1) for address in addresses])
    return shown
