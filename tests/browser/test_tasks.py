"""What readers come for, by the keyboard alone: without scripts, on 320 px, with letters twice as
large, in each direction.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import LOOK, Hands, check
from tests.browser.kinds import Kinds

pytestmark = pytest.mark.browser
# Language of the pages, width of the window, size of the letters, what is searched.
READERS = pytest.mark.parametrize(
    ("language", "width", "size", "query"), [("ar", 320, 16, "البحر"), ("en", 360, 32, "sea")]
)


@pytest.fixture
def reader(open_page, site, language, width, size):
    """A keyboard without scripts; the browser's letters are `size` px large."""
    page = open_page(scripts=False, width=width)
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
    return Hands(page)


@READERS
def test_reading_and_finding(site, reader, language, query):
    page, prefix = reader.page, Kinds(site, language).prefix
    page.goto(prefix)
    reader.skip()
    reader.follow("main article a[href*='/news/']")
    expect(page.locator("main h1")).to_be_visible()
    reader.follow(".byline a[href*='/source/']")
    reader.skip()
    reader.follow("main a[rel=next]")
    expect(page.locator("main a[rel=prev]")).to_be_visible()
    reader.write("header input[name=q]", query)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    found = page.locator("#results > li")
    expect(found.first).to_be_visible()
    reader.go_to("main summary")
    page.keyboard.press("Enter")
    reader.go_to("main select[name=section]")
    page.keyboard.press("ArrowDown")
    reader.follow("main details [type=submit]")
    assert re.search("section=[a-z]", page.url)
    reader.follow("a[href*='/archive/']", backwards=True)
    reader.follow(".calendar td a", backwards=True)
    expect(page.locator("main h1")).to_be_visible()
    other = "en" if language == "ar" else "ar"
    reader.follow(f"nav.languages a[lang={other}]")
    expect(page.locator("html")).to_have_attribute("lang", other)


@READERS
def test_writing_to_the_newsroom(site, reader, language, query):
    page, kinds = reader.page, Kinds(site, language)
    story = f"{kinds.prefix}news/{kinds.talked_about()}/"
    page.goto(story)
    reader.skip()
    reader.follow(".story__report a")
    reader.write("#report-form textarea[name=message]", query)
    reader.follow("#report-form [type=submit]")
    expect(page.locator("main .receipt").first).to_be_visible()
    page.goto(story)
    reader.skip()
    reader.follow(".comment__report")
    reader.go_to("#notice-form [type=radio]")
    page.keyboard.press("Space")
    reader.write("#notice-form textarea", query)
    reader.follow("#notice-form [type=submit]")
    expect(page.locator("main .receipt").first).to_be_visible()
    page.goto(story)
    reader.skip()
    reader.write("#comment-form textarea[name=message]", query)
    reader.follow("#comment-form [type=submit]")
    expect(page.locator("main")).to_have_attribute("data-status", "pending")
    expect(page.locator("main .receipt__words")).to_contain_text(query)
    reader.go_to("#signup-email", backwards=True)
    page.keyboard.type(f"{language}.keys@example.org")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(f"{language}.keys@example.org")


@pytest.mark.parametrize("kind", ["front", "story"])
def test_with_scripts_every_stop_is_seen_and_none_holds_the_focus(open_page, site, kind):
    page, kinds = open_page(width=1400), Kinds(site, "ar")
    page.goto(kinds.prefix if kind == "front" else f"/news/{kinds.talked_about()}/")
    stops = []
    while len(stops) < 400:
        page.keyboard.press("Tab")
        found = page.evaluate(LOOK, "*")
        if found is None:
            break
        check(found)
        stops.append(
            page.evaluate("""() => {
          const all = [...document.querySelectorAll("*")];
          return all.indexOf(document.activeElement);
        }""")
        )
    assert stops == sorted(stops)
    assert len(set(stops)) == len(stops)
    assert len(stops) > 40
