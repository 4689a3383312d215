"""Every kind of reader page by axe-core: WCAG 2.2 AA and its best practices, no fault."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# axe measures whether words are drawn as icons and passes over those; none is here.
NO_ICONS = """() => {
  CanvasRenderingContext2D.prototype.measureText = (text) => ({width: 30 * `${text}`.length});
}"""
RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run({runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map((each) => `${each.id}: ${each.nodes[0].html}`);
}"""
PAGES = ["", "section/lebanon/", "search/?q=a", "search/?q=qqqq", "newsletter/", "corrections/",
         "comments/policy/", "comments/figures/", "comments/own/", "about/", "ethics/",
         "accessibility/", "privacy/", "no/such/page/"]  # fmt: skip


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    page.evaluate(NO_ICONS)
    page.evaluate(AXE)
    return page.evaluate(RUN)


def test_the_check_sees_a_fault(open_page):
    page = open_page()
    page.set_content(
        '<html><body><img src="x"><input><p style="color:#ccc">faint</p></body></html>'
    )
    found = " ".join(faults(page))
    for fault in ("html-has-lang", "image-alt", "label", "color-contrast"):
        assert fault in found


@pytest.mark.parametrize(
    ("prefix", "scheme", "width"), [("/", "light", 1400), ("/en/", "dark", 360)]
)
def test_reader_pages_have_no_fault(open_page, prefix, scheme, width):
    page = open_page(width=width, color_scheme=scheme)
    page.goto(prefix)
    story = page.locator("main a[href*='/news/']").first.get_attribute("href")
    found = {}
    for address in [*(prefix + each for each in PAGES), story]:
        page.goto(address)
        if wrong := faults(page):
            found[address] = wrong
    assert found == {}
