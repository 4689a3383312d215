"""Stories kept for offline: shown as copies, never as current, and gone once they are withdrawn."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

KEPT = "async () => (await (await caches.open('stories-1')).keys()).map((key) => key.url)"
HELD = """async () => {
  await navigator.serviceWorker.ready;
  while (!(await caches.has("stories-1"))) await new Promise((done) => setTimeout(done, 50));
}"""


def retract(open_page, number: str) -> None:
    """Withdraw a story, as an editor does."""
    desk = open_page("editor")
    desk.goto(f"/admin/articles/article/{number}/change/")
    desk.fill("[name=note]", "سُحب")
    desk.click("button[name=_move][value=retract]")
    desk.wait_for_load_state()


def test_a_story_read_online_is_there_offline_until_it_is_withdrawn(open_page):
    page = open_page(width=360, service_workers="allow")
    page.goto("/en/")
    address = page.locator("main a[href*='/news/']").first.get_attribute("href")
    number = address.split("/")[3]
    page.goto(address)
    page.evaluate(HELD)
    page.goto(address)
    headline = page.locator("h1").inner_text()
    expect(page.locator(".copy-band")).to_have_count(0)
    page.context.set_offline(True)
    page.goto(address)
    expect(page.locator(".copy-band")).to_contain_text("copy saved on")
    expect(page.locator(".copy-band bdi")).to_have_text(re.compile(r"^\d+ \w+ \d{4}, \d\d:\d\d$"))
    expect(page.locator("h1")).to_have_text(headline)
    expect(page.locator(".ticker")).to_have_count(0)
    for front, words in (
        ("/en/", "No connection"),
        ("/", "لا اتصال"),
        ("/fr/", "Pas de connexion"),
    ):
        page.goto(front)
        expect(page.locator(".copy-band")).to_contain_text(words)
        expect(page.locator("#saved-stories a")).to_have_text(headline)
    page.context.set_offline(False)
    retract(open_page, number)
    page.goto("/en/offline/")
    expect(page.locator("#saved-stories a")).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#saved-stories a")).to_have_count(0)
    assert page.evaluate(KEPT) == []
    assert page.goto(address).status == 410
    page.context.set_offline(True)
    page.goto(address)
    expect(page.locator(".copy-band")).to_contain_text("not saved")
    expect(page.locator("#saved-none")).to_be_visible()
