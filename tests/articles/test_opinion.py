"""Opinion on the front page: the author's name leads, for no query more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.pages import parse, words

pytestmark = pytest.mark.django_db


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def push_down() -> None:
    """Newer stories, which take the top of the page."""
    for _each in range(4):
        factories.make_published("أحدث", photo=factories.make_photo())


def test_who_says_it_leads_and_costs_nothing(client):
    opinion = factories.make_section("رأي", slug="opinion")
    names = ["رلى", "سامي"]
    for name in names:
        factories.make_published(
            f"مقال {name}", section=opinion, authors=[factories.make_author(name)]
        )
    push_down()
    plain = queries(client, "/")
    assert not parse(client.get("/")).xpath("//*[contains(@class, 'card--opinion')]")
    opinion.is_opinion = True
    opinion.save()
    assert queries(client, "/") == plain
    cards = parse(client.get("/")).xpath("//article[contains(@class, 'card--opinion')]")
    told = [words(card) for card in cards]
    assert told
    for text in told:
        name = next(each for each in names if each in text)
        assert text.startswith(name)
        assert f"مقال {name}" in text
    section = client.get("/section/opinion/").content.decode()
    assert all(name in section for name in names)


def test_an_unsigned_opinion_names_its_source(client):
    opinion = factories.make_section("رأي", is_opinion=True)
    factories.make_published("بلا توقيع", section=opinion, source=factories.make_source("المدوّنة"))
    push_down()
    [card] = parse(client.get("/")).xpath("//article[contains(@class, 'card--opinion')]")
    assert words(card).startswith("المدوّنة")
