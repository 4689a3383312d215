"""Takes out of readers' words what is not seen and only turns, hides or breaks a page.

What Arabic, Persian and joined signs need stays: ZWNJ, ZWJ and the marks LRM, RLM and ALM.
"""

import re
import unicodedata

MARKS_IN_A_ROW = 4  # a shadda, a vowel and two signs of recitation; more only stains the lines

_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but neither tab nor line break
    "\u00ad\u180e\u200b\u2060-\u2064\ufeff"  # of no width
    "\u202a-\u202e\u2066-\u206f"  # overrides, embeddings and isolates of direction
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"  # of no meaning in a text
    "\U000e0000-\U000e007f]"  # tags, in which whole texts can be hidden
)
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n")


def clean_text(text: str) -> str:
    """`text` with its lines, without control characters, overrides and piled-up marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _DROPPED.sub("", text.replace("\u2029", "\n\n"))
    text = _BLANK_LINES.sub("\n\n", _without_piles(text)).strip()
    return text if any(unicodedata.category(each)[0] not in "CZM" for each in text) else ""


def clean_line(text: str) -> str:
    """`text` as one line: a name or a subject."""
    return " ".join(clean_text(text).split())


def _without_piles(text: str) -> str:
    kept = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)
