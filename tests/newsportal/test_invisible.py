"""What is taken out of readers' words, and what languages need and keep."""

import pytest

from newsportal.invisible import MARKS_ON_A_LETTER, clean_line, clean_text

UNTOUCHED = [
    "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ ٱلرَّحِيمِ",  # shadda, vowel and a small alef on one letter
    "وَلَا ٱلضَّآلِّينَ",
    "می\u200cخواهم",  # Persian needs the joiner's absence
    "\u200fقال Ahmad\u200e: نعم",
    "👩\u200d👩\u200d👧\u200d👦 👍🏽 ❤\ufe0f",
    "Tiếng Việt: ở đâu",  # Vietnamese, in letters and marks apart
    "क्षत्रिय",
    "שָׁלוֹם",
]


@pytest.mark.parametrize("text", UNTOUCHED, ids=range(len(UNTOUCHED)))
def test_what_languages_need_stays(text):
    assert clean_line(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("سلمى\r\nBcc: x@example.org", "سلمى Bcc: x@example.org"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf", "a b cdef"),
        ("سل\u202eمى\u202c \u2066حدّاد\u2069", "سلمى حدّاد"),
        ("ا\u200bل\u2060ا\ufeffس\u00adم\x00\x07\x1b", "الاسم"),
        ("x" + "".join(chr(0xE0000 + ord(each)) for each in "hidden"), "x"),
        ("ي" + "\u064e" * 10_000, "ي" + "\u064e" * MARKS_ON_A_LETTER),
        ("a" + "\u0301\u0489" * 5_000, "a" + "\u0301\u0489" * 2),
        # Joiners between the marks are no way around, marks that take room neither.
        ("a" + ("\u0301" * 3 + "\u200d") * 2_500, "a\u0301\u0301\u0301\u200d"),
        ("a" + "\u093e" * 10_000, "a" + "\u093e" * MARKS_ON_A_LETTER),
        ("a" + "\u200c\u200d" * 5_000 + "b", "a" + "\u200c\u200d" * 2 + "b"),
    ],
)
def test_what_turns_hides_or_breaks_goes(typed, kept):
    assert clean_line(typed) == kept


def test_what_nobody_sees_is_no_name():
    for blank in ("\u3164", "\u2800 \u2800", "\u200c\u200d", "\u0301" * 9, "\u200f \xa0", "\x07"):
        assert clean_line(blank) == "", ascii(blank)


def test_a_text_keeps_its_lines():
    assert clean_text("a\r\n\r\n\n\n b\rc\td ") == "a\n\n b\nc\td"
