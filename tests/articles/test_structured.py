"""JSON-LD: every block parses, on every page in every language, and agrees with the page."""

import json
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from articles import structured
from articles.models import Article, Correction, Source
from newsportal.management.commands import work
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.wording]
LANGUAGES = ("ar", "en", "fr")
EVIL = "</script><script>alert(1)</script> \u2028 & <!-- «قول»"


def parsed(client, address: str):
    """The page, and what all its JSON-LD blocks hold, by type."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    page = html.fromstring(answer.content.decode())
    blocks = page.xpath("//script[@type='application/ld+json']")
    things = [thing for block in blocks for thing in json.loads(block.text)["@graph"]]
    return page, {thing["@type"]: thing for thing in things}


def shown(page, path: str) -> str:
    """The words of one element, in one line."""
    [found] = page.xpath(path)
    return " ".join(found.text_content().split())


@pytest.fixture
def story():
    """A story in three languages with everything that machines may be told."""
    factories.make_site(logo=factories.picture_file())
    story = factories.make_published(
        EVIL,
        kicker_ar="مرفأ",
        dek_ar="جملة",
        tags=[factories.make_tag("مرفأ", name_fr="Port")],
        authors=[factories.make_author("رلى", name_en="Rola", name_fr="Rola")],
        photo=factories.make_photo(image=factories.picture_file(480, 270)),
        source=factories.make_source("وكالة", kind="agency", homepage="https://agency.example"),
        source_url="https://agency.example/1",
        languages=("en", "fr"),
    )
    Correction.objects.create(article=story, text_ar="صُحّح", text_en="Mended", text_fr="Corrigé")
    work.Desk().queue.run()
    return story


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_tells_machines_what_it_shows_readers(client, story, language):
    with translation.override(language):
        address = story.url_in(language)
        page, things = parsed(client, address)
        told = things["NewsArticle"]
        assert told["headline"] == story.text_in(language, "headline")
        assert " ".join(told["headline"].split()) == shown(page, "//h1")
        assert told["inLanguage"] == language == page.get("lang")
        printed = page.xpath("//article//p[contains(@class, 'byline')]//time/@datetime")[-1]
        assert told["datePublished"] == printed
        assert datetime.fromisoformat(told["datePublished"]).utcoffset() is not None
        assert told["dateModified"] >= told["datePublished"]
        names = page.xpath("//a[@rel='author']")
        assert [(each["name"], each["url"]) for each in told["author"]] == [
            (name.text_content(), structured.absolute(name.get("href"))) for name in names
        ]
        [canonical] = page.xpath("//link[@rel='canonical']/@href")
        assert told["url"] == told["mainEntityOfPage"] == canonical
        assert told["keywords"] == [story.tags.get().name]
        assert told["articleSection"] == story.section.name
        assert told["isBasedOn"]["url"] == told["citation"]["url"] == story.source_url
        assert told["citation"]["publisher"]["name"] == story.source.name
        [note] = told["correction"]
        assert note["text"] in shown(page, "//*[@id='corrections']")
        others = "workTranslation" if language == "ar" else "translationOfWork"
        assert {each["inLanguage"] for each in told[others]} == (
            {"en", "fr"} if language == "ar" else {"ar"}
        )
        publisher = things["NewsMediaOrganization"]
        assert told["publisher"]["@id"] == publisher["@id"]
        for name in ("masthead", "ethicsPolicy", "correctionsPolicy", "publishingPrinciples",
                     "ownershipFundingInfo", "actionableFeedbackPolicy", "url"):  # fmt: skip
            assert client.get(publisher[name]).status_code == 200, name
        steps = things["BreadcrumbList"]["itemListElement"]
        assert [each["position"] for each in steps] == [1, 2, 3]
        assert steps[-1]["item"] == told["url"]
        assert {client.get(each["item"]).status_code for each in steps} == {200}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_to_a_story_is_the_one_that_is_printed(client, story, language):
    page, things = parsed(client, story.url_in(language))
    with translation.override(language):
        section = shown(page, "//main//header//p[contains(@class, 'kicker')]/a")
        names = [shown(page, "//p[contains(@class, 'nameplate')]"), section, shown(page, "//h1")]
    steps = things["BreadcrumbList"]["itemListElement"]
    assert [" ".join(each["name"].split()) for each in steps] == names
    links = [
        "//p[contains(@class, 'nameplate')]/a",
        "//main//header//p[contains(@class, 'kicker')]/a",
    ]
    addresses = [structured.absolute(page.xpath(link)[0].get("href")) for link in links]
    assert [each["item"] for each in steps][:2] == addresses
    told = things["NewsArticle"]
    assert told["articleSection"] == section
    if "description" in told:
        assert told["description"] == shown(page, "//p[contains(@class, 'story__dek')]")
    else:
        assert not page.xpath("//p[contains(@class, 'story__dek')]")
    [note] = page.xpath("//*[@id='corrections']//time/@datetime")
    assert told["correction"][0]["datePublished"] == note
    for name, value in [("published", "datePublished"), ("modified", "dateModified")]:
        assert page.xpath(f"//meta[@property='article:{name}_time']/@content") == [told[value]]


def test_an_opinion_is_told_as_one(client, story):
    story.section.is_opinion = True
    story.section.save()
    for language in LANGUAGES:
        _page, things = parsed(client, story.url_in(language))
        assert "NewsArticle" not in things
        assert things["OpinionNewsArticle"]["inLanguage"] == language


def test_the_three_ratios_are_files_of_that_size(client, story):
    page, things = parsed(client, story.get_absolute_url())
    images = things["NewsArticle"]["image"]
    assert [(each["width"], each["height"]) for each in images] == [
        (480, 270), (360, 270), (270, 270),
    ]  # fmt: skip
    shown_files = page.xpath("//figure//img/@src")
    assert structured.absolute(shown_files[0]) in [each["url"] for each in images]
    assert {client.get(each["url"]).status_code for each in images} == {200}


def test_no_word_ends_the_block(client, story):
    answer = client.get(story.get_absolute_url()).content.decode()
    assert "<script>alert" not in answer
    assert "\u2028" not in answer.partition("application/ld+json")[2].partition("</script>")[0]
    page, _things = parsed(client, story.get_absolute_url())
    assert all(each.get("src") or each.get("type") for each in page.xpath("//script"))
    words = {"a": "</ScRiPt>\u2028\u2029<!--&", "b": [None, 1, "é"]}
    block = structured.as_script(words)
    inner = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(inner) == words
    assert not set(inner) & set("<>&\u2028\u2029")


@pytest.mark.parametrize("language", LANGUAGES)
def test_front_page_and_lists_tell_where_they_are(client, story, language):
    with translation.override(language):
        page, things = parsed(client, reverse("front"))
        site = things["WebSite"]
        assert site["name"] == shown(page, "//h1") == things["NewsMediaOrganization"]["name"]
        assert site["inLanguage"] == language
        question = site["potentialAction"]["target"]["urlTemplate"]
        assert client.get(question.format(search_term_string="x")).status_code == 200
        day = timezone.localdate(story.published_at)
        lists = [
            story.section.get_absolute_url(), story.tags.get().get_absolute_url(),
            story.authors.get().get_absolute_url(), story.source.get_absolute_url(),
            reverse("archive_day", args=[day.year, day.month, day.day]),
        ]  # fmt: skip
        for address in lists:
            page, things = parsed(client, address)
            first, last = things["BreadcrumbList"]["itemListElement"]
            assert first["item"] == structured.absolute(reverse("front"))
            assert last["item"] == page.xpath("//link[@rel='canonical']/@href")[0]
            assert " ".join(last["name"].split()) in shown(page, "//h1")


def test_pages_that_are_none_of_these_tell_nothing_wrong(client, story, editor):
    for name in ("search", "about", "accessibility", "privacy", "corrections", "comment_policy"):
        _page, things = parsed(client, reverse(name))
        assert not things
    client.force_login(editor)
    draft = factories.make_article("مسودة")
    preview = client.get(reverse("article_preview", args=[draft.pk, "ar"])).content.decode()
    assert "ld+json" not in preview


def test_a_story_without_photo_byline_or_foreign_source(client):
    factories.make_site()
    story = factories.make_published()
    _page, things = parsed(client, story.get_absolute_url())
    told = things["NewsArticle"]
    [author] = told["author"]
    assert author["name"] == story.source.name
    assert author["@id"] == told["publisher"]["@id"]
    assert not {"isBasedOn", "citation", "correction", "keywords"} & set(told)
    story.retract(by=factories.make_user("chief2", role="editor"), note="سُحب")
    assert "ld+json" not in client.get(story.get_absolute_url()).content.decode()


# -- canonical at the source ----------------------------------------------------------------------


def test_where_its_terms_want_it_the_source_is_canonical_for_the_original_alone(client, story):
    Source.objects.update(is_canonical=True)
    for language in LANGUAGES:
        is_theirs = language == "ar"
        address = structured.absolute(story.url_in(language))
        page, things = parsed(client, story.url_in(language))
        [canonical] = page.xpath("//link[@rel='canonical']/@href")
        assert canonical == (story.source_url if is_theirs else address)
        assert page.xpath("//meta[@property='og:url']/@content") == [address]
        assert things["NewsArticle"]["url"] == address
        named = set(page.xpath("//link[@rel='alternate'][@hreflang]/@hreflang"))
        assert named == (set() if is_theirs else {"en", "fr", "x-default"})
        for name in ("sitemap", "news_sitemap"):
            file = client.get(reverse(name)).content.decode()
            assert (f"<loc>{address}</loc>" in file) is not is_theirs, name
    Article.objects.update(source_url="")
    page, _things = parsed(client, story.url_in("ar"))
    assert page.xpath("//link[@rel='canonical']/@href") == [structured.absolute(story.url_in("ar"))]
    assert [*Article.objects.published("ar").canonical_here("ar")] == [story]


def test_the_newsroom_is_canonical_here():
    own = factories.make_source()
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.filter(pk=own.pk).update(is_canonical=True)
    own.is_canonical = True
    with pytest.raises(ValidationError):
        own.full_clean()


def test_the_story_costs_no_query_more(client, story, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get(story.get_absolute_url())
