"""The author's side with scripts off and cookies blocked: from the form to the answered appeal."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


@dataclass
class Words:
    """What is typed in one language, and where its pages lie."""

    language: str
    prefix: str
    rude: str
    again: str
    appeal: str
    reply: str

    @property
    def email(self) -> str:
        """An address of this journey alone."""
        return f"author.{self.language}@example.org"


ARABIC = Words(
    "ar",
    "",
    "هذا كلام لا يليق بأحد.",
    "أخالف الكاتب في ما ذهب إليه.",
    "لم أُسئ إلى أحد، بل أبديت رأياً.",
    "أعدنا القراءة، والرأي مشروع.",
)
FRENCH = Words(
    "fr",
    "/fr",
    "Des mots indignes de quiconque.",
    "Je ne partage pas l’avis de l’auteur.",
    "Je n’ai offensé personne, j’ai donné un avis.",
    "Nous avons relu : l’avis est légitime.",
)
LANGUAGES = pytest.mark.parametrize("words", [ARABIC, FRENCH], ids=["ar", "fr"])
UNSEEN = "\u200e"  # passes a browser's 'required', and is no message


@pytest.fixture
def reader(open_page):
    """A reader without scripts whose browser sends no cookie; that none is set is asserted."""
    page = open_page(scripts=False, width=360)

    def without_cookie(route: Route) -> None:
        headers = {k: v for k, v in route.request.headers.items() if k.lower() != "cookie"}
        route.continue_(headers=headers)

    page.context.route("**/*", without_cookie)
    yield page
    assert page.context.cookies() == []


def send_comment(reader: Page, words: Words, email: str = "") -> int:
    """Send the rude words under the first story of the front page; returns the number."""
    reader.goto(f"{words.prefix}/")
    story = reader.locator("main a[href*='/news/']").first.get_attribute("href")
    reader.goto(story)
    reader.fill("form.comment-form textarea[name=message]", words.rude)
    reader.fill("form.comment-form input[name=email]", email)
    reader.click("form.comment-form [type=submit]")
    expect(reader.locator("main")).to_have_attribute("data-status", "pending")
    expect(reader.locator("html")).to_have_attribute("lang", words.language)
    return int(re.search(r"\d+", reader.locator("main h1 bdi").inner_text()).group())


def refuse(moderator: Page, number: int) -> None:
    """Refuse one comment under the first clause."""
    moderator.goto(f"/admin/comments/comment/{number}/change/")
    moderator.select_option("#taken-clause", index=1)
    moderator.click("[name=_move][value=reject]")
    expect(moderator.locator(".messagelist .success").first).to_be_visible()


def press(reader: Page, form: str) -> None:
    """Send the form called `form`."""
    reader.click(f"#{form} [type=submit]")


@pytest.fixture(scope="module")
def refused() -> dict[str, tuple[int, str]]:
    """Number and address of the comment that the first journey begins with, by language.

    It is refused first of all and its mail is read last, so that nobody waits for the undo time.
    """
    return {}


@LANGUAGES
def test_an_author_waits_and_is_refused(open_page, reader, words, refused):
    number = send_comment(reader, words, words.email)
    refused[words.language] = number, urlsplit(reader.url).path
    refuse(open_page("moderator"), number)
    reader.reload()
    expect(reader.locator("main")).to_have_attribute("data-status", "rejected")


@LANGUAGES
def test_an_author_takes_back_and_erases(reader, words):
    send_comment(reader, words)
    status = urlsplit(reader.url).path
    for deed in ("withdraw", "erase"):
        reader.click(f"main a[href$='/{deed}/']")
        expect(reader.locator("main .receipt__words")).to_contain_text(words.rude)
        press(reader, "confirm-form")
        assert urlsplit(reader.url).path == status
        expect(reader.locator("main")).to_have_attribute("data-status", "withdrawn")
    expect(reader.locator("main")).not_to_contain_text(words.rude)
    answer = reader.goto(f"{status}edit/")
    assert answer.status == 409
    expect(reader.locator("[role=alert]")).to_be_visible()
    assert reader.goto(f"{status[:-2]}/").status == 404


@LANGUAGES
def test_a_refused_author_learns_why_mends_appeals_and_wins(
    open_page, site, reader, words, refused
):
    number, status = refused[words.language]
    first, other = open_page("moderator"), open_page("moderator2")

    reader.goto(status)
    expect(reader.locator("main")).to_have_attribute("data-status", "rejected")
    wording = reader.locator("main .clause p").last.inner_text()
    mail = site.wait_for_mail(words.email, str(number), seconds=75)
    text = mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    assert mail["Content-Language"] == words.language
    assert f'dir="{"rtl" if words.language == "ar" else "ltr"}"' in page
    assert wording[:40] in text
    assert words.rude not in text
    [link] = re.findall(r"https?://\S+/comments/status/\S+", text)
    assert urlsplit(link).path == status

    reader.click("main a[href$='/edit/']")
    expect(reader.locator("#again-form textarea")).to_have_value(words.rude)
    reader.fill("#again-form textarea", UNSEEN)
    reader.fill("#again-form input[name=subject]", words.appeal)
    press(reader, "again-form")
    expect(reader.locator("[role=alert]").first).to_be_visible()
    expect(reader.locator("#again-form input[name=subject]")).to_have_value(words.appeal)
    reader.fill("#again-form textarea", words.again)
    press(reader, "again-form")
    expect(reader.locator("main")).to_have_attribute("data-status", "pending")
    expect(reader.locator("main")).to_contain_text(words.again)

    refuse(first, number)
    reader.goto(status)
    expect(reader.locator("main a[href$='/edit/']")).to_have_count(0)
    reader.click("main a[href$='/appeal/']")
    reader.fill("#appeal-form textarea", words.appeal)
    press(reader, "appeal-form")
    expect(reader.locator("main .notice")).to_contain_text(words.appeal)

    for moderator in (first, other):
        moderator.goto("/admin/comments/appeal/?open=yes")
        link = moderator.locator("#result_list a", has_text=re.compile(rf"^{number}$"))
        moderator.goto(link.get_attribute("href"))
        if moderator is first:
            expect(moderator.locator("[name=_move]")).to_have_count(0)
    other.fill("#reply", words.reply)
    other.click("[name=_move][value=overturn]")
    expect(other.locator(".messagelist .success").first).to_be_visible()

    reader.goto(status)
    expect(reader.locator("main")).to_have_attribute("data-status", "approved")
    expect(reader.locator("main .notice--good")).to_contain_text(words.reply)
    reader.click(f"main a[href$='#comment-{number}']")
    expect(reader.locator(f"#comment-{number}")).to_contain_text(words.again)
