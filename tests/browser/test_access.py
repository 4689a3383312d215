"""Every kind of page by axe-core: WCAG 2.2 AA and its best practices, no fault."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import Kinds
from tests.browser.test_journeys import speak

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# axe measures whether words are drawn as icons and passes over those; none is here.
NO_ICONS = """() => {
  CanvasRenderingContext2D.prototype.measureText = (text) => ({width: 30 * `${text}`.length});
}"""
RUN = """async (part) => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(part, {
    runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false,
  });
  return found.violations.map((each) => `${each.id}: ${each.nodes[0].html}`);
}"""
UNSEEN = "\u200e"  # passes a browser's 'required', and is no message
# Each side is looked at in both directions, both colours, wide and narrow, half of them at a time.
READERS = pytest.mark.parametrize(
    ("language", "scheme", "width"), [("ar", "light", 360), ("en", "dark", 1400)]
)
DESKS = pytest.mark.parametrize(
    ("language", "scheme", "width"), [("ar", "dark", 1400), ("en", "light", 360)]
)


def faults(page: Page, part: str = "html") -> list[str]:
    """What axe finds on the page as it stands, or in a part of it."""
    page.evaluate(f"() => {{ ({NO_ICONS})(); {AXE} }}")
    return page.evaluate(RUN, part)


def faults_of(page: Page, whole: list[str], others: list[str]) -> dict[str, list[str]]:
    """What axe finds on each page, by address; nothing where there is no fault.

    Of `others` only what differs: their head and foot are those of a page among `whole`.
    """
    found = {}
    for part, addresses in (("html", whole), ("main", others)):
        for address in addresses:
            page.goto(address, wait_until="domcontentloaded")
            if wrong := faults(page, part):
                found[address] = wrong
    return found


def test_the_check_sees_a_fault(open_page):
    page = open_page()
    page.set_content(
        '<html><body><img src="x"><input><p style="color:#ccc">faint</p></body></html>'
    )
    found = " ".join(faults(page))
    for fault in ("html-has-lang", "image-alt", "label", "color-contrast"):
        assert fault in found


@READERS
def test_reader_pages_have_no_fault(open_page, site, language, scheme, width):
    page = open_page(width=width, color_scheme=scheme, has_touch=width < 500)
    kinds = Kinds(site, language)
    story = f"news/{kinds.talked_about()}/"
    whole = [kinds.prefix + each for each in ("", "lite/", "no/such/page/", story)]
    assert faults_of(page, whole, kinds.reader()) == {}


@READERS
def test_forms_that_come_back_have_no_fault(open_page, site, language, scheme, width):
    page = open_page(width=width, color_scheme=scheme, has_touch=width < 500)
    kinds = Kinds(site, language)
    for address, form, field in (
        (f"news/{kinds.talked_about()}/", "#comment-form", "message"),
        ("newsletter/", "#signup", "email"),
    ):
        page.goto(kinds.prefix + address)
        page.locator(form).evaluate("form => { form.noValidate = true; }")
        page.fill(f"{form} [name={field}]", UNSEEN)
        page.click(f"{form} [type=submit]")
        expect(page.locator(f"{form} [name={field}]")).to_have_attribute("aria-invalid", "true")
        assert faults(page) == [], address


@DESKS
def test_desks_have_no_fault(open_page, site, language, scheme, width):
    page = open_page("admin", width=width, color_scheme=scheme, has_touch=width < 500)
    speak(page, language)
    assert faults_of(page, ["/admin/", "/admin/style/"], Kinds(site, language).desk()) == {}
    page.context.clear_cookies()
    assert faults_of(page, ["/admin/login/"], ["/admin/password_reset/"]) == {}
