"""Looks thousands of watch terms up in a text at once.

The terms are cut into words, each word gets a number, and every shape of it leads to the number.
A text is read once: the forms of each of its words are looked up, so the time does not grow with
the number of terms.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from . import arabizi
from .forms import arabic_bases, arabic_bound, latin_bases, unstretched
from .pieces import Folded, Word, cut, hidden

MODES = ("exact", "stem", "phrase")
ARTICLES = {"el", "al", "il", "l", "ال"}
LONGEST = 60  # letters of a word that can be one
WEAK = "weak"  # two consonants without a digit: not enough but in a phrase


@dataclass(frozen=True)
class Term:
    """Something to look for.

    `exact` finds the folded word alone, `stem` its forms too, `phrase` several words in a row,
    each in any form. `language` '' counts in every text; `allowed` are words and phrases in which
    the term means no harm; `ref` is whatever the caller wants to find again in a hit.
    """

    text: str
    mode: str = "stem"
    language: str = ""
    allowed: tuple[str, ...] = ()
    ref: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Hit:
    """A term found at `start` to `end` of the original text; `how` it was written there."""

    term: Term
    start: int
    end: int
    how: str  # word, joined, signs, mask, arabizi


Numbers = dict[int, str]
"""The words of terms that a word of the text is, by number, and how."""


class _Vocabulary:
    """The words of all terms, and every shape that leads to them."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, bool, bool], int] = {}
        self.bare: set[int] = set()
        self.exact: dict[str, set[int]] = defaultdict(set)
        self.stems: dict[str, set[int]] = defaultdict(set)
        self.bound: dict[str, list[tuple[frozenset[str], int]]] = defaultdict(list)
        self.sounds: dict[str, list[tuple[arabizi.Skeleton, int]]] = defaultdict(list)
        self.masks: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)

    def number(self, text: str, *, is_exact: bool, is_arabizi: bool) -> int:
        """The number of a folded word, with all its shapes entered."""
        key = (text, is_exact, is_arabizi)
        if key in self.numbers:
            return self.numbers[key]
        number = self.numbers[key] = len(self.numbers)
        is_arabic = _is_arabic(text)
        (self.exact if is_exact else self.stems)[text].add(number)
        if is_exact:
            self.bare.add(number)
        if is_arabic and not is_exact:
            for shape, endings in arabic_bound(text).items():
                self.bound[shape].append((endings, number))
        skeletons = arabizi.arabic_skeletons(text) if is_arabic else []
        if is_arabizi and not is_arabic:
            skeletons = arabizi.latin_skeletons(text)
        for skeleton in skeletons:
            self.sounds[skeleton.consonants].append((skeleton, number))
        if len(text) >= 4:
            self.masks[text[0], len(text)].append((text, number))
        return number

    def lookup(self, word: Word) -> Numbers:
        """The numbers that `word` may be."""
        if word.how == "mask":
            return dict.fromkeys(self._unmasked(word.text), "mask")
        if len(word.text) > LONGEST:
            shorter = unstretched(word.text)[-1]
            return self.lookup(replace(word, text=shorter)) if len(shorter) <= LONGEST else {}
        found: Numbers = {}
        if word.is_arabic:
            for number in self._arabic(word.text):
                found[number] = word.how
        else:
            if word.how != "signs":
                for number, how in self._sounding(word.text):
                    if found.get(number) != "arabizi":
                        found[number] = how
            for number in self._latin(word.text):
                found[number] = word.how
        return found

    def _arabic(self, text: str) -> Iterator[int]:
        for form in unstretched(text):
            yield from self.exact.get(form, ())
        for base, ending in arabic_bases(text):
            yield from self.stems.get(base, ())
            for endings, number in self.bound.get(base, ()):
                if ending in endings:
                    yield number

    def _latin(self, text: str) -> Iterator[int]:
        for form in unstretched(text):
            yield from self.exact.get(form, ())
        for base in latin_bases(text):
            yield from self.stems.get(base, ())

    def _sounding(self, text: str) -> Iterator[tuple[int, str]]:
        for form in unstretched(text):
            for reading in arabizi.latin_readings(form):
                for skeleton, number in self.sounds.get(reading.consonants, ()):
                    if number in self.bare and not reading.is_bare:
                        continue
                    if arabizi.sounds_like(skeleton, reading):
                        yield number, WEAK if reading.is_weak else "arabizi"

    def _unmasked(self, text: str) -> Iterator[int]:
        """Terms that fit the letters which are left; half of them at least must be."""
        stars = [not (each.isalnum() or each in "@$!|") for each in text]
        if sum(stars) * 2 > len(text) or (stars[-1] and sum(stars) == 1):
            return
        for term, number in self.masks.get((text[0], len(text)), ()):
            if all(
                star or own == other for star, own, other in zip(stars, text, term, strict=True)
            ):
                yield number


