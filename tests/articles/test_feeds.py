"""Feeds: valid for those who read them, steady for those who keep them."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import feedparser
import pytest
import time_machine
from django.conf import settings as django_settings
from lxml import etree

from articles.models import Correction
from tests import factories
from tests.articles import surfaces
from tests.pages import parse

pytestmark = pytest.mark.django_db

NAMES = ["latest", "corrections", "section/lebanon", "source/agency"]
PATHS = [
    surfaces.in_language(f"/feeds/{name}.{style}", language)
    for name in NAMES
    for style in ("xml", "atom")
    for language in ("ar", "en", "fr")
]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def desk():
    """The section and the source that the addresses of this module name."""
    factories.make_site(tagline_ar="أخبار الساحل")
    return {
        "section": factories.make_section("لبنان", slug="lebanon"),
        "source": factories.make_source("وكالة الساحل", slug="agency", kind="agency"),
    }


def read(client, path: str) -> feedparser.FeedParserDict:
    """The feed as a feed reader understands it; asserts that nothing in it is broken."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    feed = feedparser.parse(
        answer.content, response_headers={"content-type": answer["Content-Type"]}
    )
    assert not feed.bozo, (path, feed.get("bozo_exception"))
    return feed


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_is_valid_whether_it_is_empty_or_full(client, desk, path):
    empty = read(client, path)
    assert empty.entries == []
    check_head(client, path, empty)
    story = factories.make_published("خبر", languages=("en", "fr"), **desk)
    Correction.objects.create(article=story, text_ar="صُحّح", text_en="Mended", text_fr="Corrigé")
    full = read(client, path)
    assert len(full.entries) == 1
    check_head(client, path, full)
    for entry in full.entries:
        assert entry.title
        assert entry.summary
        assert entry.link.startswith(f"{django_settings.SITE_URL}/")
        assert entry.published_parsed


def check_head(client, path: str, feed: feedparser.FeedParserDict) -> None:
    language = path.split("/")[1] if path.startswith(("/en/", "/fr/")) else "ar"
    assert feed.feed.language == language
    assert feed.feed.title
    assert feed.feed.subtitle
    assert feed.feed.updated
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["self"] == f"{django_settings.SITE_URL}{path}"
    assert links["alternate"].startswith(f"{django_settings.SITE_URL}/")
    # What the two formats demand: RSS 2.0 §2, RFC 4287 §4.1.1 and §4.1.2.
    tree = etree.fromstring(client.get(path).content)
    if path.endswith(".atom"):
        for part in [tree, *tree.findall("a:entry", ATOM)]:
            for name in ("id", "title", "updated"):
                assert len(part.findall(f"a:{name}", ATOM)) == 1
        assert tree.findall("a:author", ATOM)
    else:
        channel = tree.find("channel")
        assert all(channel.findtext(name) for name in ("title", "link", "description"))
        guids = [guid.text for guid in channel.iter("guid")]
        assert len(guids) == len(set(guids)) == len(channel.findall("item"))
        assert all(guid.get("isPermaLink") == "false" for guid in channel.iter("guid"))


def test_an_entry_says_when_who_and_what_in_words(client, desk):
    author = factories.make_author("رلى سمعان")
    moment = datetime(2026, 1, 25, 9, 56, 7, tzinfo=UTC)
    factories.make_published(
        "وصول الباخرة",
        kicker_ar="من المرفأ",
        body_ar="<p>نص &lt;b&gt; فيه <strong>وسم</strong>.</p>",
        authors=[author],
        go_live_at=moment,
        **desk,
    )
    [entry] = read(client, "/feeds/latest.xml").entries
    assert entry.title == "من المرفأ.. وصول الباخرة"
    assert entry.summary == "نص &lt;b&gt; فيه وسم."
    assert entry.author == "رلى سمعان"
    assert [tag.term for tag in entry.tags] == ["لبنان"]
    assert entry.published == "Sun, 25 Jan 2026 09:56:07 +0000"


def test_the_disclaimer_stands_over_every_feed(client, desk):
    assert "opinion" in read(client, "/en/feeds/latest.xml").feed.subtitle


def test_an_entry_keeps_its_name_when_headline_and_address_change(client, desk):
    story = factories.make_published("عنوان قديم", **desk)
    for path in ("/feeds/latest.xml", "/feeds/latest.atom"):
        story.headline_ar = "عنوان قديم"
        story.save()
        [before] = read(client, path).entries
        story.headline_ar = "عنوان جديد"
        story.save()
        [after] = read(client, path).entries
        assert before.id == after.id
        assert before.link != after.link


def test_a_feed_ends_at_its_length(client, desk, settings):
    settings.FEED_LENGTH = 3
    stories = [factories.make_published(f"خبر {number}", **desk) for number in range(5)]
    newest = [story.headline_ar for story in reversed(stories)][:3]
    assert [entry.title for entry in read(client, "/feeds/latest.xml").entries] == newest


def test_a_control_character_in_a_headline_breaks_no_feed(client, desk):
    factories.make_published("خبر\x0b مهم", **desk)
    for path in ("/feeds/latest.xml", "/feeds/latest.atom"):
        assert read(client, path).entries[0].title.split() == ["خبر", "مهم"]
    for path in ("/sitemap.xml", "/news-sitemap.xml", "/ticker.json", "/"):
        assert client.get(path).status_code == 200


def test_the_corrections_feed_tells_of_a_withdrawn_story(client, desk, editor):
    story = factories.make_published("خبر سُحب", languages=("fr",), **desk)
    story.retract(by=editor, note="لم يثبت")
    story.corrections.update(text_fr="Infondé")
    [french] = read(client, "/fr/feeds/corrections.xml").entries
    assert french.title == "Rétractation\u00a0: A story in fr"
    [entry] = read(client, "/feeds/corrections.xml").entries
    assert entry.summary == "لم يثبت"
    assert "خبر سُحب" in entry.title
    assert read(client, "/feeds/latest.xml").entries == []


def test_an_unchanged_feed_is_not_sent_again(client, desk):
    with time_machine.travel(datetime(2026, 3, 1, 10, tzinfo=UTC), tick=False) as clock:
        for path in ("/feeds/latest.xml", "/feeds/latest.atom"):
            tag = client.get(path)["ETag"]
            clock.shift(timedelta(minutes=10))
            assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        factories.make_published(**desk)
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/feeds/section/none.xml", "/feeds/source/none.atom"])
def test_no_feed_of_what_there_is_not(client, path):
    assert client.get(path).status_code == 404


def test_every_list_that_has_feeds_names_them(client, desk):
    story = factories.make_published("خبر", **desk)
    pages = {
        story.section.get_absolute_url(): f"/feeds/section/{story.section.slug}",
        story.source.get_absolute_url(): f"/feeds/source/{story.source.slug}",
        "/corrections/": "/feeds/corrections",
    }
    for path, feed in pages.items():
        named = parse(client.get(path)).xpath("//link[contains(@type, '+xml')]/@href")
        assert {f"{feed}.xml", f"{feed}.atom", "/feeds/latest.xml"} <= set(map(unquote, named))
