"""Reads: counted for stories and days, by nobody's name, added up from every process."""

from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import mostread
from articles.models import ReadCount
from tests import factories
from tests.pages import parse, words

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _own_tally(monkeypatch):
    tally = mostread.Tally()
    monkeypatch.setattr("articles.mostread.tally", tally)
    monkeypatch.setattr("articles.views.stories.tally", tally)


def written() -> list[int]:
    """What the table holds once this process has written."""
    mostread.tally.write()
    return list(ReadCount.objects.order_by("pk").values_list("count", flat=True))


def test_a_reader_counts_and_nothing_of_them_is_kept(client):
    story = factories.make_published()
    for _each in range(3):
        answer = client.get(story.get_absolute_url(), headers={"User-Agent": BROWSER})
        assert answer.status_code == 200
        assert not answer.cookies
    assert not ReadCount.objects.exists()  # in memory until it is written
    assert written() == [3]
    assert written() == [3]  # once
    row = ReadCount.objects.get()
    assert (row.article, row.language, row.day) == (story, "ar", timezone.localdate())
    names = {field.name for field in ReadCount._meta.fields}
    assert names == {"id", "article", "language", "day", "count"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"User-Agent": "curl/8.7"},
        {"User-Agent": "python-requests/2.32"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "Mozilla/5.0 (compatible; WhatsApp/2.23)"},
        {"User-Agent": BROWSER, "Sec-Purpose": "prefetch;prerender"},
    ],
)
def test_machines_do_not_count(client, headers):
    story = factories.make_published()
    assert client.get(story.get_absolute_url(), headers=headers).status_code == 200
    assert client.head(story.get_absolute_url(), headers={"User-Agent": BROWSER}).status_code == 200
    missing = client.get(f"{story.get_absolute_url()}x/", headers={"User-Agent": BROWSER})
    assert missing.status_code == 404
    assert written() == []


def test_the_page_of_a_story_asks_the_database_nothing_more(client):
    story = factories.make_published()
    client.get(story.get_absolute_url())
    with CaptureQueriesContext(connection) as without:
        client.get(story.get_absolute_url())
    with CaptureQueriesContext(connection) as counted:
        client.get(story.get_absolute_url(), headers={"User-Agent": BROWSER})
    assert len(counted) == len(without)


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_numbers_are_kept_when_the_database_does_not_answer(client, monkeypatch, error):
    story = factories.make_published()
    client.get(story.get_absolute_url(), headers={"User-Agent": BROWSER})

    def fail(_counts):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(mostread, "add_up", fail)
        assert mostread.tally.write() == 0
    client.get(story.get_absolute_url(), headers={"User-Agent": BROWSER})
    assert written() == [2]


def test_a_story_deleted_meanwhile_takes_nothing_with_it():
    story = factories.make_published()
    today = timezone.localdate()
    mostread.add_up(Counter({(story.pk, "ar", today): 2, (999_999, "ar", today): 5}))
    assert written() == [2]


def test_every_process_adds_to_the_same_row(client):
    """Two tallies, as two processes have them: neither writes over what the other has added."""
    story = factories.make_published()
    one, other = mostread.Tally(), mostread.Tally()
    for tally in (one, other, one):
        tally.add(story, "ar")
    assert (one.write(), other.write()) == (1, 1)
    one.add(story, "ar")
    one.write()
    assert written() == [4]


def test_the_front_page_shows_the_most_read_that_may_be_read(client, editor):
    plain, liked, old, gone = (
        factories.make_published(headline)
        for headline in ("خبر عادي", "خبر محبوب", "خبر قديم", "خبر مسحوب")
    )
    today = timezone.localdate()
    long_ago = today - timedelta(days=settings.MOST_READ_DAYS)
    mostread.add_up(
        Counter(
            {
                (plain.pk, "ar", today): 3,
                (liked.pk, "ar", today): 2,
                (liked.pk, "ar", today - timedelta(days=1)): 2,
                (old.pk, "ar", long_ago): 90,
                (gone.pk, "ar", today): 50,
                (plain.pk, "en", today): 70,
            }
        )
    )
    gone.retract(by=editor, note="غير دقيق")
    listed = parse(client.get("/")).xpath("//ol[@class='most-read__list']//a")
    assert [words(each) for each in listed] == ["خبر محبوب", "خبر عادي"]
    assert not parse(client.get("/en/")).xpath("//ol[@class='most-read__list']")
    assert mostread.forget(today + timedelta(days=settings.READS_KEPT_DAYS)) == 2
    assert not ReadCount.objects.filter(day__lt=today).exists()
