"""The multipart mail of an issue, in each language and its direction."""

import re
from email import message_from_bytes, policy

import pytest
from django.utils import translation
from lxml import html

from newsletter import mails
from newsletter.models import Delivery
from tests import factories as desk

from . import factories

pytestmark = [pytest.mark.django_db, pytest.mark.wording]

HEADLINES = {
    "ar": "قطاف الزيتون يبدأ",
    "en": "The olive harvest begins",
    "fr": "La récolte commence",
}


@pytest.fixture
def story():
    desk.make_site()
    article = desk.make_article(
        HEADLINES["ar"],
        dek_ar="خلاصة",
        photo=desk.make_photo(alt_en="A harbour", alt_fr="Un port"),
    )
    for language in ("en", "fr"):
        desk.translate(article, language, HEADLINES[language])
    return desk.publish(article, languages=("en", "fr"))


def parsed(message):
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_an_issue_is_real_multipart_in_one_language(story, language):
    subscription = factories.make_subscription("reader@example.org", language)
    issue = factories.make_issue(story)
    for code, intro in (
        ("ar", "مرحبًا\n\nثانيًا"),
        ("en", "Hello <b>\n\nTwo"),
        ("fr", "Bonjour\n\nDeux"),
    ):
        setattr(issue, f"intro_{code}", intro)
    issue.save()
    delivery = Delivery(pk=7, issue=issue, subscription=subscription, address_hash="a" * 64)
    with translation.override("fr" if language == "ar" else "ar"):
        message = parsed(mails.issue_mail(issue, subscription, delivery))
    assert message.get_content_type() == "multipart/alternative"
    text, page = message.iter_parts()
    assert [part.get_content_type() for part in (text, page)] == ["text/plain", "text/html"]
    assert {part.get_content_charset() for part in (text, page)} == {"utf-8"}
    assert message["Subject"] == factories.SUBJECTS[language]
    assert message["To"] == "reader@example.org"
    assert message["Message-ID"] == delivery.message_id
    assert message["Content-Language"] == language
    prefix = "" if language == "ar" else f"/{language}"
    leave = f"http://localhost:8000{prefix}/newsletter/unsubscribe/{subscription.token}/"
    assert message["List-Unsubscribe"].strip() == f"<{leave}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<newsletter.localhost>"
    assert message["Precedence"] == "bulk"
    check_html(page.get_content(), language, leave)
    check_text(text.get_content(), language, leave)
    assert f"http://localhost:8000{prefix}/s/{story.code}/" in text.get_content().splitlines()


def check_html(content, language, leave):
    tree = html.fromstring(content)
    direction, start = ("rtl", "right") if language == "ar" else ("ltr", "left")
    root, body = tree.xpath("//html")[0], tree.xpath("//body")[0]
    assert (root.get("lang"), root.get("dir")) == (language, direction)
    assert (body.get("lang"), body.get("dir")) == (language, direction)
    tables = tree.xpath("//table")
    assert {table.get("dir") for table in tables} == {direction}
    assert {table.get("role") for table in tables} == {"presentation"}
    assert tables[1].get("width") == "600"
    cells = tree.xpath("//td[@align != 'center']")
    assert {cell.get("align") for cell in cells} == {start}
    assert all(f"text-align: {start}" in cell.get("style") for cell in cells)
    text = tree.text_content()
    assert HEADLINES[language] in text
    assert not [word for code, word in HEADLINES.items() if code != language and word in text]
    assert "<b>" not in content
    addresses = tree.xpath("//a/@href | //img/@src")
    assert leave in addresses
    assert all(address.startswith("http://localhost:8000/") for address in addresses)
    (picture,) = tree.xpath("//img")
    assert (
        picture.get("alt") == {"ar": "مشهد من المرفأ", "en": "A harbour", "fr": "Un port"}[language]
    )
    # Mail programs know no logical properties and no variables; only @media may stay in <style>.
    assert not re.search(r"var\(|inline-start|inline-end|margin-inline|padding-inline", content)
    assert tree.xpath("//h1/@style")
    assert "@media" in "".join(tree.xpath("//style/text()"))
    assert not tree.xpath("//script | //link | //iframe | //form")
    assert len(content.encode()) < 102_000