class Matcher:
    """Finds the `terms` that it was made with."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._words = _Vocabulary()
        self._single: dict[int, list[Term]] = defaultdict(list)
        self._phrases: dict[int, list[tuple[tuple[int, ...], Term]]] = defaultdict(list)
        self._allowed: dict[Term, list[tuple[int, ...]]] = {}
        for term in terms:
            self._add(term)

    def _add(self, term: Term) -> None:
        numbers = self._numbers(term.text, term)
        if len(numbers) == 1:
            self._single[numbers[0]].append(term)
        elif numbers:
            self._phrases[numbers[0]].append((numbers, term))
        if term.allowed:
            allowed = (self._numbers(each, term, is_allowed=True) for each in term.allowed)
            self._allowed[term] = [each for each in allowed if each]

    def _numbers(self, text: str, term: Term, *, is_allowed: bool = False) -> tuple[int, ...]:
        words = words_of(text)
        is_exact = term.mode == "exact" and not is_allowed
        is_arabizi = term.language == "ar" and not is_allowed
        if len(words) > 1 and not is_exact:
            words = [_without_article(word) for word in words]
        return tuple(
            self._words.number(word, is_exact=is_exact, is_arabizi=is_arabizi) for word in words
        )

    def find(self, text: str, languages: Collection[str] = ()) -> list[Hit]:
        """Every term in `text`, in the order of their places.

        With `languages`, terms of another language are left out; those without one stay.
        """
        folded = Folded.of(text)
        pieces = cut(folded)
        seen: dict[str, Numbers] = {}
        numbers = [self._known(piece, seen) for piece in pieces]
        found: dict[tuple[Term, int, int], str] = {}
        for word, term in self._candidates(folded, pieces, numbers, seen):
            if languages and term.language and term.language not in languages:
                continue
            span = folded.span(word.start, word.end)
            if _is_accusative(term, word, text[slice(*span)]):
                continue
            if not self._is_allowed(term, word, pieces, numbers):
                found.setdefault((term, *span), word.how)
        hits = [Hit(term, start, end, how) for (term, start, end), how in found.items()]
        return _without_inner(sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.term.text)))

    def _known(self, word: Word, seen: dict[str, Numbers]) -> Numbers:
        if word.text not in seen:
            seen[word.text] = self._words.lookup(word)
        return seen[word.text]

    def _candidates(
        self, folded: Folded, pieces: list[Word], numbers: list[Numbers], seen: dict[str, Numbers]
    ) -> Iterator[tuple[Word, Term]]:
        for at, piece in enumerate(pieces):
            for number, how in numbers[at].items():
                if how != WEAK:
                    for term in self._single.get(number, ()):
                        yield _as(piece, how), term
                for sequence, term in self._phrases.get(number, ()):
                    last = _last_of(sequence, pieces, numbers, at)
                    if last is not None:
                        how = "arabizi" if how == WEAK else how
                        yield _as(piece, how, pieces[last]), term
        for word in hidden(folded, pieces):
            for number, how in self._words.lookup(word).items():
                for term in self._single.get(number, ()):
                    if how != WEAK:
                        yield _as(word, how), term

    def _is_allowed(
        self, term: Term, word: Word, pieces: list[Word], numbers: list[Numbers]
    ) -> bool:
        """Whether the hit lies within one of the term's innocent phrases."""
        for sequence in self._allowed.get(term, ()):
            for start in range(max(0, word.last - 2 * len(sequence)), word.first + 1):
                last = _last_of(sequence, pieces, numbers, start)
                if last is not None and last >= word.last:
                    return True
        return False


_HAMZA = re.compile("[ءﺀئؤ]")
_DEFINITE = re.compile("(?:و|ف)?(?:ال|لل|بال|كال|يا|هال)")


def _is_accusative(term: Term, word: Word, written: str) -> bool:
    """Folding drops the hamza of عملاء; عملا without ء and without an article is عملاً, work."""
    if not (word.is_arabic and word.how == "word" and term.text.endswith("اء")):
        return False
    is_bare = word.text.endswith("ا") and not _DEFINITE.match(word.text)
    return is_bare and not _HAMZA.search(written)


def _is_arabic(text: str) -> bool:
    return "\u0600" <= text[:1] <= "\u06ff"


def _without_article(word: str) -> str:
    """In a phrase الكلب and كلب are one, and in Latin letters the article may stand alone."""
    return word[2:] if word.startswith("ال") and len(word) > 4 and word != "الله" else word


def _last_of(
    sequence: tuple[int, ...], pieces: list[Word], numbers: list[Numbers], at: int
) -> int | None:
    """The last piece of `sequence` if it begins at piece `at`; an article may stand between."""
    is_sure = False
    for step, number in enumerate(sequence):
        if step and at < len(pieces) and number not in numbers[at] and pieces[at].text in ARTICLES:
            at += 1
        if at >= len(pieces) or number not in numbers[at]:
            return None
        is_sure = is_sure or numbers[at][number] != WEAK
        at += 1
    return at - 1 if is_sure else None


def _as(word: Word, how: str, last: Word | None = None) -> Word:
    last = last or word
    return Word(word.text, word.start, last.end, word.first, last.last, word.is_arabic, how)


def _without_inner(hits: list[Hit]) -> list[Hit]:
    """One hit of a term where several overlap: the first and longest."""
    kept: list[Hit] = []
    reached: dict[Term, int] = {}
    for hit in hits:
        if hit.start >= reached.get(hit.term, -1):
            kept.append(hit)
            reached[hit.term] = hit.end
    return kept


def words_of(text: str) -> list[str]:
    """The folded words of a term: what it is compared by."""
    return [piece.text for piece in cut(Folded.of(text))]
