"""What the small scripts add for a reader: colours that stay chosen, a link to copy."""

import pytest

pytestmark = pytest.mark.browser
DARK, LIGHT = "rgb(20, 20, 18)", "rgb(252, 251, 248)"
GROUND = "() => getComputedStyle(document.body).backgroundColor"


def test_the_colours_stay_as_chosen_with_no_cookie(open_page):
    page = open_page()
    page.goto("/en/")
    assert page.evaluate(GROUND) == LIGHT
    page.locator(".theme button[value=dark]").click()
    assert page.evaluate(GROUND) == DARK
    page.goto("/en/about/")
    assert page.evaluate(GROUND) == DARK
    assert page.locator(".theme [aria-pressed=true]").get_attribute("value") == "dark"
    assert page.context.cookies() == []
    page.locator(".theme button[value='']").click()
    assert page.evaluate(GROUND) == LIGHT
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(GROUND) == DARK
    page.locator(".theme button[value=light]").click()
    assert page.evaluate(GROUND) == LIGHT


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_large_letters_on_a_small_screen_run_nowhere(open_page, size):
    page = open_page(width=320 if size == "100%" else 360)
    page.goto("/en/")
    story = page.locator("main a[href*='/news/']").first.get_attribute("href")
    for address in ("/en/", story, "/lite/", "/en/search/?q=a", "/fr/"):
        page.goto(address)
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{address} runs over by {over} px"
