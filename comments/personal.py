"""Finds personal data in words: telephone numbers, e-mail addresses, IBANs."""

import re

from newsportal.arabic import fold_with_offsets

_SEPARATOR = r"[\s.\-/()\u2010-\u2015·]{0,2}"
_NUMBER = re.compile(rf"(?<![\w+])(?:\+|00)?\(?\d(?:{_SEPARATOR}\d){{6,14}}(?![\w])")
_LEBANESE = re.compile(
    # Country code or 0, then a mobile (3, 70, 71, 76, 78, 79, 81) or a region (1, 4–9) and six.
    r"^(?:(?:\+|00)?961)?0?(?:3\d{6}|(?:7[016-9]|81)\d{6}|[14-9]\d{6})$"
)
_FOREIGN = re.compile(r"^(?:\+|00)[1-9]\d{7,13}$")
_MOBILE_NEAR = re.compile(r"^0(?:1[0125]\d{8}|[567]\d{8,9}|9\d{8})$")  # Egypt, Gulf, Iraq, Syria
_NOT_A_NUMBER = re.compile(
    r"^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"  # dates
    r"|(?:19|20)\d\d\s?[-/\u2010-\u2015]\s?(?:19|20)\d\d)$"  # from one year to another
)
_AMOUNT = re.compile(r"^[1-9]\d{0,2}(?:[., ]\d{3})+$")
_MOBILE = re.compile(r"^(?:7[016-9]|81)\d{6}$")  # written like an amount: 71 123 456
_SPOKEN = re.compile(
    r"(?:هاتف|تلفون|موبايل|جوال|واتس\w*|رقمي|رقمه|رقمها|اتصلوا|phone|tel|call|whats\w*|numero|mobile)"
    r"\D{0,20}$"
)
_EMAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\(a\))\s?[\w-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]{2,24}){1,4}"
)
_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?: ?[a-z0-9]){11,30}(?![a-z0-9])")


def personal_spans(text: str) -> list[tuple[int, int]]:
    """Where personal data stand in `text`, in order. Digits may be Arabic-Indic."""
    folded, offsets = fold_with_offsets(text)
    found = [match.span() for match in _EMAIL.finditer(folded)]
    found += [span for match in _IBAN.finditer(folded) if (span := _iban_span(match))]
    found += [
        match.span()
        for match in _NUMBER.finditer(folded)
        if _is_phone(match[0], folded[: match.start()])
    ]
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found):
        start, end = offsets[start], offsets[end - 1] + 1
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


def kind_of(passage: str) -> str:
    """What kind of personal data `passage` is (`Mask.Kind`), as far as its form tells; else ''."""
    folded, _offsets = fold_with_offsets(passage.strip())
    if _EMAIL.search(folded):
        return "email"
    if any(_iban_span(match) for match in _IBAN.finditer(folded)):
        return "iban"
    return "phone" if _NUMBER.search(folded) else ""


def _iban_span(match: re.Match[str]) -> tuple[int, int] | None:
    """The IBAN in `match`: words behind it may have been taken for its end."""
    text = match[0]
    for end in range(len(text), 14, -1):
        number = text[:end].replace(" ", "").upper()
        if 15 <= len(number) <= 34 and text[end - 1] != " " and _is_iban(number):
            return match.start(), match.start() + end
    return None


def _is_iban(number: str) -> bool:
    """Whether the check digits fit (ISO 13616)."""
    turned = number[4:] + number[:4]
    return int("".join(str(int(each, 36)) for each in turned)) % 97 == 1


def _is_phone(written: str, before: str) -> bool:
    digits = re.sub(r"[^\d+]", "", written)
    if _NOT_A_NUMBER.match(written.strip()):
        return False
    if _AMOUNT.match(written.strip()) and not (" " in written and _MOBILE.match(digits)):
        return False
    if _LEBANESE.match(digits):
        # Seven bare digits may count anything; a number is dialled with 0, parts or a word before.
        is_plain = written.strip() == digits and not digits.startswith(("0", "+", "961"))
        return not is_plain or len(digits) == 8 or bool(_SPOKEN.search(before[-40:]))
    if _FOREIGN.match(digits) or _MOBILE_NEAR.match(digits):
        return True
    return bool(_SPOKEN.search(before[-40:]))
