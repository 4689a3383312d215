"""Codes and keys, as they are made and as they are known again."""

import pytest

from newsportal.codes import LETTERS, is_code, is_number, key_in, new_code


def test_codes_are_made_of_letters_that_can_be_read_out():
    codes = {new_code() for _each in range(50)}
    assert len(codes) == 50
    assert all(len(code) == 18 and set(code) <= set(LETTERS) and is_code(code) for code in codes)
    assert len(new_code(7)) == 7
    assert not set(LETTERS) & set("0o1il")


@pytest.mark.parametrize("text", ["", "a b", "a-b", "é", "٣", "a\0", "%", "a\n"])
def test_what_can_be_no_code_is_asked_of_no_database(text):
    assert not is_code(text)


def test_a_key_is_a_number_that_every_database_can_hold():
    assert key_in("0") == 0
    assert key_in("9" * 18) == 10**18 - 1
    assert is_number("12345", 5)
    assert not is_number("123456", 5)
    for text in ("", "9" * 19, "9" * 5_000, "-1", "1e9", "²", "٣", " 1", "1\0"):
        assert key_in(text) is None, text
