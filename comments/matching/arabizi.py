"""Arabic in Latin letters and digits: kalb, 7a2ir, 3'abi.

Both sides become a skeleton: the row of consonants as classes, and what stands between them. The
rows are compared by set lookup, the vowels between them afterwards: a long vowel of the Arabic
word has to be heard in the Latin one, a short one may be any or none. So kalb and klb are كلب,
club is not, for no vowel may move to where the Arabic word can have none.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

Slots = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word in Latin letters may be: the consonants, the vowels around them.

    `is_weak` where two letters are all there is to go by; `is_bare` without affixes; `is_marked`
    where a digit or a digraph says that this is Arabic.
    """

    consonants: str
    slots: Slots
    is_weak: bool = False
    is_bare: bool = True
    is_marked: bool = False


# The letter and the classes that it may be heard as; "" for a letter that may fall.
_ARABIC = {
    "ب": "B", "ت": "T", "ث": "TSÞ", "ج": "J", "ح": "H", "خ": "X", "د": "D", "ذ": "ZDÞÐ", "ر": "R",
    "ز": "Z", "س": "S", "ش": "C", "ص": "S", "ض": "DÐ", "ط": "T", "ظ": "ZDÞÐ", "غ": "G", "ف": "F",
    "ق": "K", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H",
}  # fmt: skip
_LONG = {"ا": "ae", "و": "wou", "ي": "iye"}
_HEARD = {
    "ا": {"a", "aa", "e", "ea", "ae", "ah", "eh"},
    "و": {"o", "oo", "u", "ou", "uu", "w", "au", "aw", "ow", "oe"},
    "ي": {"i", "ii", "y", "e", "ee", "ie", "ei", "ai", "ay", "ey", "iy", "iyy"},
    "ع": {"aa", "ea", "ae", "aaa"},  # written without its 3
}
_AIN = "ع"

_LATIN_LONGER = {
    "3'": ("G",), "7'": ("X",), "5'": ("X",), "6'": ("Z", "D"), "9'": ("D",), "2'": ("",),
    "kh": ("X",), "gh": ("G",), "sh": ("C",), "ch": ("C",), "th": ("Þ",), "dh": ("Ð",),
    "dj": ("J",),
}  # fmt: skip
_LATIN = {
    "b": ("B",), "t": ("T",), "j": ("J",), "h": ("H",), "d": ("D",), "r": ("R",), "z": ("Z",),
    "s": ("S",), "f": ("F",), "k": ("K",), "q": ("K",), "l": ("L",), "m": ("M",), "n": ("N",),
    "g": ("J", "G"), "2": ("K", ""), "3": ("3",), "5": ("X",), "6": ("T",), "7": ("H",),
    "8": ("K", "G"), "9": ("K", "S"),
}  # fmt: skip
_VOWELS = "aeiouwy"
_TOKEN = re.compile(r"[2-9]'|kh|gh|sh|ch|th|dh|dj|[aeiouwy]+|[a-z]|[2-9]")
_ARABIC_ONLY = re.compile(r"[2-9]|kh|gh")  # what neither English nor French has at need
_SHORT_VOWELS = {"", "a", "e", "i", "o", "u", "ou", "oo"}
_LAST_VOWELS = _SHORT_VOWELS | {"eh", "ah", "ee", "y", "w", "ey", "i", "wa"}
_READINGS_AT_MOST = 32

