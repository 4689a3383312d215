"""The moderation queue in a real browser: keys, undo, two moderators at once, no script."""

import re
import sqlite3
import time
from contextlib import closing

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.test_journeys import speak

pytestmark = pytest.mark.browser

QUEUE = "/admin/comments/comment/queue/"


@pytest.fixture
def send(open_page):
    """Send some comments under the newest story; the number of that story comes back."""
    reader = open_page(scripts=False)

    def send_some(count: int, words: str = "شكراً على الخبر") -> int:
        reader.goto("/")
        story = reader.locator("main a[href^='/news/']").first.get_attribute("href")
        number = re.search(r"/news/(\d+)/", story).group(1)
        for each in range(count):
            form = {"message": f"{words} {each}.", "name": f"قارئ {each}"}
            answer = reader.request.post(f"/news/{number}/comments/", form=form)
            assert answer.ok
        return int(number)

    return send_some


def asked(site, sql: str) -> list[tuple]:
    """What stands in the database of the running site."""
    [path] = site.data_dir.glob("*.sqlite3")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def rulings(site, user: str) -> dict[str, int]:
    """How often this moderator ruled what."""
    return dict(
        asked(
            site,
            "SELECT ruling, COUNT(*) FROM comments_decision d JOIN auth_user u ON u.id = d.by_id"
            f" WHERE u.username = '{user}' GROUP BY ruling",
        )
    )


def of_story(page: Page, story: int) -> list[str]:
    """Open the queue with one story alone; the numbers of its cards."""
    page.goto(f"{QUEUE}?story={story}&order=newest")
    cards = page.locator(".queue__card")
    return [each.get_attribute("data-comment") for each in cards.all()]


def test_fifty_comments_are_cleared_with_fifty_one_keys(open_page, site, send):
    """Forty approved, ten refused under a clause; the first key opens the queue."""
    send(52)
    moderator = open_page("moderator")
    speak(moderator, "ar")
    before = rulings(site, "moderator")
    link = moderator.locator(f".waiting a[href='{QUEUE}']")
    waiting = int(link.locator(".waiting__count").inner_text())
    assert waiting > 50
    link.focus()
    moderator.keyboard.press("Enter")
    current = moderator.locator(".queue__card.is-current")
    expect(current).to_be_visible()
    keys = ["a", "a", "2", "a", "a"] * 10
    for key in keys:
        number = current.get_attribute("data-comment")
        moderator.keyboard.press(key)
        expect(current).not_to_have_attribute("data-comment", number)
        expect(current).to_be_focused()
    assert len(["Enter", *keys]) == 51
    expect(moderator.locator("[data-count]")).to_have_text(str(waiting - 50))
    expect(moderator.locator("[data-problem]")).to_be_hidden()
    expect(moderator.locator(".queue__undo")).to_contain_text(number, timeout=20_000)
    after = rulings(site, "moderator")
    approved = sum(after.get(each, 0) - before.get(each, 0) for each in ("approve", "second"))
    assert (approved, after["reject"] - before.get("reject", 0)) == (40, 10)
    moderator.goto(QUEUE)
    expect(moderator.locator("[data-count]")).to_have_text(str(waiting - 50))


def test_keys_undo_move_and_explain_on_an_arabic_keyboard_too(open_page, site, send):
    story = send(3)
    page = open_page("moderator")
    speak(page, "ar")
    first, second, *_rest = of_story(page, story)
    current = page.locator(".queue__card.is-current")
    expect(current).to_have_attribute("data-comment", first)
    arabic = {"a": ("ش", "KeyA"), "u": ("ع", "KeyU"), "j": ("ت", "KeyJ"), "k": ("ن", "KeyK")}

    def press(letter: str) -> None:
        key, code = arabic[letter]
        page.evaluate(
            "([key, code]) => document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))",
            [key, code],
        )

    press("j")
    expect(current).to_have_attribute("data-comment", second)
    press("k")
    expect(current).to_have_attribute("data-comment", first)
    press("a")
    expect(current).to_have_attribute("data-comment", second)
    undo = page.locator(".queue__undo")
    expect(undo).to_contain_text(first)
    assert asked(site, f"SELECT status FROM comments_comment WHERE id = {first}") == [("approved",)]
    press("u")
    expect(undo).to_be_hidden()
    expect(current).to_have_attribute("data-comment", first)
    expect(current).to_be_focused()
    assert asked(site, f"SELECT status FROM comments_comment WHERE id = {first}") == [("pending",)]
    page.keyboard.press("3")
    expect(undo).to_contain_text(first)
    page.keyboard.press("n")
    page.keyboard.type("aa1u")
    expect(current.locator("[name=remark]")).to_have_value("aa1u")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("تراجع")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_two_moderators_see_one_another_and_decide_nothing_twice(open_page, site, send):
    story = send(3)
    one, other = open_page("moderator"), open_page("moderator2")
    for page in (one, other):
        speak(page, "en")
    first, second, third, *_rest = of_story(one, story)
    one.keyboard.press("j")
    one.keyboard.press("k")
    expect(one.locator(f"#card-{first}")).to_be_focused()
    assert of_story(other, story)[:3] == [first, second, third]
    expect(other.locator(f"#card-{first} [data-reader]")).to_contain_text("moderator")
    one.keyboard.press("a")
    expect(other.locator(f"#card-{first}")).to_have_class(re.compile("is-gone"))
    expect(other.locator(f"#card-{first} [data-reader]")).to_contain_text("Approved: \u2068mod")
    other.keyboard.press("j")
    expect(other.locator(f"#card-{first}")).to_have_count(0)
    # The look at colleagues fails, so the second decision arrives for a card that is decided.
    other.route("**/queue/live/**", lambda route: route.abort())
    one.keyboard.press("1")
    expect(one.locator(".queue__undo")).to_contain_text(second)
    other.keyboard.press("a")
    expect(other.locator("[data-problem]")).to_contain_text("moderator")
    expect(other.locator(f"#card-{second}")).to_have_count(0)
    expect(other.locator(f"#card-{third}")).to_be_focused()
    decided = f"SELECT ruling FROM comments_decision WHERE comment_id IN ({first}, {second})"
    assert sorted(asked(site, decided)) == [("approve",), ("reject",)]


