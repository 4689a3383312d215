"""Every kind of page: axe-core finds no fault (WCAG 2.2 AA and its best practices), nothing runs
over at 360 and at 1400 px, nothing comes from elsewhere, and nothing complains.
"""

from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import lay_out
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
OVER = """() => {
  const root = document.documentElement;
  return root.scrollWidth - root.clientWidth;
}"""
NARROW, WIDE = 360, 1400  # px
UNSEEN = "\u200e"  # passes a browser's 'required', and is no message
# axe looks in both directions, both colours, wide and narrow, at half of them at a time.
READERS = pytest.mark.parametrize(
    ("language", "scheme", "width"), [("ar", "light", NARROW), ("en", "dark", WIDE)]
)
DESKS = pytest.mark.parametrize(
    ("language", "scheme", "width"), [("ar", "dark", WIDE), ("en", "light", NARROW)]
)


def faults(page: Page, part: str = "html") -> list[str]:
    """What axe finds on the page as it stands, or in a part of it."""
    page.evaluate(f"() => {{ ({NO_ICONS})(); {AXE} }}")
    return page.evaluate(RUN, part)


class Walk:
    """One visitor going from page to page; what is wrong with each."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language
        self.size = page.viewport_size
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message) -> None:
        is_answer = message.location["url"] == self.page.url  # the status of the page itself
        if message.type == "error" and not is_answer:
            self.complaints.append(message.text)

    def faults_of(self, whole: list[str], others: list[str]) -> dict[str, list[str]]:
        """What is wrong with each page, by address; nothing where there is no fault.

        Of `others` axe looks at what differs: head and foot are those of a page among `whole`.
        """
        found = {}
        for part, addresses in (("html", whole), ("main", others)):
            for address in addresses:
                self.page.goto(address)
                lay_out(self.page)
                if wrong := [*faults(self.page, part), *self._misplaced()]:
                    found[address] = wrong
        return found

    def _misplaced(self) -> list[str]:
        direction = "rtl" if self.language == "ar" else "ltr"
        root = self.page.locator("html")
        wrong, self.complaints = self.complaints, []
        if (root.get_attribute("lang"), root.get_attribute("dir")) != (self.language, direction):
            wrong.append("not in its language")
        if others := self.hosts - {urlsplit(self.page.url).netloc, ""}:
            wrong.append(f"asks {others}")
        for width in (NARROW, WIDE):
            self.page.set_viewport_size({"width": width, "height": self.size["height"]})
            if (over := self.page.evaluate(OVER)) > 0:
                wrong.append(f"runs over by {over} px at {width}")
        self.page.set_viewport_size(self.size)
        return wrong


def test_the_check_sees_a_fault(open_page):
    page = open_page()
    page.set_content(
        '<html><body><img src="x"><input><p style="color:#ccc">faint</p></body></html>'
    )
    found = " ".join(faults(page))
    for fault in ("html-has-lang", "image-alt", "label", "color-contrast"):
        assert fault in found
    walk = Walk(page, "en")
    page.set_content('<html lang="ar"><p style="inline-size: 500px">wide</p>')
    page.evaluate("console.error('broken')")
    assert walk._misplaced() == ["broken", "not in its language", "runs over by 148 px at 360"]


@READERS
def test_reader_pages_have_no_fault(open_page, site, language, scheme, width):
    page = open_page(width=width, color_scheme=scheme, has_touch=width < 500)
    kinds = Kinds(site, language)
    story = f"news/{kinds.talked_about()}/"
    whole = [kinds.prefix + each for each in ("", "lite/", "no/such/page/", story)]
    assert Walk(page, language).faults_of(whole, kinds.reader()) == {}
    assert page.context.cookies() == []


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
    walk = Walk(page, language)
    assert walk.faults_of(["/admin/", "/admin/style/"], Kinds(site, language).desk()) == {}
    page.context.clear_cookies()
    walk.language = "ar"  # of whoever has not chosen
    assert walk.faults_of(["/admin/login/"], ["/admin/password_reset/"]) == {}
