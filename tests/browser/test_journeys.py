"""The four journeys of the newsroom, in Arabic and in English, in a real browser."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests import factories

pytestmark = pytest.mark.browser


@dataclass
class Words:
    """What is typed in one language, and where its pages lie."""

    language: str
    prefix: str
    headline: str
    dek: str
    text: str
    query: str
    message: str
    rude: str
    subject: str


ARABIC = Words(
    "ar",
    "",
    "مكتبة متنقّلة تجوب قرى الساحل",
    "ألف كتاب على أربع عجلات",
    "انطلقت صباح اليوم مكتبة متنقّلة من ساحة البلدة.",
    "المكتبه المتنقلة",
    "شكراً على الخبر الجميل.",
    "هذا كلام لا يليق بكم.",
    "نشرة تجريبية للقرّاء",
)
ENGLISH = Words(
    "en",
    "/en",
    "A travelling library tours the coast",
    "A thousand books on four wheels",
    "A travelling library left the town square this morning.",
    "travelling library",
    "Thank you for the good news.",
    "These are words that do not become you.",
    "A trial letter to readers",
)
LANGUAGES = pytest.mark.parametrize("words", [ARABIC, ENGLISH], ids=["ar", "en"])


def speak(page: Page, language: str) -> None:
    """Choose the language of the admin, as its menu does."""
    page.goto("/admin/")
    if page.locator("html").get_attribute("lang") != language:
        page.click(f"form.languages button[value={language}]")
    expect(page.locator("html")).to_have_attribute("lang", language)


def write_body(page: Page, language: str, html: str) -> None:
    """Put the text into CKEditor."""
    editor = f"CKEDITOR.instances.id_body_{language}"
    page.wait_for_function(f"() => window.CKEDITOR && {editor} && {editor}.status === 'ready'")
    page.evaluate(f"html => {editor}.setData(html)", html)
    page.evaluate(f"() => {editor}.updateElement()")


def show_tab(page: Page, language: str) -> None:
    """Open the tab of a language in a form."""
    page.click(f".language-tabs button[lang={language}]")


@pytest.fixture(scope="module")
def published() -> dict[str, str]:
    """Addresses of the stories that the first journey publishes, by language."""
    return {}


@LANGUAGES
def test_a_story_goes_from_the_reporter_to_the_front_page(open_page, site, words, published):
    reporter = open_page("reporter")
    speak(reporter, words.language)
    reporter.goto("/admin/articles/article/add/")
    reporter.select_option("#id_original_language", words.language)
    show_tab(reporter, words.language)
    reporter.fill(f"#id_headline_{words.language}", words.headline)
    reporter.fill(f"#id_dek_{words.language}", words.dek)
    write_body(reporter, words.language, f"<h2>{words.dek}</h2><p>{words.text}</p>")
    reporter.select_option("#id_section", index=1)
    assert reporter.locator("[name=_move][value=publish]").count() == 0
    reporter.click("[name=_move][value=submit]")
    expect(reporter.locator(".messagelist .success").first).to_be_visible()

    editor = open_page("editor")
    speak(editor, words.language)
    editor.goto("/admin/articles/photo/add/")
    photo = factories.picture_file(1200, 675)
    editor.set_input_files(
        "#id_image", {"name": "photo.png", "mimeType": "image/png", "buffer": photo.read()}
    )
    for language in ("ar", "en"):
        show_tab(editor, language)
        editor.fill(f"#id_alt_{language}", words.dek)
        editor.fill(f"#id_credit_{language}", words.dek)
    editor.click("[name=_save]")
    expect(editor.locator(".messagelist .success").first).to_be_visible()

    editor.goto(f"/admin/articles/article/?q={words.headline}")
    editor.get_by_role("link", name=words.headline).first.click()
    for field in ("source", "photo"):
        editor.locator(f".field-{field} .select2-selection").first.click()
        editor.locator(".select2-results__option[role=option]").first.click()
    source_id = editor.locator("#id_source").input_value()
    editor.click("[name=_move][value=publish]")
    expect(editor.locator(".messagelist .success").first).to_be_visible()
    section_name = editor.locator("#id_section option:checked").first.inner_text()

    reader = open_page(scripts=False)
    reader.goto(f"{words.prefix}/")
    reader.get_by_role("link", name=words.headline).first.click()
    expect(reader.locator("h1")).to_contain_text(words.headline)
    expect(reader.locator("html")).to_have_attribute("lang", words.language)
    expect(reader.locator("main")).to_contain_text(words.text)
    address = urlsplit(reader.url).path
    published[words.language] = address
    source_link = reader.locator("main a[href*='/source/']").first.get_attribute("href")
    section_link = reader.locator("main a[href*='/section/']").first.get_attribute("href")
    assert source_id
    assert section_name
    for page in (source_link, section_link, f"{words.prefix}/search/?q={words.query}"):
        reader.goto(page)
        expect(reader.get_by_role("link", name=words.headline).first).to_be_visible()
    for surface in (f"{words.prefix}/feeds/latest.xml", "/sitemap.xml", "/news-sitemap.xml"):
        assert re.search(r"/news/\d+/", address).group() in reader.request.get(surface).text()
    assert reader.context.cookies() == []


@LANGUAGES
def test_a_comment_waits_and_only_the_approved_one_is_public(open_page, words, published):
    address = published.get(words.language) or pytest.fail("the first journey published nothing")
    reader = open_page(scripts=False)
    codes = []
    for message in (words.message, words.rude):
        reader.goto(address)
        reader.fill("form.comment-form textarea[name=message]", message)
        reader.click("form.comment-form [type=submit]")
        expect(reader.locator("main")).to_have_attribute("data-status", "pending")
        codes.append(urlsplit(reader.url).path)
    assert codes[0] != codes[1]
    reader.goto(address)
    expect(reader.locator("main")).not_to_contain_text(words.message)

    moderator = open_page("moderator")
    speak(moderator, words.language)
    for message, button in (
        (words.message, "[name=_move][value=approve]"),
        (words.rude, "[name=clause]"),
    ):
        moderator.goto("/admin/comments/comment/queue/?order=newest")
        card = moderator.locator(".queue__card").filter(has_text=message)
        while card.count() == 0:
            moderator.locator("a[rel=next]").first.click()
            card = moderator.locator(".queue__card").filter(has_text=message)
        card.locator(button).first.click()
        expect(moderator.locator(".queue__undo")).to_be_visible()

    reader.goto(address)
    expect(reader.locator("main")).to_contain_text(words.message)
    expect(reader.locator("main")).not_to_contain_text(words.rude)
    reader.goto(codes[0])
    expect(reader.locator("main")).to_have_attribute("data-status", "approved")
    reader.goto(codes[1])
    expect(reader.locator("main")).to_have_attribute("data-status", "rejected")
    expect(reader.locator("main .clause")).not_to_be_empty()
    assert reader.context.cookies() == []


@LANGUAGES
def test_a_subscriber_signs_up_reads_an_issue_and_leaves(open_page, site, words, published):
    address = f"{words.language}.reader@example.org"
    reader = open_page(scripts=False)
    reader.goto(f"{words.prefix}/newsletter/")
    reader.fill("main input[name=email]", address)
    reader.click("main form [type=submit]")
    confirmation = site.wait_for_mail(address)
    text = confirmation.get_body(("plain",)).get_content()
    link = re.search(r"https?://\S+/newsletter/confirm/\S+", text).group()
    assert reader.request.get(link).ok  # a scanner fetches it: nobody is confirmed by that
    reader.goto(link)
    reader.click("main form [type=submit]")
    expect(reader.locator("main")).to_contain_text(address)

    mailer = open_page("mailer")
    speak(mailer, words.language)
    mailer.goto("/admin/newsletter/issue/add/")
    show_tab(mailer, words.language)
    mailer.fill(f"#id_subject_{words.language}", words.subject)
    story = re.search(r"/news/(\d+)/", published[words.language]).group(1)
    item = mailer.locator("[name=items-0-article]")
    item.evaluate(
        "(field, id) => { const option = new Option(id, id, true, true); field.append(option); }",
        story,
    )
    mailer.click("[name=_move][value=queue]")
    expect(mailer.locator(".messagelist .success").first).to_be_visible()

    issue = site.wait_for_mail(address, words.subject, seconds=90)
    html = issue.get_body(("html",)).get_content()
    assert words.headline in html
    assert f'lang="{words.language}"' in html
    assert f'dir="{"rtl" if words.language == "ar" else "ltr"}"' in html
    assert words.headline in issue.get_body(("plain",)).get_content()
    leave = re.search(r"<([^>]+)>", issue["List-Unsubscribe"]).group(1)
    answer = reader.request.post(leave, form={"List-Unsubscribe": "One-Click"})
    assert answer.ok
    reader.goto(leave)
    expect(reader.locator("main form[action*=unsubscribe]")).to_have_count(0)
