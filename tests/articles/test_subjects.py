"""Whatever is found by a slug is still found under the one that it had, at every address."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests import factories
from tests.pages import parse

pytestmark = pytest.mark.django_db
MAKERS = {
    "section": factories.make_section,
    "tag": factories.make_tag,
    "author": factories.make_author,
    "source": factories.make_source,
}
ROUTES = {
    "section": "section",
    "tag": "tag",
    "author": "author",
    "source": "source",
    "lite_section": "section",
    "feed_section": "section",
    "feed_section_atom": "section",
    "feed_source": "source",
    "feed_source_atom": "source",
}


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
@pytest.mark.parametrize("route", ROUTES)
def test_a_former_slug_leads_to_the_same_page_under_the_one_of_today(client, route, language):
    subject = MAKERS[ROUTES[route]]()
    former, subject.slug = subject.slug, "مرفأ-جديد"
    subject.save()
    with translation.override(language):
        old, new = (reverse(route, args=[slug]) for slug in (former, subject.slug))
        nothing = reverse(route, args=["nothing"])
    assert client.get(new).status_code == 200
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, new)
    assert client.get(nothing).status_code == 404
    assert client.post(old).status_code == 405


def test_search_engines_are_told_of_the_languages_that_hold_a_story(client):
    """The page stands in all of them, and readers are offered all."""
    things = {kind: MAKERS[kind]() for kind in ("section", "source", "tag", "author")}
    given = {"tags": [things.pop("tag")], "authors": [things.pop("author")], **things}
    factories.make_published(languages=("fr",), **given)
    things |= {"tag": given["tags"][0], "author": given["authors"][0]}
    for subject in things.values():
        page = parse(client.get(subject.get_absolute_url()))
        links = page.xpath("//link[@rel='alternate'][@hreflang]/@hreflang")
        assert sorted(links) == ["ar", "fr", "x-default"]
        assert set(page.xpath("//nav//a/@hreflang")) == {"ar", "en", "fr"}
