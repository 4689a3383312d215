"""The light site: few bytes, no photo, no font, no script, and never beside the full one."""

import re

import pytest
from django.contrib.staticfiles import finders

from articles.lite import story_url
from articles.models import Article, Correction
from articles.richtext import without_pictures
from tests import factories
from tests.articles.test_views import bulk_publish
from tests.pages import parse

pytestmark = [pytest.mark.django_db, pytest.mark.wording]
LIGHT_MAX = 50_000  # bytes, uncompressed and with everything the page loads
TEXT = '<p>متن</p><figure><img src="/media/inline/x.webp"><figcaption>تعليق</figcaption></figure>'


@pytest.fixture
def story():
    factories.make_site()
    section = factories.make_section(slug="lebanon")
    found = factories.make_published(
        languages=("en", "fr"), section=section, photo=factories.make_photo(), body_ar=TEXT
    )
    Correction.objects.create(article=found, text_ar="صُحّح")
    return found


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_light_pages_are_words_alone(client, story, language):
    prefix = "" if language == "ar" else f"/{language}"
    full = story.url_in(language)
    pages = {
        f"{prefix}/lite/": f"{prefix}/",
        f"{prefix}/lite/section/lebanon/": f"{prefix}/section/lebanon/",
        story_url(story, language): full,
    }
    for address, canonical in pages.items():
        answer = client.get(address)
        assert answer.status_code == 200
        tree = parse(answer)
        assert tree.get("lang") == language
        assert not tree.xpath("//img | //picture | //script | //*[@style]")
        sheets = tree.xpath("//link[@rel='stylesheet']/@href")
        assert sheets == ["/static/newsportal/lite.css"]
        css = finders.find("newsportal/lite.css")
        with open(css, encoding="utf-8") as file:
            rules = file.read()
        assert "url(" not in rules
        assert len(answer.content) + len(rules) < LIGHT_MAX
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert tree.xpath("//link[@rel='canonical']/@href")[0].endswith(canonical)
        assert not tree.xpath("//link[@hreflang]")
        assert len(tree.xpath("//h1")) == 1
        # And the full page leads here.
        assert address in client.get(canonical).content.decode()
    assert "صُحّح" in client.get(story_url(story, "ar")).content.decode()


def test_a_house_with_many_sections_stays_light(client):
    factories.make_site()
    source = factories.make_source()
    for number in range(16):
        section = factories.make_section(f"قسم {number}", position=number)
        bulk_publish(5, section=section, source=source)
    long = "انطلاق موسم قطاف الزيتون في قرى الجنوب وسط مخاوف من الجفاف"
    Article.objects.update(headline_ar=long, dek_ar=long * 3)
    answer = client.get("/lite/")
    assert len(parse(answer).xpath("//section")) >= 15
    assert len(answer.content) < LIGHT_MAX * 0.9


def test_a_light_address_moves_with_the_full_one(client, story):
    wrong = client.get(f"/lite/news/{story.pk}/wrong/")
    assert (wrong.status_code, wrong["Location"]) == (301, story_url(story, "ar"))
    story.section.slug = "liban"
    story.section.save()
    moved = client.get("/lite/section/lebanon/")
    assert (moved.status_code, moved["Location"]) == (301, "/lite/section/liban/")
    assert client.get("/lite/section/none/").status_code == 404
    assert client.get("/lite/news/9999/none/").status_code == 404


def test_a_picture_goes_with_its_caption():
    assert re.sub(r"\s", "", without_pictures(TEXT)) == "<p>متن</p>"
    assert without_pictures('<p onclick="x()">x<script>y</script></p>') == "<p>x</p>"


def test_an_empty_light_site_says_so(client):
    assert client.get("/lite/").status_code == 200
    assert client.get("/en/lite/").status_code == 200
