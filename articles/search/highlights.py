"""The words found, marked in their original spelling, in a headline or a piece of the text."""

from collections.abc import Collection

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from newsportal.arabic import readings, word_spans

LENGTH = 220  # letters of a piece of the text
BEFORE = 40  # letters before the first word found

Span = tuple[int, int]


def spans_of(text: str, stems: Collection[str]) -> list[Span]:
    """Where in `text` the words stand that have one of `stems`."""
    wanted = set(stems)
    return [
        (start, end)
        for start, end, word in word_spans(text)
        if not wanted.isdisjoint(readings(word))
    ]


def marked(text: str, stems: Collection[str]) -> SafeString:
    """`text`, escaped, with the words found in `<mark>`."""
    return _mark(text, spans_of(text, stems))


def excerpt(text: str, stems: Collection[str]) -> SafeString:
    """The piece of `text` that holds the most words found, marked; "" where there is none."""
    spans = spans_of(text, stems)
    if not spans:
        return SafeString("")
    first = _richest(spans)
    start = _edge(text, max(spans[first][0] - BEFORE, 0))
    stop = _edge(text, min(start + LENGTH, len(text)))
    inside = [(a - start, b - start) for a, b in spans if start <= a and b <= stop]
    before = "… " if start else ""
    after = " …" if stop < len(text) else ""
    return format_html("{}{}{}", before, _mark(text[start:stop], inside), after)


def _richest(spans: list[Span]) -> int:
    """The word found with the most others in the piece that begins with it."""
    best, most, last = 0, 0, 0
    for number, (start, _end) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + LENGTH - BEFORE:
            last += 1
        if last - number > most:
            best, most = number, last - number
    return best


def _edge(text: str, place: int) -> int:
    """The beginning of the word at `place`, so that none is cut."""
    if place in {0, len(text)}:
        return place
    return text.rfind(" ", 0, place + 1) + 1 or place


def _mark(text: str, spans: list[Span]) -> SafeString:
    pieces, done = [], 0
    for start, end in spans:
        pieces.append(format_html("{}<mark>{}</mark>", text[done:start], text[start:end]))
        done = end
    pieces.append(format_html("{}", text[done:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped
