"""Digits as readers see them: 0-9, or ٠-٩ on Arabic pages where the setting DIGITS says so.

Only what the site itself writes passes through here: never addresses, attributes for machines,
codes, or words that somebody typed. Staff see 0-9, as their forms and lists have them. Knows no
app.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils.translation import get_language

_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
_BETWEEN_DIGITS = {",": "٬", ".": "٫"}
_SIGN = re.compile(r"(?<=\d)(?:%|[.,](?=\d))")

_is_for_staff = ContextVar("is_for_staff", default=False)


def numerals() -> str:
    """The digits of the page that is being made, by their name in CLDR: 'arab' or 'latn'."""
    is_eastern = settings.DIGITS == "eastern" and get_language() == "ar"
    return "arab" if is_eastern and not _is_for_staff.get() else "latn"


@contextmanager
def written_for(*, is_staff: bool) -> Iterator[None]:
    """Write for staff, or for readers, whatever was written before."""
    token = _is_for_staff.set(is_staff)
    try:
        yield
    finally:
        _is_for_staff.reset(token)


def written(text: object) -> str:
    """`text`, words of the site, with digits, percent and separators as the page writes them."""
    plain = str(text)
    if numerals() == "latn":
        return plain
    return _SIGN.sub(lambda sign: _BETWEEN_DIGITS.get(sign[0], "٪"), plain).translate(_EASTERN)


def western(text: str) -> str:
    """`text` as it was typed, its digits as programs read them."""
    return text.translate(_WESTERN)


class Number(int):
    """A number that prints itself in the digits of the page, also into a translated sentence."""

    def __str__(self) -> str:
        return written(int.__repr__(self))
