"""The ticker in a real browser: its direction, its button, its polling, and lines that end."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WAY = """document.querySelector('.ticker__track').getAnimations()[0]
         ?.effect.getKeyframes()[1].transform"""
TOP = "document.querySelector('main').getBoundingClientRect().top"
MOTION = {"reduced_motion": "no-preference"}


def moving(page, address="/"):
    """The page at `address` once its ticker moves; its clock is ours."""
    page.clock.install()
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.clock.run_for(3000)
    expect(page.locator(".ticker__window--moving")).to_be_visible()
    return page


def test_the_ticker_moves_with_the_writing_and_stops_when_asked(open_page):
    for address, sign in (("/", ""), ("/en/", "-"), ("/fr/", "-")):
        page = moving(open_page(**MOTION, width=360), address)
        assert page.evaluate(WAY).startswith(f"translateX({sign}")
        assert ("translateX(-" in page.evaluate(WAY)) == (sign == "-")
        button = page.get_by_role("button").and_(page.locator(".ticker__stop"))
        button.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
        assert page.evaluate(WAY) is None
        button.press("Enter")
        assert page.evaluate(WAY)
        # Under the keyboard it stands, so that what has the focus does not run away.
        page.locator(".ticker__window").focus()
        assert page.evaluate(WAY) is None


def test_with_less_motion_the_ticker_is_a_list(open_page):
    page = open_page(width=360)
    page.clock.install()
    page.goto("/")
    page.clock.run_for(5000)
    assert page.evaluate(WAY) is None
    expect(page.locator(".ticker__stop")).to_be_hidden()
    assert page.evaluate(
        "document.querySelector('.ticker__window').scrollWidth > document.body.clientWidth"
    )


def test_the_ticker_asks_every_half_minute_with_what_it_knows(open_page):
    page = moving(open_page(**MOTION))
    asked = []
    page.on("response", lambda answer: "/ticker.json" in answer.url and asked.append(answer))
    for _round in range(2):
        with page.expect_response("**/ticker.json"):
            page.clock.run_for(31_000)
    first, second = asked
    assert "if-none-match" not in first.request.all_headers()
    assert second.request.all_headers()["if-none-match"] == first.headers["etag"]
    assert first.request.sizes()["responseBodySize"] > 0
    assert second.request.sizes()["responseBodySize"] == 0  # 304
    # Hidden it is silent; failing it waits twice as long.
    hide = "Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})"
    page.evaluate(hide)
    page.clock.run_for(90_000)
    assert len(asked) == 2
    page.context.set_offline(True)
    page.evaluate("delete document.hidden")
    failed = []
    page.on("requestfailed", lambda request: failed.append(request))
    with page.expect_event("requestfailed"):
        page.clock.run_for(31_000)
    page.clock.run_for(31_000)
    with page.expect_event("requestfailed"):
        page.clock.run_for(61_000)
    assert len(failed) == 2


def test_lines_end_by_the_clock_without_a_connection_and_nothing_jumps(open_page):
    page = moving(open_page(**MOTION, width=360))
    ended = page.locator(".ticker__lines:not([inert]) [data-ends]")
    others = page.locator(".ticker__lines:not([inert]) li:not([data-ends])")
    had, stayed, top = ended.count(), others.count(), page.evaluate(TOP)
    assert had
    assert stayed
    page.context.set_offline(True)
    soon = "line => { line.dataset.ends = new Date(Date.now() + 5000).toISOString() }"
    ended.first.evaluate(soon)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(4000)
    assert ended.count() == had
    page.clock.run_for(2000)
    assert ended.count() == had - 1
    page.clock.run_for(1000)
    assert page.evaluate(WAY)
    page.clock.fast_forward("48:00:00")
    page.clock.run_for(1000)
    assert (ended.count(), others.count()) == (0, stayed)
    # And if every line had an end: words in their place, on the same strip.
    others.evaluate_all("all => all.forEach((line) => { line.dataset.ends = '2020-01-01' })")
    page.locator(".ticker__lines:not([inert]) a").first.focus()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".ticker__nothing")).to_be_visible()
    expect(page.locator(".ticker__window")).to_be_focused()
    assert page.evaluate(TOP) == top