PRESS = """([key, at]) => setTimeout(() => document.activeElement.dispatchEvent(
new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})), at - Date.now())"""


def test_two_at_once_decide_each_of_twenty_comments_once(open_page, site, send):
    """One approves and the other refuses what both have before them, in the same moment."""
    story = send(20)
    pages = {name: open_page(name) for name in ("moderator", "moderator2")}
    requests = {name: [] for name in pages}
    for name, page in pages.items():
        speak(page, "en")
        page.on("request", lambda request, name=name: requests[name].append(request))
    cards = of_story(pages["moderator"], story)[:20]
    with pages["moderator"].expect_response("**/queue/claim/"):
        pages["moderator"].locator(f"#card-{cards[0]}").focus()
    assert of_story(pages["moderator2"], story)[:20] == cards
    reader = pages["moderator2"].locator(f"#card-{cards[0]} [data-reader]")
    expect(reader).to_contain_text("Being read by \u2068moderator\u2069")
    for card in cards:
        for page in pages.values():
            if page.locator(f"#card-{card}.is-gone").count():
                continue  # the look at colleagues was faster
            expect(page.locator(".queue__card.is-current")).to_have_attribute("data-comment", card)
            page.locator(f"#card-{card}").focus()
        at = time.time() * 1000 + 60
        for page, key in zip(pages.values(), ("a", "1"), strict=True):
            page.evaluate(PRESS, [key, at])
        for page in pages.values():
            page.wait_for_function(
                "card => !document.querySelector(`#card-${card}:not(.is-gone)`)", arg=card
            )
            if page.locator(f"#card-{card}").count():
                page.keyboard.press("j")
    first, second = (decided(each) for each in requests.values())
    assert sorted([*first[200], *second[200]]) == sorted(cards)
    assert first[409] | second[409], "they never met"
    for lost, other in ((first[409], "moderator2"), (second[409], "moderator")):
        assert all(f", {other}, " in sentence for sentence in lost.values())
    trails = asked(
        site,
        "SELECT comment_id, username FROM comments_decision d JOIN auth_user u ON u.id = d.by_id"
        f" WHERE comment_id IN ({', '.join(cards)})",
    )
    winners = dict.fromkeys(first[200], "moderator") | dict.fromkeys(second[200], "moderator2")
    assert sorted((str(key), by) for key, by in trails) == sorted(winners.items())
    for page in pages.values():
        assert not set(of_story(page, story)) & set(cards)


def decided(requests: list[Request]) -> dict[int, dict[str, str]]:
    """What was said to each decision: by status, then by the number of the comment."""
    found: dict[int, dict[str, str]] = {200: {}, 409: {}}
    for request in requests:
        sent = request.post_data or ""
        number = re.search(r'name="comment"\s+(\d+)', sent)
        if number and "/queue/claim/" not in request.url:
            answer = request.response()
            told = answer.json()
            found[answer.status][number[1]] = told.get("said") or told["errors"][0]
    return found


def test_a_server_that_is_away_loses_nothing(open_page, site, send):
    story = send(2)
    page = open_page("moderator")
    speak(page, "en")
    first, second, *_rest = of_story(page, story)
    page.locator(f"#card-{first} .queue__note summary").click()
    page.fill(f"#remark-{first}", "Ask the lawyer")
    page.route("**/queue/**", lambda route: route.abort())
    page.locator(f"#card-{first} [name=clause]").first.click()
    expect(page.locator("[data-problem]")).to_contain_text("the server did not answer")
    expect(page.locator(f"#card-{first}")).to_be_visible()
    expect(page.locator(f"#remark-{first}")).to_have_value("Ask the lawyer")
    page.unroute("**/queue/**")
    page.locator(f"#card-{first} [name=clause]").first.click()
    expect(page.locator(".queue__undo")).to_contain_text(first)
    expect(page.locator("[data-problem]")).to_be_hidden()
    assert asked(site, f"SELECT text FROM comments_remark WHERE comment_id = {first}") == [
        ("Ask the lawyer",)
    ]
    assert asked(site, f"SELECT status FROM comments_comment WHERE id = {second}") == [("pending",)]


@pytest.mark.parametrize("width", [360, 1400])
def test_without_script_every_decision_is_a_click(open_page, site, send, width):
    story = send(2)
    page = open_page("moderator", scripts=False, width=width)
    first, second, *_rest = of_story(page, story)
    page.locator(f"#card-{first} [name=_move][value=approve]").click()
    expect(page.locator(".messagelist .success")).to_contain_text(first)
    page.locator(".queue__undo button").click()
    expect(page.locator(f"#card-{first}")).to_be_visible()
    page.locator(f"#card-{second} [name=clause]").nth(4).click()
    expect(page.locator(".messagelist .success")).to_contain_text(second)
    states = f"SELECT status FROM comments_comment WHERE id IN ({first}, {second}) ORDER BY id DESC"
    assert asked(site, states) == [("pending",), ("rejected",)]
    small = page.evaluate(
        "() => [...document.querySelectorAll('.queue button, .queue a, .queue summary')]"
        ".filter(each => each.offsetParent && each.getBoundingClientRect().height < 44)"
        ".map(each => each.outerHTML)"
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