_LEADS = ("", "el", "al", "il", "l", "w", "wel", "wal", "ya", "yal", "bel", "bil", "lal", "hal")
_LEADS_OF_UNMARKED = tuple(lead for lead in _LEADS if len(lead) != 1)
_STRONG = 3
_SHORT_ENDING = 2
_TAILS = (
    "", "ak", "ik", "ek", "kom", "kum", "kon", "kun", "hom", "hum", "hon", "on", "oun", "na", "ha",
    "in", "een", "at", "et", "iyi", "iye", "iyeh", "iyyeh",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What a term sounds like: its consonants, and what must stand between them."""

    consonants: str
    slots: Slots
    is_free: bool = False  # a term in Latin letters: its vowels are taken as they come


def _doubled_once(rows: list[tuple[str, ...]], slots: list[str]) -> None:
    """A doubled consonant (battal) is one."""
    if len(rows) > 1 and rows[-1] == rows[-2] and slots[-1] == "":
        rows.pop()
        slots.pop()


def _decode(word: str) -> tuple[list[tuple[str, ...]], list[str]] | None:
    """The consonants of a Latin word, each with its classes, and the vowels around them."""
    rows: list[tuple[str, ...]] = []
    slots = [""]
    end = 0
    for match in _TOKEN.finditer(word):
        if match.start() != end:
            return None
        end = match.end()
        token = match[0]
        if token[0] in _VOWELS:
            slots[-1] += token
            continue
        classes = _LATIN_LONGER.get(token) or _LATIN.get(token)
        if classes is None:
            return None  # c, p, v and x: no Arabic is written with them
        rows.append(classes)
        slots.append("")
        _doubled_once(rows, slots)
    return (rows, slots) if end == len(word) else None


def _readings(word: str) -> list[tuple[str, Slots]]:
    decoded = _decode(word)
    if decoded is None or not decoded[0]:
        return []
    rows, slots = decoded
    found: list[tuple[str, Slots]] = []
    for classes in product(*rows):
        found.append(_without_silent(classes, slots))
        if len(found) >= _READINGS_AT_MOST:
            break
    if rows[-1] == ("H",) and len(rows) > 1 and slots[-1] == "" and slots[-2][-1:] in ("a", "e"):
        found += [(row[:-1], (*between[:-2], between[-2] + "h")) for row, between in found]
    return found


def _without_silent(classes: tuple[str, ...], slots: list[str]) -> tuple[str, Slots]:
    row: list[str] = []
    between = [slots[0]]
    for each, after in zip(classes, slots[1:], strict=True):
        if each == _AIN:
            between[-1] += each + after
        elif each:
            row.append(each)
            between.append(after)
        else:
            between[-1] += after
    return "".join(row), tuple(between)


@lru_cache(maxsize=50_000)
def latin_readings(word: str) -> tuple[Reading, ...]:
    """What a word in Latin letters may stand for, with and without Arabic affixes."""
    plain = word.replace("’", "'").replace("`", "'")
    is_marked = bool(_ARABIC_ONLY.search(plain))
    if not is_marked and not plain.isalpha():
        return ()
    found: dict[tuple[str, Slots], Reading] = {}
    for lead in _LEADS if is_marked else _LEADS_OF_UNMARKED:
        for tail in _TAILS:
            bare = plain[len(lead) : len(plain) - len(tail)]
            if len(bare) < 3 or not (plain.startswith(lead) and plain.endswith(tail)):
                continue
            for row, slots in _readings(bare):
                is_weak = not is_marked and _strength(bare, row, slots) < _STRONG
                reading = Reading(row, slots, is_weak, not (lead or tail), is_marked)
                found.setdefault((row, slots), reading)
    return tuple(each for each in found.values() if len(each.consonants) > 1)


def _strength(bare: str, row: str, slots: Slots) -> int:
    """How much there is to go by; w and y count half, g is three letters in as many dialects."""
    semivowels = sum(each in "wy" for slot in slots for each in slot)
    return len(row) + semivowels // 2 - ("g" in bare)


def arabic_skeletons(word: str) -> list[Skeleton]:
    """What one folded Arabic word may sound like."""
    rows: list[tuple[str, ...]] = []
    slots = [""]
    for letter in word:
        if letter in _LONG:
            slots[-1] += letter
        elif letter in _ARABIC or letter == _AIN:
            rows.append(tuple(_ARABIC[letter]) if letter != _AIN else ("3", _AIN))
            slots.append("")
        else:
            return []
    found = []
    for classes in product(*rows):
        consonants, between = _without_silent(classes, slots)
        found.append(Skeleton(consonants, between))
        if word.endswith("ه") and len(consonants) > 2:
            # The ة is heard as a vowel.
            found.append(Skeleton(consonants[:-1], (*between[:-2], between[-2] + "ه")))
    return [each for each in found if len(each.consonants) > 1]


def latin_skeletons(word: str) -> list[Skeleton]:
    """What a term in Latin letters may be written like."""
    return [Skeleton(row, slots, is_free=True) for row, slots in _readings(word)]


def sounds_like(skeleton: Skeleton, reading: Reading) -> bool:
    """Whether the vowels of a Latin word fit the term of the same consonants."""
    last = len(reading.slots) - 1
    pairs = enumerate(zip(skeleton.slots, reading.slots, strict=True))
    if skeleton.is_free:
        return all(_is_alike(wanted, heard, is_last=at == last) for at, (wanted, heard) in pairs)
    if _is_misplaced(skeleton, reading.slots):
        return False
    for at, (wanted, heard) in pairs:
        if not _fits(wanted, heard, is_first=at == 0, is_last=at == last):
            return False
        if not reading.is_marked and wanted == "ي" and heard == "e" and at != last:
            return False  # hiker is not حقير; 7a2er is
    return True


def _is_alike(wanted: str, heard: str, *, is_last: bool) -> bool:
    """Whether two spellings in Latin letters may be meant for the same vowel."""
    if is_last:
        return len(wanted) <= _SHORT_ENDING or len(heard) > 1
    if bool(wanted) != bool(heard) or bool(set("ouw") & set(wanted)) != bool(
        set("ouw") & set(heard)
    ):
        return False
    return "y" not in wanted or bool(set("iye") & set(heard))


def _is_misplaced(skeleton: Skeleton, slots: Slots) -> bool:
    """Whether a word opens with two consonants and its first vowel stands where none can be.

    They may open it before a long vowel (7mar, klab) or where short ones are left out (klb).
    """
    if slots[0] or slots[1] or skeleton.slots[1] or len(slots) < 4:
        return False
    return not skeleton.slots[2] and bool(slots[2])


def _fits(wanted: str, heard: str, *, is_first: bool, is_last: bool) -> bool:
    wanted = wanted.replace("ه", "ا")
    if not wanted:
        if is_first:
            return heard == ""
        return heard in (_LAST_VOWELS if is_last else _SHORT_VOWELS)
    semivowel = {"و": "w", "ي": "y"}.get(wanted)
    if semivowel and semivowel in heard:
        return len(heard) <= 3
    if wanted in _HEARD:
        return heard in _HEARD[wanted] or (is_last and heard in _LAST_VOWELS and wanted == "ا")
    if len(heard) > 2 * len(wanted) + 1:
        return False
    return all(set(_LONG.get(letter, "a")) & set(heard) for letter in wanted)
