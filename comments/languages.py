"""Guesses the language of a few lines by their commonest words."""

import re

_COMMON = {
    "en": frozenset(
        "the and is are was were you your they their this that with for not have has of to in it"
        " he she his her what who will would should can from but all about which been be we our"
        " them there do does did no so if at by an as".split()
    ),
    "fr": frozenset(
        "le la les des du un une et est sont était vous votre nous notre ils leur ce cette ces avec"
        " pour pas que qui dans sur il elle ne plus mais tout tous être avoir a ont aux au par en"
        " je tu on se sa son ses sans c'est j'ai n'est qu'il d'un d'une l'on comme si très".split()
    ),
}
_WORD = re.compile(r"[a-zà-ÿœ]+(?:['’][a-zà-ÿœ]+)*")
_ARABIC = re.compile("[\u0620-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
_LEAST_WORDS = 4


def guess_language(text: str) -> str | None:
    """'en' or 'fr' where the words in Latin letters say so clearly, else None."""
    words = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    if len(words) < _LEAST_WORDS:
        return None
    score = {
        language: sum(word in common or word.split("'")[0] + "'" in _ELISIONS for word in words)
        if language == "fr"
        else sum(word in common for word in words)
        for language, common in _COMMON.items()
    }
    best, other = sorted(score, key=lambda language: -score[language])
    is_clear = score[best] >= 2 and score[best] > score[other] and score[best] * 6 >= len(words)
    return best if is_clear else None


_ELISIONS = {"l'", "d'", "j'", "n'", "s'", "c'", "qu'", "m'", "t'"}


def main_script(text: str) -> str | None:
    """'arabic' or 'latin', whichever most letters are in; None where there are hardly any."""
    arabic, latin = len(_ARABIC.findall(text)), len(_LATIN.findall(text))
    if arabic + latin < 2 * _LEAST_WORDS:
        return None
    return "arabic" if arabic > latin else "latin"
