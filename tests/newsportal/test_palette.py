"""One palette: every sheet, mail, picture and script has the colours of reader.css."""

import re

import pytest
from django.conf import settings

from articles import palette

STATIC = settings.BASE_DIR / "newsportal" / "static" / "newsportal"
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
DECLARED = re.compile(r"--([\w-]+): (#\w{6});")
ADMINS_NAMES = {"red": "accent", "blue": "link", "green": "good"}
PLAIN = {"#ffffff", "#000000"}


def sheet(name: str) -> str:
    """The text of one stylesheet."""
    return (STATIC / name).read_text(encoding="utf-8")


def themes() -> dict[str, dict[str, str]]:
    """The colours of the reader's pages by name, in light and in dark."""
    light, *dark = [
        dict(DECLARED.findall(block)) for block in re.findall(r"\{[^{}]*\}", sheet("reader.css"))
        if "--paper: #" in block
    ]  # fmt: skip
    assert len(dark) == 2, "as the system says, and as the reader chose"
    assert dark[0] == dark[1]
    assert light.keys() == dark[0].keys()
    return {"light": light, "dark": dark[0]}


def test_the_admin_has_the_readers_colours():
    both = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\);", sheet("admin/admin.css"))
    own = {ADMINS_NAMES.get(name, name): colours for name, *colours in both}
    shared = own.keys() & themes()["light"].keys()
    assert len(shared) > 8
    for name in shared:
        assert own[name] == [themes()[theme][name] for theme in ("light", "dark")], name


def test_the_light_site_has_them():
    light, dark = (dict(DECLARED.findall(part)) for part in sheet("lite.css").split("@media", 1))
    assert len(light) > 5
    assert light.items() <= themes()["light"].items()
    assert dark.items() <= themes()["dark"].items()


def test_pictures_and_the_manifest_have_them():
    light = themes()["light"]
    for name in ("paper", "ink", "soft", "line", "accent"):
        assert getattr(palette, name.upper()) == light[name]
    assert {name: light[name] for name in palette.TINTS} == palette.TINTS


@pytest.mark.parametrize(
    "path", ["templates/email/_mail.html", "templates/base.html", f"{STATIC}/theme.js"]
)
def test_what_cannot_ask_a_sheet_names_no_other_colour(path):
    known = PLAIN.union(*(each.values() for each in themes().values()))
    named = COLOUR.findall((settings.BASE_DIR / path).read_text(encoding="utf-8"))
    assert named
    assert set(named) <= known
