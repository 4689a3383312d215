"""Slugs of article addresses: readable in Arabic, clean to copy."""

import re
import unicodedata

MAX_LENGTH = 80  # characters; an Arabic one takes six in an encoded address
FALLBACK = "story"
RESERVED = {"comments"}  # /news/<id>/comments/ takes the comments on a story

_LATIN_ACCENTS = re.compile("[\u0300-\u036f]")
# Vowel marks, tatweel, soft hyphen, zero width and bidi controls: invisible or ornament.
_ORNAMENTS = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_WORD = re.compile(r"[^\W_]+")


def article_slug(headline: str) -> str:
    """Return the slug of `headline`: at most 80 characters, cut at a word, never empty."""
    plain = _LATIN_ACCENTS.sub("", unicodedata.normalize("NFKD", headline))
    plain = _ORNAMENTS.sub("", unicodedata.normalize("NFKC", plain))
    words = _WORD.findall("".join(_ascii_digit(each) for each in plain.lower()))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:MAX_LENGTH]
        if len(longer) > MAX_LENGTH:
            break
        slug = longer
    if slug in RESERVED:
        return f"{slug}-{FALLBACK}"
    return slug or FALLBACK


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character
