"""Reads the demo's texts: stories, comments and the tables beside them."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
LANGUAGES = ("ar", "en", "fr")
CORRECTION_KINDS = ("correction", "clarification", "update", "retraction")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True)
class Note:
    """A correction as it is printed: its kind, its age, its words by language."""

    kind: str
    age: timedelta
    texts: dict[str, str]


@dataclass(frozen=True)
class Story:
    """One story file: its particulars, its texts by language, its corrections."""

    key: str
    section: str
    particulars: dict[str, str]
    texts: dict[str, dict[str, str]]
    notes: list[Note] = field(default_factory=list)

    def listed(self, name: str) -> list[str]:
        """A particular that holds several words, as a list."""
        return [word.strip() for word in self.particulars.get(name, "").split(",") if word.strip()]

    def moment(self, name: str, now: datetime) -> datetime | None:
        """A particular that holds a time: '3h' is three hours ago, '+1d' tomorrow."""
        text = self.particulars.get(name)
        return now + offset(text) if text else None


@dataclass(frozen=True)
class Remark:
    """One reader's comment and what becomes of it."""

    story: str
    language: str
    state: str
    message: str
    particulars: dict[str, str]


def offset(text: str) -> timedelta:
    """'2d3h' or '-2d3h' as minus two days and three hours; '+1d' as a day ahead."""
    parts = re.findall(r"(\d+)([dhm])", text)
    if not parts:
        raise ValueError(f"no span of time: {text!r}")
    span = timedelta(**{UNITS[unit]: int(number) for number, unit in parts})
    return span if text.startswith("+") else -span


def table(name: str) -> dict[str, Any]:
    """The TOML file called `name`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def in_languages(field_name: str, texts: dict[str, str]) -> dict[str, str]:
    """{'ar': …} as keyword arguments for a translated field: {'name_ar': …}."""
    return {f"{field_name}_{language}": texts.get(language, "") for language in LANGUAGES}


def stories() -> list[Story]:
    """Every story, by section and key."""
    return [_story(path) for path in sorted((FOLDER / "stories").glob("*/*.txt"))]


def _story(path: Path) -> Story:
    head, *parts = re.split(r"(?m)^=== ", path.read_text(encoding="utf-8"))
    texts, notes = {}, []
    for part in parts:
        title, _newline, rest = part.partition("\n")
        name, _space, age = title.strip().partition(" ")
        if name in LANGUAGES:
            above, _blank, body = rest.partition("\n\n")
            texts[name] = {**_pairs(above), "body": body.strip()}
        elif name in CORRECTION_KINDS:
            notes.append(Note(name, -offset(age), _pairs(rest)))
        else:
            raise ValueError(f"{path.name}: no such part: {title!r}")
    return Story(path.stem, path.parent.name, _pairs(head), texts, notes)


def remarks() -> list[Remark]:
    """Every comment, in the order of the file."""
    text = (FOLDER / "comments.txt").read_text(encoding="utf-8")
    _title, *blocks = re.split(r"(?m)^@ ", text)
    return [_remark(block) for block in blocks]


def _remark(block: str) -> Remark:
    above, _blank, message = block.partition("\n\n")
    title, _newline, rest = above.partition("\n")
    story, language, state, *clause = title.split()
    particulars = _pairs(rest)
    if clause:
        particulars["clause"] = clause[0]
    return Remark(story, language, state, message.strip(), particulars)


def _pairs(lines: str) -> dict[str, str]:
    """'name: value' lines as a dict."""
    pairs = (line.partition(":") for line in lines.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _colon, value in pairs}
