"""Cuts a text into the words that may hide a term, each with its place in the original.

Besides the words as they stand there are those that somebody has taken apart (ك ل ب، ك.ل.ب) and
those with signs in the place of letters (sh1t, f*ck).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from newsportal.arabic import fold_with_offsets

# What folding leaves alone and the eye does not: dotless letters, Cyrillic and Greek twins of
# Latin letters. One character becomes one, so the offsets stay.
_TWINS = str.maketrans("ٮٯڡڮ" + "аеорсухіѕјԁһαονρτυικ", "بقفك" + "aeopcyxisjdhaovptuik")

ARABIC = "\u0620-\u065f\u066e-\u06ff"
_PIECE = re.compile(f"(?P<arabic>[{ARABIC}]+)|[^\\W_{ARABIC}]+")
_GAP_AT_MOST = 3
_JOINED_AT_MOST = 14
_SHORT = 2

_SIGNED = re.compile(r"[a-z0-9@$](?:[a-z0-9@$*#!|]*[a-z0-9@$*#])?")
_MASKED = re.compile(f"[{ARABIC}]+[*#•]+[{ARABIC}*#•]*")
_LEET = str.maketrans("0345789@$!|", "oeasTBgasii")
_DIGIT_APOSTROPHE = re.compile(r"(?:[a-z]|[2356789]['’`]?)+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word to look up: `start` and `end` in the folded text, `first` and `last` its pieces."""

    text: str
    start: int
    end: int
    first: int
    last: int
    is_arabic: bool
    how: str = "word"  # word, joined, signs, mask


@dataclass(frozen=True)
class Folded:
    """A text folded for matching, with the way back to what was typed."""

    original: str
    text: str
    offsets: list[int]

    @classmethod
    def of(cls, original: str) -> "Folded":
        """Fold `original`."""
        text, offsets = fold_with_offsets(original)
        return cls(original, text.translate(_TWINS), offsets)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where folded characters `start` to `end` stand in the original, marks included."""
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        while last < len(self.original) and _is_silent(self.original[last]):
            last += 1
        return first, last


def _is_silent(character: str) -> bool:
    return character in "ـء" or unicodedata.category(character) in {"Mn", "Me"}


def cut(folded: Folded) -> list[Word]:
    """The words as they stand, in their order."""
    return [
        Word(match[0], match.start(), match.end(), index, index, match["arabic"] is not None)
        for index, match in enumerate(_PIECE.finditer(folded.text))
    ]


def hidden(folded: Folded, pieces: list[Word]) -> Iterator[Word]:
    """The words that are not written as words: taken apart, or with signs for letters."""
    yield from _joined(folded, pieces)
    yield from _signed(folded.text, pieces)


# -- taken apart -----------------------------------------------------------------------------------


def _joined(folded: Folded, pieces: list[Word]) -> Iterator[Word]:
    run: list[Word] = []
    for piece in pieces:
        if run and not _hang_together(folded, run[-1], piece):
            yield from _joins_in(folded, run)
            run = []
        run.append(piece)
    yield from _joins_in(folded, run)


def _hang_together(folded: Folded, left: Word, right: Word) -> bool:
    """Whether only signs part the two, or only space does and both are single letters."""
    gap = folded.text[left.end : right.start]
    if left.is_arabic != right.is_arabic or len(gap) > _GAP_AT_MOST or "\n" in gap:
        return False
    if not any(each.isspace() for each in gap) or len(left.text) == len(right.text) == 1:
        return True
    return _is_stretched_over(folded, left, right)


def _is_stretched_over(folded: Folded, left: Word, right: Word) -> bool:
    """Whether the letters on both sides of a space reach out for each other: حـ ـمار."""
    written = folded.original[folded.offsets[left.end - 1] + 1 : folded.offsets[right.start]]
    return written.startswith("ـ") and written.endswith("ـ") and len(written) > 1


def _joins_in(folded: Folded, run: list[Word]) -> Iterator[Word]:
    """Every stretch of the run that could be one word in parts."""
    for first in range(len(run) - 1):
        for last in range(first + 1, min(len(run), first + _JOINED_AT_MOST)):
            stretch = run[first : last + 1]
            if len(stretch) < 3 and not _is_split(folded, stretch):
                continue
            if all(len(piece.text) > _SHORT for piece in stretch) and not any(
                unicodedata.category(each) == "So"
                for each in folded.text[stretch[0].end : stretch[-1].start]
            ):
                continue  # words with a comma or a stroke between them; a picture hides more
            yield Word(
                "".join(piece.text for piece in stretch),
                stretch[0].start,
                stretch[-1].end,
                stretch[0].first,
                stretch[-1].last,
                stretch[0].is_arabic,
                "joined",
            )


def _is_split(folded: Folded, stretch: list[Word]) -> bool:
    """Two parts count only where a sign stands between them and it is no apostrophe."""
    gap = folded.text[stretch[0].end : stretch[1].start].strip()
    return _is_stretched_over(folded, *stretch) or (bool(gap) and not set(gap) & set("'’`"))


# -- signs for letters -----------------------------------------------------------------------------


def _signed(text: str, pieces: list[Word]) -> Iterator[Word]:
    places = _Places(pieces)
    for match in _SIGNED.finditer(text):
        raw = match[0]
        has_letter = any("a" <= each <= "z" for each in raw)
        if not has_letter or raw.isalpha():
            continue
        if "*" in raw or "#" in raw:
            yield places.word(raw, match, is_arabic=False, how="mask")
        elif sum(each.isalpha() for each in raw) * 2 >= len(raw) >= 4:
            plain = raw.translate(_LEET).casefold()
            for one in ("i", "l") if "1" in plain else ("",):
                yield places.word(plain.replace("1", one), match, is_arabic=False, how="signs")
    for match in _MASKED.finditer(text):
        yield places.word(match[0], match, is_arabic=True, how="mask")
    if re.search(r"[3-9]['’`]", text):
        for match in _DIGIT_APOSTROPHE.finditer(text):
            if set(match[0]) & set("'’`"):
                yield places.word(match[0], match, is_arabic=False, how="joined")


class _Places:
    """Knows which pieces a stretch of the folded text covers."""

    def __init__(self, pieces: list[Word]) -> None:
        self.by_start = {piece.start: piece.first for piece in pieces}
        self.by_end = {piece.end: piece.last for piece in pieces}

    def word(self, text: str, match: re.Match[str], *, is_arabic: bool, how: str) -> Word:
        inside = range(match.start(), match.end() + 1)
        first = next((self.by_start[at] for at in inside if at in self.by_start), 0)
        last = next((self.by_end[at] for at in reversed(inside) if at in self.by_end), first)
        return Word(text, match.start(), match.end(), first, max(first, last), is_arabic, how)
