"""The style guide: every component of the stylesheets, for staff alone."""

import re

import pytest
from django.contrib.staticfiles import finders

from tests import factories
from tests.pages import parse

pytestmark = [pytest.mark.django_db, pytest.mark.wording]
SHEETS = ("reader", "lists", "later")
FRAMES = {  # what frames a whole page, or is nothing to look at
    "page", "wrap", "skip", "story", "top", "masthead", "search", "languages", "paper-only", "trap",
    "visually-hidden", "to-top", "js", "focus-x", "focus-y", "found",
    "front",
}  # fmt: skip


def blocks() -> set[str]:
    """The names of the components: classes up to their first `__` or `--`."""
    found = set()
    for name in SHEETS:
        with open(finders.find(f"newsportal/{name}.css"), encoding="utf-8") as file:
            rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}|url\([^)]*\)", " ", file.read(), flags=re.DOTALL)
        found |= set(re.findall(r"\.([a-z]+(?:-[a-z]+)*)", rules))
    return found - FRAMES


def test_every_component_stands_in_both_directions_light_and_dark(client):
    client.force_login(factories.make_user(role="reporter"))
    answer = client.get("/admin/style/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    panels = parse(answer).xpath("//section[@data-theme]")
    kinds = {(panel.get("dir"), panel.get("data-theme")) for panel in panels}
    assert kinds == {(way, theme) for way in ("rtl", "ltr") for theme in ("light", "dark")}
    for panel in panels:
        names = {name for each in panel.xpath(".//@class") for name in each.split()}
        shown = {re.split("__|--", name)[0] for name in names} | names
        assert not blocks() - shown
        assert not panel.xpath(".//@id")


def test_readers_are_sent_to_the_door(client):
    assert client.get("/admin/style/").status_code == 302
