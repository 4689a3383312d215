"""The reference page can be typed into the admin and appears complete."""

import re
from html import escape
from pathlib import Path

import pytest
from django.conf import settings

from tests import factories
from tests.pages import form_data, parse, words

REFERENCE = Path(settings.MATERIAL_DIR) / "reference" / "inn-lebanon-article.txt"
SUB_HEADING_MAX = 40  # characters; in the reference every paragraph is longer


@pytest.fixture
def reference(material) -> dict:
    """The reference page, taken apart: kicker, headline, time, blocks of text, source."""
    lines = [line.strip() for line in REFERENCE.read_text(encoding="utf-8").splitlines()]
    at = next(i for i, line in enumerate(lines) if re.fullmatch(r"[\d-]+ [\d:]+", line))
    end = next(i for i, line in enumerate(lines) if line.startswith("ملاحظة"))
    kicker, headline = lines[at - 1].split("..", 1)
    blocks = [line for line in lines[at + 1 : end] if line]
    day, clock = lines[at].split()
    return {
        "kicker": kicker.strip(),
        "headline": headline.strip(),
        "day": day,
        "clock": clock,
        "source": blocks.pop(),
        "blocks": blocks,
    }


def as_html(blocks: list[str]) -> str:
    """Sub-headings and paragraphs as an editor types them."""
    return "".join(
        f"<h2>{escape(block)}</h2>" if len(block) < SUB_HEADING_MAX else f"<p>{escape(block)}</p>"
        for block in blocks
    )


@pytest.fixture
def typed_in(client, editor, reference):
    """The address of the reference page after the editor has typed it in and published it."""
    factories.make_site(rights_ar="جميع الحقوق محفوظة")
    for number in range(9):
        factories.make_published(f"خبر قصير رقم {number}")
    client.force_login(editor)
    data = form_data(parse(client.get("/admin/articles/article/add/")), "article_form")
    data |= {
        "kicker_ar": reference["kicker"],
        "headline_ar": reference["headline"],
        "body_ar": as_html(reference["blocks"]),
        "original_language": "ar",
        "section": factories.make_section("العالم العربي").pk,
        "source": factories.make_source(reference["source"], kind="paper").pk,
        "source_url": "https://paper.example/story",
        "go_live_at_0": reference["day"],
        "go_live_at_1": reference["clock"],
        "_move": "publish",
    }
    answer = client.post("/admin/articles/article/add/", data, follow=True)
    assert not parse(answer).find_class("errornote"), words(parse(answer))
    client.logout()
    front = parse(client.get("/search/", {"q": reference["headline"]}))
    return front.xpath("//ol[@id='results']//a[contains(@href, '/news/')]/@href")[0]


def test_every_part_of_the_reference_page_appears(client, typed_in, reference):
    page = parse(client.get(typed_in))
    text = words(page)
    heading = words(page.xpath("//h1")[0])
    assert reference["headline"] in heading
    assert reference["kicker"] in text
    for block in reference["blocks"]:
        assert " ".join(block.split()) in text
    subheads = {words(each) for each in page.xpath("//main//h2")}
    assert {block for block in reference["blocks"] if len(block) < SUB_HEADING_MAX} <= subheads
    assert reference["clock"] in text, "the time to the second"
    assert "كانون الثاني" in text, "25 January by its Levantine name"
    assert page.xpath(f"//main//a[contains(., '{reference['source']}')]")


def test_the_frame_of_the_reference_page_appears(client, typed_in):
    page = parse(client.get(typed_in))
    text = words(page)
    for forbidden in ("القدح", "الذم", "التحريض", "الكرامات"):
        assert forbidden in text.replace("ّ", "").replace("ـ", "")
    form = page.xpath("//form[contains(@action, '/comments/')]")[0]
    names = {field.get("name") for field in form.xpath(".//input | .//select | .//textarea")}
    assert {"name", "message", "email", "country", "subject"} <= names
    required = form.xpath(".//*[@required]/@name")
    assert required == ["message"]
    assert len(page.xpath("//*[contains(@class, 'ticker')]//li")) == settings.TICKER_LINES
    assert page.xpath("//form[contains(@action, '/newsletter/')]//input[@name='email']")
    assert page.xpath("//form[contains(@action, '/search/')]//input[@name='q']")
    assert page.xpath("//a[@href='#top']")
    assert "جميع الحقوق محفوظة" in text
