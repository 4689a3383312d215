"""The form of a photo: a picture that is too large, a point typed in the digits of the desk."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_photo_is_shown_before_it_is_saved_unless_it_is_too_large(open_page, tmp_path: Path):
    """A picture of 49 million pixels is refused in words and never painted; the form stands."""
    Image.new("L", (800, 600)).save(tmp_path / "small.png")
    Image.new("L", (7000, 7000)).save(tmp_path / "large.png")
    page = open_page("editor")
    page.goto("/admin/articles/photo/add/")
    whole = page.locator("[data-focal-whole]")
    page.set_input_files("#id_image", tmp_path / "small.png")
    expect(whole).to_be_visible()
    shown = whole.get_attribute("src")
    page.focus("#id_focal_x")
    page.keyboard.press("Control+A")
    page.keyboard.type("٣٧")
    expect(page.locator("[data-focal-mark]")).to_have_attribute("style", re.compile(r"left: 37%"))
    page.set_input_files("#id_image", tmp_path / "large.png")
    page.fill("#id_alt_ar", "بحر")
    page.fill("#id_credit_ar", "أرشيف")
    assert whole.get_attribute("src") == shown
    page.click("[name=_save]")
    expect(page.locator(".errorlist")).to_contain_text("40 مليون بكسل")
    expect(page.locator("#id_focal_x")).to_have_value("٣٧")
    expect(page.locator("#id_alt_ar")).to_have_value("بحر")
