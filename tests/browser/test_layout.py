"""Every kind of page at 360 and 1400 px: nothing runs over, nothing comes from elsewhere."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.test_journeys import speak

pytestmark = pytest.mark.browser

READER = ["", "section/lebanon/", "search/?q=a", "search/?q=a&from=2020-01-01", "newsletter/",
          "comments/policy/", "corrections/", "about/", "ethics/", "privacy/",
          "no/such/page/"]  # fmt: skip
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
    speak(page, language)
    watch = Watch(page)
    for address in DESKS[user]:
        watch.open(f"/admin/{address}", language)


MARKS = "\u0651\u064e\u0308" * 3_334  # ten thousand on one letter
JAMO = "\u1100" * 60  # one letter to Unicode: no line may end in it
TYPED = {
    "name": f"سلمى{MARKS}{JAMO}",
    "subject": JAMO * 2,
    "message": "\n\n".join([f"كلام{MARKS}", "ت" * 2_000, JAMO * 33]),
}


def test_piles_of_marks_and_endless_words_stay_in_their_place(open_page):
    reader, desk = open_page(width=360), open_page("moderator", width=360)
    reader.goto("/")
    story = reader.locator("main a[href*='/news/']").first.get_attribute("href")
    sent = reader.request.post(f"{story.rsplit('/', 2)[0]}/comments/", form=TYPED)
    desk.goto("/admin/comments/comment/")
    desk.locator("#result_list tbody tr a").first.click()
    particulars = desk.url
    number = particulars.rstrip("/").split("/")[-2]
    desk.click("button[name=_move][value=approve]")
    for page, address in [(reader, sent.url), (reader, story), (desk, particulars)]:
        page.goto(address)
        over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{address} runs over by {over} px"
        assert "ت" * 2_000 in page.locator("body").inner_text(), address
    assert reader.goto(story).ok
    name = reader.locator(f"#comment-{number} .comment__name")
    assert name.bounding_box()["height"] < 80
