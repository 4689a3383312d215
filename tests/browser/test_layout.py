"""Every kind of page at 360 and 1400 px: nothing runs over, nothing comes from elsewhere."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

READER = ["", "section/lebanon/", "search/?q=a", "newsletter/", "comments/policy/", "corrections/",
          "about/", "no/such/page/"]  # fmt: skip
DESKS = {
    "editor": ["", "articles/article/", "articles/article/add/", "articles/photo/add/",
               "articles/ticker/add/"],
    "moderator": ["comments/comment/queue/", "comments/comment/"],
    "mailer": ["newsletter/issue/add/", "newsletter/subscription/"],
}  # fmt: skip
WIDTHS = (360, 1400)  # pixels
LANGUAGES = pytest.mark.parametrize("language", ["ar", "en"])


class Watch:
    """What a page asks for and complains about while it is open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message) -> None:
        is_missing_page = "404" in message.text and "no/such/page" in message.location["url"]
        if message.type == "error" and not is_missing_page:
            self.complaints.append(message.text)

    def open(self, address: str, language: str) -> None:
        """Open `address` and hold it to the rules of every page."""
        self.page.goto(address)
        html = self.page.locator("html")
        assert html.get_attribute("lang") == language, address
        assert html.get_attribute("dir") == ("rtl" if language == "ar" else "ltr"), address
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            over = self.page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert over <= 0, f"{address} runs over by {over} px at {width}"
        assert self.hosts <= {urlsplit(self.page.url).netloc, ""}, address
        assert self.complaints == [], address


@LANGUAGES
def test_reader_pages_fit_and_ask_nobody_else(open_page, language):
    page = open_page()
    watch = Watch(page)
    prefix = "/" if language == "ar" else f"/{language}/"
    page.goto(prefix)
    story = page.locator("main a[href*='/news/']").first.get_attribute("href")
    for address in [*(prefix + each for each in READER), story]:
        watch.open(address, language)
    assert page.context.cookies() == []


@LANGUAGES
@pytest.mark.parametrize("user", DESKS)
def test_admin_pages_fit_and_ask_nobody_else(open_page, language, user):
    page = open_page(user)
    page.locator(f"form.languages button[value={language}]").click()
    watch = Watch(page)
    for address in DESKS[user]:
        watch.open(f"/admin/{address}", language)
