"""Cuts untouched words where findings lie in them, for a template to mark."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]
Part = tuple[str, bool]
"""Some words, and whether they are to be marked."""


def parts(text: str, spans: Iterable[Span]) -> list[Part]:
    """`text` in pieces, marked and unmarked in turn; joined they are `text` again.

    Spans may overlap, touch or reach beyond the text.
    """
    found: list[Part] = []
    at = 0
    for start, end in merged(spans, len(text)):
        if start > at:
            found.append((text[at:start], False))
        found.append((text[start:end], True))
        at = end
    if at < len(text):
        found.append((text[at:], False))
    return found


def merged(spans: Iterable[Span], length: int) -> list[Span]:
    """`spans` in order, inside a text of `length`, those that overlap or touch made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        start, end = max(0, start), min(end, length)
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@dataclass(frozen=True)
class Stroke:
    """Some words; `findings` are the numbers of what was found in them, from 1, or nothing."""

    words: str
    findings: tuple[int, ...] = ()
    is_word_end: bool = True
    is_covered: bool = False

    @property
    def numbers(self) -> str:
        """The numbers as they stand behind the words; not inside a word, whose letters join."""
        return ", ".join(map(str, self.findings)) if self.is_word_end else ""


def strokes(
    text: str, found: Iterable[Iterable[Span]], covered: Iterable[Span] = ()
) -> list[Stroke]:
    """`text` in pieces, each with the numbers of the findings (in the order of `found`) over it.

    Joined the pieces are `text` again; a finding without a span takes its number all the same.
    `covered` is what readers do not see.
    """
    covers = [merged(spans, len(text)) for spans in found]
    hidden = merged(covered, len(text))
    spans_of_all = (*covers, hidden)
    edges = {0, len(text), *(edge for spans in spans_of_all for span in spans for edge in span)}
    # What is covered stays in one piece, whatever was found in it.
    cuts = sorted(edge for edge in edges if not any(first < edge < last for first, last in hidden))
    pieces = []
    for start, end in pairwise(cuts):
        over = tuple(
            number
            for number, spans in enumerate(covers, 1)
            if any(first <= start and end <= last for first, last in spans)
        )
        is_word_end = not text[end : end + 1].isalnum()
        is_covered = any(first <= start and end <= last for first, last in hidden)
        pieces.append(Stroke(text[start:end], over, is_word_end, is_covered))
    return pieces
