"""Codes and keys: made so that they can be read out, and known again in what a browser sends."""

from django.utils.crypto import get_random_string

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no letters that are taken for one another
SECRET_LENGTH = 18  # of 31 letters, 89 bits: nobody guesses it
KEY_DIGITS = 18  # the key of a row has no more


def new_code(length: int = SECRET_LENGTH) -> str:
    """A code that can be read out on the telephone; by itself one that nobody guesses."""
    return get_random_string(length, LETTERS)


def is_code(text: str) -> bool:
    """Whether `text` can be a code; everything else is asked of no database."""
    return text.isascii() and text.isalnum()


def is_number(text: str, digits: int = KEY_DIGITS) -> bool:
    """Whether `text` is a whole number of at most so many digits; by itself the key of a row."""
    return text.isascii() and text.isdecimal() and len(text) <= digits


def key_in(text: str) -> int | None:
    """The key of a row in what a browser sent, or nothing."""
    return int(text) if is_number(text) else None
