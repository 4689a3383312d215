"""Bar charts of the figures, as geometry: templates/comments/_chart.html draws them as SVG.

Lengths are shares of the width and pixels of the height, so letters keep their size on every
screen. Bars grow from the side where reading begins. Colours are classes, never attributes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from newsportal.digits import Number, written

if TYPE_CHECKING:
    from comments.figures import Figures

LINE = 26  # from one line of letters to the next, in pixels
BAR = 14  # how thick a bar is
GAP = 22  # between two rows
SHORTEST = 0.4  # percent: what is there is seen
LETTERS = 44  # in one line of words, so that it fits the smallest screen

Text = str | Promise


@dataclass(frozen=True)
class Piece:
    """One part of a bar and the words for it; `kind` is its colour by class."""

    kind: str
    words: str
    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True)
class Row:
    """One bar: its label where reading begins, its number at the other side."""

    label: str
    value: str
    text_y: int
    lines: list["Line"]
    bar_y: int
    pieces: list[Piece]


@dataclass(frozen=True)
class Line:
    """One line of words, each in the colour of its piece."""

    y: int
    pieces: list[Piece]


@dataclass
class Chart:
    """A finding and the bars that show it."""

    name: str
    finding: str
    description: str
    start: str = "0"
    end: str = "100%"
    height: int = 0
    rows: list[Row] = field(default_factory=list)

    def add(
        self,
        label: str,
        value: str,
        parts: Sequence[tuple[str, float, str]],
        whole: float,
        is_overlaid: bool = False,
    ) -> None:
        """Draw one bar of `parts` (kind, length, words), where `whole` would fill the width.

        Parts stand one after the other; overlaid ones all begin at the start, the later thinner.
        """
        text_y = self.height + LINE - 8
        depth = len(_broken([words for _kind, length, words in parts if length and words]))
        bar_y = text_y + LINE * depth + 8
        begin, pieces = 0.0, []
        for place, (kind, length, words) in enumerate(parts):
            if not length:
                continue
            width = max(100 * length / whole, SHORTEST) if whole else SHORTEST
            width = min(width, 100 - begin)
            inset = 4 * place if is_overlaid else 0
            x = 100 - begin - width if self.start == "100%" else begin
            y, thick = bar_y + inset, BAR - 2 * inset
            pieces.append(Piece(kind, words, f"{x:.2f}%", f"{width:.2f}%", y, thick))
            begin += 0 if is_overlaid else width
        told, lines = iter([piece for piece in pieces if piece.words]), []
        for place, line in enumerate(_broken([piece.words for piece in pieces if piece.words])):
            lines.append(Line(text_y + LINE * (place + 1), [next(told) for _words in line]))
        self.rows.append(Row(label, value, text_y, lines, bar_y, pieces))
        self.height = bar_y + BAR + GAP


def _broken(words: list[str]) -> list[list[str]]:
    """`words` in lines that fit the smallest screen."""
    lines: list[list[str]] = []
    for each in words:
        if lines and sum(map(len, lines[-1])) + 3 * len(lines[-1]) + len(each) <= LETTERS:
            lines[-1].append(each)
        else:
            lines.append([each])
    return lines


def chart(name: str, finding: str, description: str) -> Chart:
    """An empty chart in the direction of the page."""
    sides = ("100%", "0") if get_language_bidi() else ("0", "100%")
    return Chart(name, finding, description, *sides)


def month_name(month: date | None) -> str:
    """The month with its year; all of them together for None."""
    return written(formats.date_format(month, "F Y")) if month else gettext("All months")


def share(part: int, whole: int) -> int:
    """`part` of `whole` in percent, rounded half up."""
    return (200 * part + whole) // (2 * whole)


def spoken(seconds: int | None) -> str:
    """A wait in words, in the unit that fits; a dash where there is none."""
    return written(_spoken(seconds))


def _spoken(seconds: int | None) -> str:
    if seconds is None:
        return "–"
    if seconds < 60:
        return gettext("under a minute")
    minutes, hours, days = round(seconds / 60), round(seconds / 3600), round(seconds / 86400)
    if minutes < 90:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


TABLE_BELOW: Text = _("The table below the chart has the same numbers.")


def _parts(pairs: Iterable[tuple[str, int, Text]]) -> list[tuple[str, float, str]]:
    return [
        (kind, count, str(words) % {"count": Number(count)})
        for kind, count, words in pairs
        if count
    ]


def months_chart(total: "Figures", months: Sequence["Figures"]) -> Chart:
    """What became of the comments of each month."""
    decided = total.published + total.refused
    if decided:
        finding = written(
            gettext("%(published)s%% of the decided comments were published, %(refused)s%% refused")
            % {
                "published": share(total.published, decided),
                "refused": 100 - share(total.published, decided),
            }
        )
    else:
        finding = gettext("No comment has been decided so far")
    found = chart("months", finding, str(TABLE_BELOW))
    widest = max(each.received for each in months)
    for each in months:
        parts = _parts(
            [
                ("published", each.published, _("published: %(count)s")),
                ("refused", each.refused, _("refused: %(count)s")),
                ("waiting", each.waiting, _("waiting: %(count)s")),
                ("withdrawn", each.withdrawn, _("withdrawn: %(count)s")),
            ]
        )
        value = gettext("received: %(count)s") % {"count": Number(each.received)}
        found.add(month_name(each.month), value, parts, widest)
    return found


def refusals_chart(total: "Figures", clauses: Sequence[tuple[str, str]]) -> Chart | None:
    """How often each clause was the reason; nothing while there are no refusals."""
    if not total.refused:
        return None
    widest = max(total.by_clause.values())
    first = [title for code, title in clauses if total.by_clause[code] == widest]
    if len(first) == 1:
        finding = gettext("The most frequent reason: “%(clause)s”, %(count)s of %(total)s refusals")
    else:
        finding = gettext("The most frequent reasons, %(count)s of %(total)s each: %(clause)s")
    told = {
        "clause": pgettext("list", ", ").join(first),
        "count": Number(widest),
        "total": Number(total.refused),
    }
    found = chart("refusals", finding % told, str(TABLE_BELOW))
    for code, title in clauses:
        count = total.by_clause[code]
        found.add(title, str(Number(count)), [("refused", count, "")], widest)
    return found


def waits_chart(total: "Figures", months: Sequence["Figures"]) -> Chart | None:
    """How long first decisions took; nothing while there are none."""
    if total.median is None:
        return None
    finding = written(
        gettext("Half of the decisions came within: %(half)s; 95 of 100 within: %(most)s")
        % {"half": spoken(total.median), "most": spoken(total.slowest)}
    )
    found = chart("waits", finding, str(TABLE_BELOW))
    measured = [each for each in months if each.median is not None]
    widest = max((each.slowest or 0 for each in measured), default=0)
    for each in measured:
        parts = [
            ("most", each.slowest or 0, gettext("95 of 100: %(wait)s")),
            ("half", each.median or 0, gettext("half: %(wait)s")),
        ]
        told = [
            (kind, max(length, 1), written(words % {"wait": spoken(length)}))
            for kind, length, words in parts
        ]
        found.add(month_name(each.month), "", told, widest, is_overlaid=True)
    return found


def appeals_chart(total: "Figures", months: Sequence["Figures"]) -> Chart | None:
    """What became of the appeals of each month; nothing while there are none."""
    if not total.appeals:
        return None
    answered = total.granted + total.upheld
    if answered:
        finding = ngettext(
            "%(answered)s appeal answered; granted: %(granted)s",
            "%(answered)s appeals answered; granted: %(granted)s",
            answered,
        ) % {"answered": Number(answered), "granted": Number(total.granted)}
    else:
        finding = gettext("No appeal has been answered so far")
    found = chart("appeals", finding, str(TABLE_BELOW))
    shown = [each for each in months if each.appeals]
    widest = max((each.appeals for each in shown), default=0)
    for each in shown:
        parts = _parts(
            [
                ("published", each.granted, _("granted: %(count)s")),
                ("refused", each.upheld, _("refusal upheld: %(count)s")),
                ("waiting", each.open_appeals, _("waiting: %(count)s")),
                ("withdrawn", each.lapsed, _("lapsed: %(count)s")),
            ]
        )
        value = gettext("made: %(count)s") % {"count": Number(each.appeals)}
        found.add(month_name(each.month), value, parts, widest)
    return found


def notices_chart(total: "Figures", months: Sequence["Figures"]) -> Chart | None:
    """What became of the notices of each month; nothing while there are none."""
    if not total.notices:
        return None
    answered = total.removed + total.kept
    if answered:
        finding = ngettext(
            "%(answered)s notice answered; comment removed: %(removed)s",
            "%(answered)s notices answered; comment removed: %(removed)s",
            answered,
        ) % {"answered": Number(answered), "removed": Number(total.removed)}
    else:
        finding = gettext("No notice has been answered so far")
    found = chart("notices", finding, str(TABLE_BELOW))
    shown = [each for each in months if each.notices]
    widest = max((each.notices for each in shown), default=0)
    for each in shown:
        parts = _parts(
            [
                ("refused", each.removed, _("comment removed: %(count)s")),
                ("published", each.kept, _("comment kept: %(count)s")),
                ("waiting", each.open_notices, _("waiting: %(count)s")),
                ("withdrawn", each.lapsed_notices, _("lapsed: %(count)s")),
            ]
        )
        value = gettext("made: %(count)s") % {"count": Number(each.notices)}
        found.add(month_name(each.month), value, parts, widest)
    return found
