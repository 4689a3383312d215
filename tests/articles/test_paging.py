"""Long lists page by key."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from articles.paging import key_of, page_of, read_key
from tests import factories
from tests.articles.test_views import bulk_publish
from tests.pages import parse

pytestmark = pytest.mark.django_db


def page(address: str):
    return page_of(Article.objects.published("ar"), RequestFactory().get(address), size=3)


def numbers(address: str) -> list[int]:
    return [row.pk for row in page(address).rows]


@pytest.fixture
def stories():
    """Eight stories, the newest first; three of them at one moment."""
    made = bulk_publish(8, section=factories.make_section(), source=factories.make_source())
    same = made[3].published_at
    for story in made[2:5]:
        story.translations.update(published_at=same)
    return list(Article.objects.published("ar").newest_first())


def test_pages_forward_and_back_hold_every_story_once(stories):
    forward, address, last = [], "/list/", ""
    while address:
        found = page(address)
        forward += [row.pk for row in found.rows]
        last, address = address, found.next_page_url
    assert forward == [story.pk for story in stories]
    back = []
    while last:
        found = page(last)
        back = [row.pk for row in found.rows] + back
        last = found.previous_page_url
    assert back[-8:] == forward
    assert numbers("/list/") == forward[:3]
    assert page("/list/").previous_page_url == ""


def test_a_new_story_moves_nobody(stories):
    second = page("/list/").next_page_url
    before = numbers(second)
    factories.make_published("الأحدث")
    assert numbers(second) == before


def test_a_deep_page_costs_one_query_without_an_offset(stories):
    key = key_of(stories[5])
    with CaptureQueriesContext(connection) as seen:
        assert numbers(f"/list/?before={key}") == [story.pk for story in stories[6:]]
    assert len(seen) == 1
    assert "OFFSET" not in seen[0]["sql"]


def test_the_page_after_the_newest_is_the_first(stories):
    assert numbers(f"/list/?after={key_of(stories[0])}") == [story.pk for story in stories[:3]]
    assert numbers(f"/list/?after={key_of(stories[1])}") == [story.pk for story in stories[:3]]


def test_a_page_behind_the_end_leads_back(client, settings):
    """All that stood there may have been withdrawn: neither readers nor programs stay there."""
    settings.LIST_PAGE_SIZE = 1
    section = factories.make_section(slug="s")
    story = factories.make_published(section=section)
    factories.make_published(section=section)
    key = key_of(Article.objects.published("ar").get(pk=story.pk))
    for path in ("/section/s/", "/lite/section/s/"):
        answer = client.get(path, {"before": key})
        assert "لا شيء أقدم هنا" in answer.content.decode()
        assert path in parse(answer).xpath("//main//a[@rel='prev']/@href")
    assert client.get("/corrections/", {"before": key}).context["previous_page_url"]
    told = client.get("/api/v1/stories/", {"before": key, "section": "s"}).json()
    assert told["newer"].endswith("/api/v1/stories/?section=s")
    assert told["older"] == ""


def test_search_engines_keep_the_first_page_of_a_list_that_holds_anything(client, settings):
    settings.LIST_PAGE_SIZE = 1
    section = factories.make_section(slug="s")
    for _number in range(2):
        factories.make_published(section=section)
    path = "/section/s/"
    first, empty = parse(client.get(path)), parse(client.get(f"/en{path}"))
    second = parse(client.get(first.xpath("//a[@rel='next']/@href")[0]))
    assert first.xpath("//link[@rel='canonical']/@href") == [f"{settings.SITE_URL}{path}"]
    assert first.xpath("//link[@hreflang]")
    assert not first.xpath("//meta[@name='robots']")
    for page in (second, empty):
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert not page.xpath("//link[@rel='canonical'] | //link[@rel='alternate'][@hreflang]")
        assert page.xpath("//nav//a[@hreflang]")  # readers still change the language


def test_a_key_reads_back_to_the_microsecond(stories):
    assert read_key(key_of(stories[0])) == (stories[0].printed_at, stories[0].pk)


@pytest.mark.parametrize(
    "key",
    ["", "x", "1", "2026-01-01", "2026-13-01T00:00:00.000000Z_1", "0001-01-01T00:00:00.000000Z_1",
     "9999-12-31T23:59:59.999999Z_1", "2026-01-01T00:00:00.000000Z_" + "9" * 19,
     "2026-01-01T00:00:00.000000Z_-1", "٢٠٢٦-01-01T00:00:00.000000Z_1", "\x00",
     "2026-01-01T00:00:00.000000Z_1' OR 1=1"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["before", "after"])
def test_a_broken_key_is_a_missing_page(client, name, key):
    section = factories.make_section()
    with pytest.raises(Http404):
        read_key(key)
    assert client.get(section.get_absolute_url(), {name: key}).status_code == 404
    assert client.get("/corrections/", {name: key}).status_code == 404


def test_the_pager_of_a_list_leads_on(client, settings):
    settings.LIST_PAGE_SIZE = 2
    section = factories.make_section()
    now = timezone.now()
    for number in range(5):
        moment = now - timedelta(days=number)
        factories.make_published(f"خبر {number}", section=section, go_live_at=moment)
    seen, address = [], section.get_absolute_url()
    while address:
        answer = client.get(address)
        seen += [row.headline_ar for row in answer.context["cards"]]
        address = answer.context["next_page_url"]
    assert seen == [f"خبر {number}" for number in range(5)]
