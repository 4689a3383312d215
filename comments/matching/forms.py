"""Which base words a written word may be a form of, in Arabic, French and English.

Unlike a stemmer this asks no dictionary and gives every reading: a term is found when any of them
is the term. What must not be a reading (منصب of نصب, الخراطيم of خرا) is what no affix explains.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

# ال and what is written onto it; the conjunctions و ف, the prepositions ب ك ل, the vocative يا,
# and the Levantine demonstrative هالـ and preposition عالـ.
_CONJUNCTIONS = ("", "و", "ف")
_LEADS = (
    "", "ال", "ب", "ك", "ل", "لل", "بال", "كال", "يا", "يال", "هال", "عال", "بهال", "لهال", "عهال",
    "شو",
)  # fmt: skip
PREFIXES = tuple(
    sorted({f"{each}{lead}" for each in _CONJUNCTIONS for lead in _LEADS}, key=len, reverse=True)
)
# May stand before a word of two letters; a lone letter before two makes too many other words.
_BEFORE_TWO = {"", "ال", "وال", "فال", "يا", "ويا"}

_PRONOUNS = (
    "ه", "ها", "هم", "هن", "هما", "ك", "كم", "كن", "كما", "ي", "نا",
)  # fmt: skip
_NUMBERS = ("ا", "ات", "ون", "ين", "ان")
_FEMININE = (*(f"ت{each}" for each in _PRONOUNS), "تين", "تان", "تن")
_PLURAL = tuple(f"ات{each}" for each in _PRONOUNS)
SUFFIXES = ("", *_PRONOUNS, *_NUMBERS, *_FEMININE, *_PLURAL)
_LONGEST_SUFFIX = max(map(len, SUFFIXES))

_LONG_RUN = re.compile(r"(.)\1{2,}")
_DOUBLE = re.compile(r"(.)\1")
_LEAST = 3


@lru_cache(maxsize=50_000)
def unstretched(word: str) -> tuple[str, ...]:
    """`word`, and where letters are drawn out (كلللب) what it may be without that."""
    if not _LONG_RUN.search(word):
        return (word,)
    return tuple(dict.fromkeys((word, _LONG_RUN.sub(r"\1", word), _LONG_RUN.sub(r"\1\1", word))))


@lru_cache(maxsize=50_000)
def arabic_bases(word: str) -> tuple[tuple[str, str], ...]:
    """Every (base, suffix) that some prefix and some suffix leave of one folded word."""
    found: dict[tuple[str, str], None] = {}
    for form in unstretched(word):
        for prefix in PREFIXES:
            if form.startswith(prefix):
                rest = form[len(prefix) :]
                least = 2 if prefix in _BEFORE_TWO else _LEAST
                if len(rest) >= least:
                    found.update(dict.fromkeys(_without_suffixes(rest)))
    return tuple(found)


def _without_suffixes(word: str) -> Iterator[tuple[str, str]]:
    yield word, ""
    if len(word) > _LEAST and _DOUBLE.search(word):
        yield _DOUBLE.sub(r"\1", word), ""
    for length in range(1, _LONGEST_SUFFIX + 1):
        base, ending = word[:-length], word[-length:]
        if len(base) < _LEAST:
            return
        if ending in _SUFFIX_SET:
            yield base, ending
            if len(base) > _LEAST and _DOUBLE.search(base):
                yield _DOUBLE.sub(r"\1", base), ending


_SUFFIX_SET = frozenset(SUFFIXES) - {""}


def arabic_bound(base: str) -> dict[str, frozenset[str]]:
    """Shapes that a term takes only before certain endings: {shape: endings}.

    The ة opens into ت (حقارتكم) or gives way to ات; the alef of وا falls (اقتلوهم).
    """
    if base.endswith("ه") and len(base) > _LEAST:
        return {base[:-1]: frozenset((*_FEMININE, *_PLURAL, "ات"))}
    if base.endswith("وا") and len(base) > _LEAST:
        return {base[:-1]: frozenset(_PRONOUNS)}
    return {}


_LATIN_ENDINGS = (
    ("euses", "eur"), ("euse", "eur"), ("euses", "eux"), ("euse", "eux"), ("trices", "teur"),
    ("trice", "teur"), ("ives", "if"), ("ive", "if"), ("aux", "al"), ("ies", "y"),
    ("s", ""), ("es", ""), ("e", ""), ("x", ""), ("nes", ""), ("ne", ""), ("tes", ""), ("te", ""),
    ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("ers", ""),
)  # fmt: skip
_LATIN_LEAST = {"er": 4, "ers": 4, "ed": 4, "ing": 4, "e": 4}


@lru_cache(maxsize=50_000)
def latin_bases(word: str) -> tuple[str, ...]:
    """Every base that the endings of English and French leave of one folded word."""
    found: dict[str, None] = {}
    for form in unstretched(word):
        found[form] = None
        for ending, other in _LATIN_ENDINGS:
            base = form[: -len(ending)] + other
            if form.endswith(ending) and len(base) >= _LATIN_LEAST.get(ending, _LEAST):
                found[base] = None
    return tuple(found)
