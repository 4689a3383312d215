"""What search engines are told."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from lxml import etree

from articles import sitemaps
from articles.models import Article
from tests import factories
from tests.articles import surfaces
from tests.pages import parse

pytestmark = pytest.mark.django_db

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def tree_of(client, path: str) -> etree._Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(answer.content)


# What Google says of links between languages in a map; sitemaps.org leaves other names open.
LINKS = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/1999/xhtml">
  <xs:element name="link"><xs:complexType>
    <xs:attribute name="rel" use="required" fixed="alternate"/>
    <xs:attribute name="hreflang" use="required" type="xs:language"/>
    <xs:attribute name="href" use="required"><xs:simpleType>
      <xs:restriction base="xs:anyURI"><xs:pattern value="https?://[^/]+/.*"/></xs:restriction>
    </xs:simpleType></xs:attribute>
  </xs:complexType></xs:element>
</xs:schema>"""
TOGETHER = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.w3.org/1999/xhtml" schemaLocation="{links}"/>
  <xs:import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="{maps}"/>
</xs:schema>"""


def schema(material, name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(material / "xsd" / name))


@pytest.fixture
def maps(material, tmp_path) -> etree.XMLSchema:
    """The schema of site maps, with the links between languages that our maps hold too."""
    links = tmp_path / "links.xsd"
    links.write_text(LINKS)
    both = TOGETHER.format(links=links.as_uri(), maps=(material / "xsd" / "sitemap.xsd").as_uri())
    return etree.XMLSchema(etree.fromstring(both))


def test_the_map_is_valid(client, maps):
    factories.make_published("خبر & <خبر>", languages=("en", "fr"))
    tree = tree_of(client, "/sitemap.xml")
    maps.assertValid(tree)
    links = tree.findall(".//x:link", NAMES)
    assert {link.get("hreflang") for link in links} == {"ar", "en", "fr", "x-default"}
    for name, broken in (("hreflang", "arabic_"), ("href", "/news/1/"), ("rel", "next")):
        right = links[0].get(name)
        links[0].set(name, broken)
        assert not maps.validate(tree)
        links[0].set(name, right)


def test_the_list_of_maps_is_valid_and_together_they_hold_everything(
    client, material, maps, monkeypatch
):
    monkeypatch.setattr(sitemaps, "STORIES", 2)
    stories = {(factories.make_published(f"خبر {n}").pk, "ar") for n in range(5)}
    index = tree_of(client, "/sitemap.xml")
    schema(material, "siteindex.xsd").assertValid(index)
    files = [loc.text for loc in index.iterfind(".//s:loc", NAMES)]
    assert len(files) >= 3
    parts = [file.removeprefix(django_settings.SITE_URL) for file in files]
    seen = [surfaces.mapped(client, part) for part in parts]
    assert set().union(*seen) == stories
    assert sum(map(len, seen)) == len(stories)
    for part in parts:
        maps.assertValid(tree_of(client, part))
    dated = [each.findtext("s:lastmod", None, NAMES) for each in index.iterfind("s:sitemap", NAMES)]
    assert dated[0] is None  # its pages have dates of their own
    newest = timezone.localtime(Article.objects.latest("changed_at").changed_at)
    assert dated[-1] == newest.isoformat(timespec="seconds")
    for beyond in (10**6, 10**30):
        assert client.get(f"/sitemap-{beyond}.xml").status_code == 404


def test_the_news_map_is_valid(client, material):
    factories.make_site()
    factories.make_published("خبر & <خبر>", languages=("en", "fr"))
    factories.make_published("قديم", go_live_at=timezone.now() - timedelta(days=3))
    tree = tree_of(client, "/news-sitemap.xml")
    schema(material, "all-local.xsd").assertValid(tree)
    told = [
        (entry.findtext(".//n:language", None, NAMES), entry.findtext(".//n:name", None, NAMES))
        for entry in tree.findall("s:url", NAMES)
    ]
    assert sorted(told) == [("ar", "مرفأ الأخبار"), ("en", "News Harbour"), ("fr", "Le Port")]


def test_the_news_map_ends_at_a_thousand(client, settings):
    settings.NEWS_SITEMAP_LENGTH = 3
    for number in range(3):
        factories.make_published(f"خبر {number}", languages=("en",))
    assert len(tree_of(client, "/news-sitemap.xml").findall("s:url", NAMES)) == 3


def test_only_languages_that_are_out_are_alternates(client, editor):
    story = factories.make_published(languages=("fr",))
    factories.translate(story, "en")
    for entry in tree_of(client, "/sitemap.xml").findall("s:url", NAMES):
        if surfaces.story_at(entry.findtext("s:loc", None, NAMES)):
            links = {
                link.get("hreflang"): link.get("href") for link in entry.findall("x:link", NAMES)
            }
            assert links.keys() == {"ar", "fr", "x-default"}
            assert links["x-default"] == links["ar"]


def test_sections_and_pages_stand_in_the_map_in_every_language(client):
    section = factories.make_section()
    factories.make_published(section=section, languages=("en", "fr"))
    addresses = {loc.text for loc in tree_of(client, "/sitemap.xml").iterfind(".//s:loc", NAMES)}
    for prefix in ("", "/en", "/fr"):
        for path in ("/", "/about/", f"/section/{section.slug}/"):
            assert f"{django_settings.SITE_URL}{prefix}{path}" in addresses
    for address in addresses:
        answer = client.get(address.removeprefix(django_settings.SITE_URL))
        assert answer.status_code == 200
        assert not parse(answer).xpath("//meta[@name='robots']")


def test_the_longest_addresses_fill_no_file_beyond_its_limit(client):
    story = factories.make_article("ط" * 200)
    for code in ("en", "fr"):
        factories.translate(story, code, headline="ط" * 200)
    without = len(client.get("/sitemap.xml").content)
    factories.publish(story, languages=("en", "fr"))
    one = len(client.get("/sitemap.xml").content) - without
    assert 6_000 < one < 50 * 1024 * 1024 / sitemaps.STORIES


def test_who_signed_and_what_it_is_about_stand_in_the_map_where_there_is_something_to_read(client):
    things = {
        "section": factories.make_section("زراعة"),
        "author": factories.make_author("رلى سمعان"),
        "tag": factories.make_tag("زيتون"),
        "source": factories.make_source("وكالة", kind="agency"),
    }
    unread = factories.make_tag("مسودة")
    factories.make_article(tags=[unread])
    factories.make_published(
        languages=("fr",),
        section=things["section"],
        authors=[things["author"]],
        tags=[things["tag"]],
        source=things["source"],
    )
    tree = tree_of(client, "/sitemap.xml")
    addresses = {loc.text for loc in tree.iterfind(".//s:loc", NAMES)}
    site = django_settings.SITE_URL
    for kind, thing in things.items():
        path = quote(f"/{kind}/{thing.slug}/")
        assert {f"{site}{path}", f"{site}/fr{path}"} <= addresses
        assert f"{site}/en{path}" not in addresses
    assert not any(quote(unread.slug) in address for address in addresses)
    for address in addresses:
        assert client.get(address.removeprefix(site)).status_code == 200


def test_an_empty_house_has_valid_maps(client, maps):
    maps.assertValid(tree_of(client, "/sitemap.xml"))
    assert tree_of(client, "/news-sitemap.xml").findall("s:url", NAMES) == []


def test_robots_are_shown_both_maps_and_not_the_admin(client):
    text = client.get("/robots.txt").content.decode()
    for name in ("sitemap.xml", "news-sitemap.xml"):
        assert f"Sitemap: {django_settings.SITE_URL}/{name}" in text
    assert "admin" not in text
    assert "Disallow: /\n" not in text