def check_text(content, language, leave):
    lines = content.splitlines()
    assert HEADLINES[language] in content
    assert leave in lines
    assert "<" not in content.replace("Hello <b>", "")
    assert "&" not in content
    assert "\n\n\n" not in content
    marked = [line for line in lines if line.startswith("\u200f")]
    words = [line for line in lines if line and not line.startswith("http")]
    assert marked == (words if language == "ar" else [])


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_mails_come_from_the_site_by_its_name(language, settings):
    site = desk.make_site()
    link = "http://localhost:8000/x/"
    [sender] = parsed(mails.confirmation("a@example.org", language, link))["From"].addresses
    assert sender.display_name == getattr(site, f"name_{language}")
    assert sender.addr_spec == "newsroom@localhost"
    settings.DEFAULT_FROM_EMAIL = "The desk <desk@example.org>"
    message = parsed(mails.confirmation("a@example.org", language, link))
    assert message["From"] == "The desk <desk@example.org>"


def test_only_what_can_be_read_in_the_language_is_mailed(story):
    only_arabic = desk.make_published("بالعربية وحدها")
    draft = desk.make_article("مسودة")
    issue = factories.make_issue(story, only_arabic, draft)
    arabic, english = factories.make_subscription(), factories.make_subscription(language="en")

    def headlines(subscription):
        body = mails.issue_mail(issue, subscription).body
        known = [HEADLINES["ar"], HEADLINES["en"], "بالعربية وحدها", "مسودة"]
        return [headline for headline in known if headline in body]

    assert headlines(arabic) == [HEADLINES["ar"], "بالعربية وحدها"]
    assert headlines(english) == [HEADLINES["en"]]
    story.retract(by=desk.make_user(is_superuser=True), note="خطأ")
    assert headlines(arabic) == ["بالعربية وحدها"]
    assert mails.issue_mail(issue, english) is None


def test_a_reader_gets_the_chosen_sections_in_the_order_of_the_issue():
    sport, culture = desk.make_section("رياضة"), desk.make_section("ثقافة")
    match = desk.make_published("مباراة", section=sport)
    concert = desk.make_published("حفل", section=culture)
    issue = factories.make_issue(concert, match, languages=("ar",))
    both = mails.issue_mail(issue, factories.make_subscription()).body
    assert both.index("حفل") < both.index("مباراة")
    one = mails.issue_mail(issue, factories.make_subscription(sections=[sport])).body
    assert "مباراة" in one
    assert "حفل" not in one
    other = factories.make_subscription(sections=[desk.make_section("اقتصاد")])
    assert mails.issue_mail(issue, other) is None


def test_a_preview_has_no_row_and_no_message_id(story):
    issue = factories.make_issue(story, languages=("ar",))
    message = mails.preview(issue, "ar")
    assert HEADLINES["ar"] in message.body
    assert "Message-ID" not in message.extra_headers
    assert mails.preview(issue, "en") is None


def test_a_line_break_in_a_subject_breaks_no_header(story):
    issue = factories.make_issue(story, languages=("ar",))
    issue.subject_ar = "سطر\r\nBcc: all@example.org"
    issue.save()
    message = parsed(mails.preview(issue, "ar"))
    assert message["Bcc"] is None
    assert message["Subject"] == "سطر Bcc: all@example.org"


def test_queries_do_not_grow_with_the_stories(django_assert_max_num_queries):
    stories = [desk.make_published(f"خبر {number}") for number in range(12)]
    issue = factories.make_issue(*stories, languages=("ar",))
    subscription = factories.make_subscription()
    with django_assert_max_num_queries(5):
        assert mails.issue_mail(issue, subscription)
