"""The tables behind the charts of the figures: every number, for whoever wants to check."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext

from .counts import Figures
from .wording import month_name, spoken

Column = tuple[str, Callable[[Figures], Any]]


@dataclass(frozen=True)
class Table:
    """Heads and rows, all months together first; each row begins with its month."""

    name: str
    caption: str
    heads: list[str]
    rows: list[tuple[str, list[Any]]]


def tables(rows: Sequence[Figures], clauses: Sequence[tuple[str, str]]) -> dict[str, Table]:
    """The tables of `rows` by name; the refusals have a column for each of `clauses`."""
    described = {
        "months": (gettext("Comments by the month in which they arrived"), _months()),
        "refusals": (
            gettext("Refused comments by clause, and by the month in which they arrived"),
            _refusals(clauses),
        ),
        "waits": (gettext("From arrival to the first decision"), _waits()),
        "appeals": (gettext("Appeals by the month in which they were made"), _appeals()),
        "notices": (gettext("Notices by the month in which they were made"), _notices()),
    }
    return {
        name: Table(
            name,
            caption,
            [head for head, _cell in columns],
            [(month_name(row.month), [cell(row) for _head, cell in columns]) for row in rows],
        )
        for name, (caption, columns) in described.items()
    }


def _months() -> list[Column]:
    return [
        (pgettext("comments", "received"), lambda row: row.received),
        (pgettext("comments", "published"), lambda row: row.published),
        (pgettext("comments", "refused"), lambda row: row.refused),
        (pgettext("comments", "waiting"), lambda row: row.waiting),
        (pgettext("comments", "withdrawn"), lambda row: row.withdrawn),
    ]


def _refusals(clauses: Sequence[tuple[str, str]]) -> list[Column]:
    by_clause: list[Column] = [
        (title, lambda row, code=code: row.by_clause[code])  # type: ignore[misc]
        for code, title in clauses
    ]
    return [*by_clause, (pgettext("comments", "refused"), lambda row: row.refused)]


def _waits() -> list[Column]:
    return [
        (pgettext("comments", "decided"), lambda row: row.decided),
        (gettext("half within (median)"), lambda row: spoken(row.median)),
        (gettext("95 of 100 within"), lambda row: spoken(row.slowest)),
    ]


def _appeals() -> list[Column]:
    return [
        (pgettext("appeals", "made"), lambda row: row.appeals),
        (pgettext("appeals", "granted"), lambda row: row.granted),
        (pgettext("appeals", "refusal upheld"), lambda row: row.upheld),
        (pgettext("appeals", "waiting"), lambda row: row.open_appeals),
        (pgettext("appeals", "lapsed"), lambda row: row.lapsed),
    ]


def _notices() -> list[Column]:
    return [
        (pgettext("notices", "made"), lambda row: row.notices),
        (pgettext("notices", "comment removed"), lambda row: row.removed),
        (pgettext("notices", "comment kept"), lambda row: row.kept),
        (pgettext("notices", "waiting"), lambda row: row.open_notices),
        (pgettext("notices", "lapsed"), lambda row: row.lapsed_notices),
    ]
