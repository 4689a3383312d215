"""Covering personal data in a real browser: a selection by key, a finding by click, no script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import speak
from tests.browser.test_queue import QUEUE, asked, of_story
from tests.browser.test_queue import send as send  # a fixture

pytestmark = pytest.mark.browser

WORDS = "يا جماعة 😀 أنا في 71 123 456 وبيتي"
SELECT = """([number, from, to]) => {
  const root = document.querySelector(`#words-${number}`);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const ends = [];
  let at = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const end of [from, to]) {
      if (end >= at && end <= at + node.length && ends.length < (end === from ? 1 : 2)) {
        ends.push([node, end - at]);
      }
    }
    at += node.length;
  }
  getSelection().setBaseAndExtent(...ends[0], ...ends[1]);
}"""


def masks(site, number: str) -> list[tuple]:
    """Field, places and kind of what stands covered in one comment."""
    return asked(
        site,
        "SELECT field, start, stop, kind FROM comments_mask"
        f" WHERE comment_id = {number} AND lifted_at IS NULL ORDER BY start",
    )


def select(page: Page, number: str, words: str) -> None:
    """Select `words` in the message, split by strokes; JavaScript counts in UTF-16."""
    start = len(WORDS[: WORDS.index(words)].encode("utf-16-le")) // 2
    page.evaluate(SELECT, [number, start, start + len(words)])


def test_a_key_covers_what_is_selected_and_a_click_uncovers_it(open_page, site, send):
    story = send(1, WORDS)
    page = open_page("moderator")
    speak(page, "ar")
    [number] = of_story(page, story)[:1]
    chosen = "في 71 123 456 وبيتي"
    expect(page.locator(f"#words-{number} mark")).to_have_count(1)
    select(page, number, chosen)
    page.keyboard.press("m")
    covered = page.locator(f"#card-{number} mark.is-covered")
    expect(covered).to_have_count(1)
    expect(page.locator("[data-status]")).to_contain_text(number)
    at = WORDS.index(chosen)
    assert masks(site, number) == [("message", at, at + len(chosen), "phone")]
    expect(page.locator(f"#card-{number}")).to_have_class("queue__card is-current")
    page.locator(f"#card-{number} [name=lift]").click()
    expect(covered).to_have_count(0)
    assert masks(site, number) == []
    page.locator(f"#card-{number} .covering__list [name=cover]").click()
    expect(covered).to_have_count(1)
    at = WORDS.index("71")
    assert masks(site, number) == [("message", at, at + len("71 123 456"), "phone")]
    # Counted right behind covered words too, beside which something is said aside.
    page.evaluate("getSelection().removeAllRanges()")
    page.keyboard.press("m")
    typed = page.locator(f"#passage-{number}")
    expect(typed).to_be_focused()
    typed.fill("وبيتي")
    typed.press("Enter")
    expect(covered).to_have_count(2)
    at = WORDS.index("وبيتي")
    assert masks(site, number)[1] == ("message", at, at + len("وبيتي"), "other")
    page.keyboard.press("a")
    expect(page.locator(".queue__undo")).to_contain_text(number)
    reader = open_page(scripts=False)
    reader.goto(f"/news/{story}/")
    shown = reader.locator(f"#comment-{number} .comment__text")
    expect(shown.locator(".covered")).to_have_count(2)
    assert "123" not in shown.inner_text()


def test_without_script_and_on_the_own_page(open_page, site, send):
    story = send(1, WORDS)
    page = open_page("moderator", scripts=False)
    speak(page, "en")
    number = of_story(page, story)[0]
    page.locator(f"#card-{number} .covering__list [name=cover]").click()
    assert page.url.endswith(f"#card-{number}")
    assert len(masks(site, number)) == 1
    page.locator(f"#card-{number} [name=lift]").click()
    assert masks(site, number) == []
    scripted = open_page("moderator")
    scripted.goto(f"/admin/comments/comment/{number}/change/")
    scripted.evaluate(
        "getSelection().setBaseAndExtent(document.querySelector('[data-field=message]').firstChild,"
        " 0, document.querySelector('[data-field=message]').firstChild, 2)"
    )
    with scripted.expect_navigation():
        scripted.keyboard.press("m")
    assert masks(site, number) == [("message", 0, 2, "other")]
    scripted.goto(QUEUE)


def test_two_answers_at_once_leave_one_card(open_page, send):
    story = send(1, WORDS)
    page = open_page("moderator")
    speak(page, "en")
    number = of_story(page, story)[0]
    held, renewal = [], re.compile(r"/queue/\?comment=")
    page.route(renewal, lambda route: held.append(route))
    with page.expect_request(renewal):
        page.locator(f"#card-{number} .covering__list [name=cover]").click()
    with page.expect_request(renewal):
        pass  # the next look at what others did sees the same change
    for route in held:
        with page.expect_response(renewal):
            route.continue_()
    expect(page.locator(f"#card-{number} [name=lift]").first).to_be_visible()
    expect(page.locator(f"[id=card-{number}]")).to_have_count(1)
