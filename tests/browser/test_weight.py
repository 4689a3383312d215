"""What a phone loads for a page, the first time and the second; and nothing jumps meanwhile."""

import time

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PHONE = {"width": 412, "device_scale_factor": 1.75, "is_mobile": True, "has_touch": True,
         "reduced_motion": "no-preference"}  # fmt: skip
FIRST_VISIT_MAX = 280_000  # bytes on the line, headers included
SECOND_VISIT_MAX = 60_000
SHIFT_MAX = 0.02
CUT_WITHIN = 180  # seconds, for the worker of a newsroom that was just built
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(sum)));
})"""


class Line:
    """Counts the bytes that a page's own requests take on the line."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.total = 0
        self.fonts: list[str] = []
        page.on("request", self._note)
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.loadingFinished", self._add)

    def _note(self, request) -> None:
        if request.resource_type == "font":
            self.fonts.append(request.url.rsplit("/", 1)[-1])

    def _add(self, event: dict) -> None:
        self.total += event["encodedDataLength"]

    def open(self, address: str) -> int:
        """Bytes that `address` costs, with everything it loads."""
        before = self.total
        self.page.goto(address, wait_until="networkidle")
        self.page.evaluate("document.fonts.ready")
        self.page.wait_for_load_state("networkidle")
        return round(self.total - before)


@pytest.fixture
def story(open_page):
    """Address of a story of the front page whose photo is cut, in a language."""

    def find(language: str) -> str:
        page = open_page(scripts=False)
        page.goto("/" if language == "ar" else f"/{language}/")
        address = page.locator(".top__lead a[href*='/news/']").first.get_attribute("href")
        deadline = time.monotonic() + CUT_WITHIN
        while not page.goto(address).ok or not page.locator(".story__figure picture").count():
            assert time.monotonic() < deadline, "the photo is not cut"
            page.wait_for_timeout(500)
        return address

    return find


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_phone_loads_little_and_nothing_jumps(open_page, story, language):
    front = "/" if language == "ar" else f"/{language}/"
    for address in (story(language), front):
        page = open_page(**PHONE)
        line = Line(page)
        assert 30_000 < line.open(address) < FIRST_VISIT_MAX
        assert any("700" in name for name in line.fonts), "the letters of the house came"
        assert page.evaluate(SHIFTS) < SHIFT_MAX
        again = page.context.new_page()
        assert Line(again).open(address) < SECOND_VISIT_MAX


def test_a_page_fetches_the_letters_of_its_own_script(open_page, story):
    page = open_page(**PHONE)
    line = Line(page)
    line.open(story("en"))
    assert line.fonts
    assert [name for name in line.fonts if "latin" not in name] == []


def test_readers_who_save_data_get_no_fonts(open_page):
    page = open_page(**PHONE)
    line = Line(page)
    line.session.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    line.open("/")
    assert page.evaluate("navigator.connection.saveData") is True
    assert line.fonts == []


def test_without_scripts_the_letters_come_all_the_same(open_page):
    page = open_page(**PHONE, scripts=False)
    line = Line(page)
    page.goto("/", wait_until="networkidle")
    assert "plex-arabic-letters-700.woff2" in line.fonts
