"""The README says what the code says: states and moves, settings, commands."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.utils import translation

from articles.models import Article, ErrorReport, Translation
from comments.models import Comment, Policy
from newsletter.models import Issue
from newsportal.roles import ROLES

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
MODELS = (Article, Translation, ErrorReport, Policy, Comment, Issue)


def moves_table() -> str:
    """The table of states and moves, made from the models and the roles."""
    rows = ["| model | move | from | to | needs | who |", "|---|---|---|---|---|---|"]
    for model in MODELS:
        for move in model.MOVES:
            who = [role.name for role in ROLES if move.permission(model) in role.permissions()]
            rows.append(
                f"| {model.__name__} | `{move.name}` | {', '.join(move.sources)} | {move.target} "
                f"| {', '.join(move.takes)} "
                f"| {'its author' if move.open_to_author else ', '.join(who)} |"
            )
    return "\n".join(rows)


def test_the_table_of_moves_is_that_of_the_models():
    with translation.override("en"):
        assert moves_table() in README, f"put this between the marks:\n{moves_table()}"


@pytest.mark.parametrize("part", ["env.str", "env.bool", "env.list", "env.float"])
def test_every_setting_from_the_environment_is_named(part):
    source = (settings.BASE_DIR / "newsportal" / "settings.py").read_text(encoding="utf-8")
    names = re.findall(rf'{re.escape(part)}\("([A-Z_]+)"', source)
    assert names
    assert [name for name in names if f"`{name}`" not in README] == []


def test_every_term_of_personal_data_is_told_as_it_is():
    source = (settings.BASE_DIR / "newsportal" / "settings.py").read_text(encoding="utf-8")
    terms = re.findall(r"^(KEEP_[A-Z_]+_DAYS) = (\d+)$", source, re.M)
    assert len(terms) > 10
    assert [term for term, days in terms if f"`{term}` ({days})" not in README] == []


def test_every_link_within_leads_to_a_heading():
    headings = re.findall(r"^#+ (.+)$", README, re.M)
    names = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}
    links = re.findall(r"\]\(#([^)]+)\)", README)
    assert len(links) > 5
    assert [link for link in links if link not in names] == []


def test_every_dependency_has_its_line():
    project = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.S | re.M).group(1)
    names = re.findall(r'"([a-z0-9-]+)', block)
    assert len(names) > 10
    section = README.split("## Dependencies", 1)[1].split("\n## ", 1)[0]
    assert [name for name in names if name not in section] == []


def test_every_path_is_there():
    """Of files and folders in the house; var/ and what a setting names come later."""
    folders = {each.name for each in settings.BASE_DIR.iterdir() if each.is_dir()} - {"var"}
    paths = [
        path
        for path in re.findall(r"(?<=`)[^`\s]+(?=`)|(?<=\]\()[^)\s]+(?=\))", README)
        if path.partition("/")[0] in folders
    ]
    assert len(paths) > 25
    missing = [
        path for path in paths if not any(settings.BASE_DIR.glob(re.sub("<[^>]+>", "*", path)))
    ]
    assert missing == []


def test_every_room_of_the_map_is_there():
    """`name/` in the line of a folder is a folder in it; everything named has its module."""
    drawing = README.split("## Map", 1)[1].split("```")[1]
    rooms, folder = [], ""
    for line in drawing.strip().splitlines():
        head, words = line[:14].strip(), line[14:]
        folder = head or folder
        rooms += [folder] if head else []
        rooms += [f"{folder}{name}/" for name in re.findall(r"\b([a-z]+)/", words)]
    assert len(rooms) > 15
    assert [room for room in rooms if not (settings.BASE_DIR / room).is_dir()] == []


def test_every_name_of_the_code_is_there():
    """`name` in `path` stands in that file."""
    pairs = re.findall(r"`([\w.]+)` in `([\w/]+\.py)`", README)
    assert pairs
    for name, path in pairs:
        source = (settings.BASE_DIR / path).read_text(encoding="utf-8")
        for part in name.split("."):
            assert re.search(rf"(?:def|class) {part}\b|^{part}\b", source, re.M), (name, path)


def test_every_command_is_there():
    named = set(re.findall(r"manage\.py ([a-z_]+)", README))
    assert len(named) > 8
    assert named <= get_commands().keys()
