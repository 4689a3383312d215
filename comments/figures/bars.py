"""Bars as geometry: templates/comments/_chart.html draws them as SVG.

Lengths are shares of the width and pixels of the height, so letters keep their size on every
screen. Bars grow from the side where reading begins. Colours are classes, never attributes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language_bidi

LINE = 26  # from one line of letters to the next, in pixels
BAR = 14  # how thick a bar is
GAP = 22  # between two rows
SHORTEST = 0.4  # percent: what is there is seen
LETTERS = 44  # in one line of words, so that it fits the smallest screen


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
