"""Hostile words: no pile of marks and no endless letter leaves its place."""

import pytest

from tests.browser.hands import lay_out

pytestmark = pytest.mark.browser

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
        lay_out(page)
        over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{address} runs over by {over} px"
        assert "ت" * 2_000 in page.locator("body").inner_text(), address
    assert reader.goto(story).ok
    name = reader.locator(f"#comment-{number} .comment__name")
    assert name.bounding_box()["height"] < 80
