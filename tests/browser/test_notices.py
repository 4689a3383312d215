"""A notice in a real browser: sent without script or cookie, decided by keys, undone, answered."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_journeys import speak
from tests.browser.test_queue import asked

pytestmark = pytest.mark.browser

QUEUE = "/admin/comments/notice/queue/"


@pytest.fixture
def comment(site) -> tuple[int, int]:
    """A comment that `moderator2` has published and nobody has reported, and its story."""
    return asked(
        site,
        "SELECT c.id, c.article_id FROM comments_comment c"
        " JOIN comments_decision d ON d.id = c.decision_id JOIN auth_user u ON u.id = d.by_id"
        " WHERE c.status = 'approved' AND c.language = 'ar' AND u.username = 'moderator2'"
        " AND c.id NOT IN (SELECT comment_id FROM comments_notice) ORDER BY c.id DESC LIMIT 1",
    )[0]


def test_a_notice_is_sent_decided_undone_and_answered(open_page, comment):
    number, story = comment
    reader = open_page(scripts=False)
    reader.goto(f"/news/{story}/x/")
    reader.locator(f"#comment-{number} > .comment__foot .comment__report").click()
    form = reader.locator("#notice-form")
    form.locator("[name=clause]").nth(3).check()
    form.locator("[name=text]").fill("هذا الكلام يمسّ بأشخاص.")
    form.locator("button").click()
    main = reader.locator("main")
    expect(main).to_have_attribute("data-status", "waiting")
    page_of_notice = reader.url
    assert not reader.context.cookies()

    moderator = open_page("moderator")
    speak(moderator, "ar")
    moderator.goto(f"{QUEUE}?comment={number}")
    card = moderator.locator(f"#card-{number}")
    reply = card.locator("[name=reply]")
    reply.fill("قرأنا بلاغكم.")
    moderator.keyboard.press("Escape")
    moderator.keyboard.press("4")
    undo = moderator.locator("[data-undo]")
    expect(undo).to_be_visible()
    reader.reload()
    expect(main).to_have_attribute("data-status", "removed")
    reader.goto(f"/news/{story}/x/")
    expect(reader.locator(f"#comment-{number} .comment__report")).to_have_count(0)

    moderator.keyboard.press("u")
    expect(undo).to_be_hidden()
    expect(reply).to_have_value("قرأنا بلاغكم.")
    moderator.keyboard.press("a")
    expect(card).to_have_count(0)
    expect(undo).to_be_visible()
    reader.goto(page_of_notice)
    expect(main).to_have_attribute("data-status", "kept")
    expect(main).to_contain_text("قرأنا بلاغكم.")
