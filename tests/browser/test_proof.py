"""The proof of work in a browser: solved quietly; without it, or without an answer, still kept."""

import re
import sqlite3
import time
from urllib.parse import urlsplit

import pytest
from django.core import signing
from playwright.sync_api import Page, expect

from newsportal.stamp import SALT

pytestmark = pytest.mark.browser

RECEIPT = re.compile("/comments/status/")


def write(page: Page, message: str) -> None:
    """Open the first story and fill in its form."""
    page.goto("/en/")
    page.goto(page.locator("main a[href*='/news/']").first.get_attribute("href"))
    page.fill("#comment-message", message)


def kept(site, page: Page) -> str:
    """How the comment was kept whose receipt the page shows."""
    code = urlsplit(page.url).path.strip("/").rpartition("/")[2]
    [path] = site.data_dir.glob("*.sqlite3")
    connection = sqlite3.connect(path)
    try:
        [row] = connection.execute(
            "SELECT verification FROM comments_comment WHERE code = ?", [code]
        )
    finally:
        connection.close()
    return row[0]


def older_stamp(site, page: Page) -> None:
    """Make the form as old as if a person had typed; the site's key signs it."""
    key = (site.data_dir / "secret_key").read_text()
    aged = signing.dumps(time.time() - 60, key=key, salt=SALT)
    page.locator("#comment-stamp").evaluate("(field, aged) => { field.value = aged; }", aged)


def test_the_proof_is_solved_while_somebody_types(open_page, site):
    page = open_page(width=360)
    complaints, asked = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/en/")
    page.goto(page.locator("main a[href*='/news/']").first.get_attribute("href"))
    page.wait_for_load_state("networkidle")
    assert [each for each in asked if "proof.js" in each or "stamp" in each] == []
    check = page.locator(".form__check")
    expect(check).to_have_text("")
    height = page.locator(".comment-form").bounding_box()["height"]
    page.focus("#comment-message")
    expect(check).to_have_text("Checked", timeout=30_000)
    assert page.locator(".comment-form").bounding_box()["height"] == height, "it jumped"
    # A page that the browser kept and shows again asks anew: a solution counts once.
    solution = page.locator("#comment-altcha")
    spent = solution.input_value()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(solution).to_have_value("")
    page.fill("#comment-message", "A proved word.")
    page.focus("#comment-name")
    expect(solution).not_to_have_value("", timeout=30_000)
    assert solution.input_value() != spent
    older_stamp(site, page)
    page.click(".comment-form [type=submit]")
    expect(page).to_have_url(RECEIPT)
    assert kept(site, page) == "verified"
    assert {urlsplit(each).netloc for each in asked} == {urlsplit(site.url).netloc}
    # That no page installs a service worker here is our own doing.
    assert [each for each in complaints if "Service Worker" not in each] == []


def test_without_scripts_the_comment_is_kept(open_page, site):
    page = open_page(scripts=False)
    write(page, "A word without a script.")
    page.click(".comment-form [type=submit]")
    expect(page).to_have_url(RECEIPT)
    assert kept(site, page) == "unverified"


def test_when_the_challenge_cannot_be_had_the_comment_is_kept(open_page, site):
    page = open_page()
    page.route("**/comments/stamp/", lambda route: route.abort())
    write(page, "A word that nobody checked.")
    expect(page.locator(".form__check")).to_contain_text("it can be sent all the same")
    page.click(".comment-form [type=submit]")
    expect(page).to_have_url(RECEIPT)
    assert kept(site, page) == "unverified"
