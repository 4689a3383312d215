"""Takes out of readers' words what is not seen and only turns, hides or breaks a page.

What Arabic, Persian and joined signs need stays: ZWNJ, ZWJ and the marks LRM, RLM and ALM, and as
many marks on a letter as anybody writes.
"""

import re
import unicodedata

# A shadda, a vowel and two signs of recitation; more only stains the lines. The thirty of Unicode's
# stream-safe format (UAX #15, 13) protect buffers, and would still cover the lines above.
MARKS_ON_A_LETTER = 4

_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but neither tab nor line break
    "\u00ad\u180e\u200b\u2060-\u2065\ufeff"  # of no width
    "\u202a-\u202e\u2066-\u206f"  # overrides, embeddings and isolates of direction
    "\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"  # of no meaning in a text
    "\U000e0000-\U000e00ff]"  # tags, in which whole texts can be hidden
)
_BLANK = set("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that print nothing
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n")


def clean_text(text: str) -> str:
    """`text` with its lines, without control characters, overrides and piled-up marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _DROPPED.sub("", text.replace("\u2029", "\n\n"))
    text = _BLANK_LINES.sub("\n\n", _without_piles(text)).strip()
    return text if any(_is_seen(each) for each in text) else ""


def clean_line(text: str) -> str:
    """`text` as one line: a name or a subject."""
    return " ".join(clean_text(text).split())


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZM" and character not in _BLANK


def _without_piles(text: str) -> str:
    """`text` with no more than a few marks and joiners in a row.

    They are counted together: a joiner is no letter to put the next marks on, and a row of joiners
    is a hiding place.
    """
    kept = []
    hanging = 0
    for character in text:
        category = unicodedata.category(character)
        hanging = hanging + 1 if category[0] == "M" or category == "Cf" else 0
        if hanging <= MARKS_ON_A_LETTER:
            kept.append(character)
    return "".join(kept)
