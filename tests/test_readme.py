"""The README says what the code says: states and moves, settings, commands."""

import re

import pytest
from django.conf import settings
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


def test_every_dependency_has_its_line():
    project = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.S | re.M).group(1)
    names = re.findall(r'"([a-z0-9-]+)', block)
    assert len(names) > 10
    section = README.split("## Dependencies", 1)[1].split("\n## ", 1)[0]
    assert [name for name in names if name not in section] == []


def test_every_path_of_the_map_is_there():
    section = README.split("## Map", 1)[1].split("\n## ", 1)[0]
    paths = re.findall(r"`([a-z_]+(?:/[A-Za-z_.]+)+)`", section)
    assert paths
    missing = [path for path in paths if not (settings.BASE_DIR / path).exists()]
    assert missing == []
