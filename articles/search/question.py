"""What a reader's words ask for: their readings, their synonyms, and how telling each one is."""

from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from django.conf import settings

from articles.models.index import split_words
from articles.search.fulltext import count_matches
from newsportal.arabic import readings, stem, words

# Words of a question that say nothing about the story; the Arabic ones are dropped on both sides.
STOP_WORDS = {
    "en": frozenset(
        "an and are as at be by for from has have he her his in is it its of on or she that "
        "the their they this to was were what when where which who will with".split()
    ),
    "fr": frozenset(
        "au aux avec ce ces cette dans de des du elle en est et il ils la le les leur ou par "
        "pas pour qu que qui sa se ses son sont sur un une".split()
    ),
}


@dataclass
class Term:
    """One word of a question, and the stems of which any one will do."""

    word: str
    stems: tuple[str, ...]
    rarity: float = 0.0
    is_known: bool = True


@dataclass
class Question:
    """The words of a query in one language."""

    language: str
    terms: list[Term] = field(default_factory=list)

    @classmethod
    def read(cls, query: str, language: str) -> "Question":
        """Take `query` apart. One query: how often each word stands, and the synonyms."""
        by_stems = {readings(word): word for word in reversed(query_words(query, language))}
        if not by_stems:
            return cls(language)
        asked = list(reversed(by_stems.items()))
        counted = count_matches([stems for stems, _word in asked], settings.SEARCH_COUNTED_MAX)
        groups = [_stems_of(row) for row in counted.synonyms]
        terms = []
        for (stems, word), count in zip(asked, counted.found, strict=True):
            rarity = log(1 + (max(counted.total - count, 0) + 0.5) / (count + 0.5))
            both = _with_synonyms(stems, groups)
            terms.append(Term(word, both, rarity, is_known=count > 0 or both != stems))
        return cls(language, terms)

    @property
    def stems(self) -> set[str]:
        """Every stem that a story may be found by."""
        return {each for term in self.terms for each in term.stems}

    @property
    def is_loose(self) -> bool:
        """Whether a story may lack some of the words: in questions, not in a name of two words."""
        return len(self.terms) >= settings.SEARCH_LOOSE_FROM

    @property
    def unknown(self) -> list[Term]:
        """The words that stand in no story at all."""
        return [term for term in self.terms if not term.is_known]

    @property
    def is_hopeless(self) -> bool:
        """Whether the counts already say that nothing can be found."""
        missing = len(self.unknown)
        return missing == len(self.terms) or (missing > 0 and not self.is_loose)

    @property
    def wanted(self) -> list[Term]:
        """The words that can be looked for."""
        return [term for term in self.terms if term.is_known]


def query_words(query: str, language: str) -> list[str]:
    """The folded words of `query` that say something, each once, in their order."""
    stop_words = STOP_WORDS.get(language, frozenset())
    return [word for word in dict.fromkeys(words(query)) if word not in stop_words]


@lru_cache(maxsize=2000)
def _stems_of(synonyms: str) -> frozenset[str]:
    """The stems of one row of the newsroom's list."""
    return frozenset(stem(word) for part in split_words(synonyms) for word in words(part))


def _with_synonyms(stems: tuple[str, ...], groups: list[frozenset[str]]) -> tuple[str, ...]:
    more = sorted({each for group in groups if group & set(stems) for each in group})
    return tuple(dict.fromkeys((*stems, *more)))
