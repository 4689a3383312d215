"""Cuts untouched words where findings lie in them, for a template to mark."""

from collections.abc import Iterable

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
