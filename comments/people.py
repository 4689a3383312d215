"""Guesses who is named in a story.

Arabic has no capitals, so a name is what follows a title (الوزير، القاضي …) or a verb of saying
(قال، أعلن …), two words of it. In Latin letters it is a row of capitalised words. That finds most
and too much; it is used only beside an accusation, as a hint.
"""

import re

from django.utils.html import strip_tags

from newsportal.arabic import fold

_TITLES = frozenset(
    fold(
        "رئيس رئيسة وزير وزيرة نائب نائبة سيد سيدة دكتور دكتورة قاضي قاضية مدير مديرة محامي محامية"
        " أستاذ أستاذة شيخ جنرال عميد لواء عقيد أمير ملك مطران بطريرك مفتي سفير سفيرة فنان فنانة"
        " لاعب ممثل ممثلة صحافي صحافية صحفي صحفية إعلامي إعلامية مهندس حاكم محافظ نقيب أمين"
        " متحدث ناطق ناشط ناشطة طبيب كاتب كاتبة مرشح مرشحة سيناتور"
    ).split()
)
_VERBS = frozenset(
    fold(
        "قال قالت أعلن أعلنت أكد أكدت صرح صرحت أضاف أضافت أوضح أوضحت رأى اعتبر اعتبرت ذكر ذكرت"
        " أشار أشارت شدد شددت كشف كشفت اتهم اتهمت نفى نفت وصف استقبل التقى"
    ).split()
)
_NO_NAME = frozenset(
    fold(
        "في من على إلى عن مع أن إن ان هذا هذه ذلك التي الذي بعد قبل خلال بين كل أي غير لا لم لن قد"
        " مجلس لجنة بلدية حزب حركة شركة جامعة وزارة اتحاد دولة حكومة كتلة هيئة منظمة فريق نادي جهاز"
        " قسم مصلحة عام سابق حالي له لها لهم أنه انه أنها انها عدد أحد احد بعض هناك اليوم أمس إنه"
    ).split()
)
_ARABIC_WORD = re.compile('[\u0620-\u064a]+|[.،؛؟!\n:"«»()]')
_LATIN_NAME = re.compile(
    r"(?<![\w.])[A-ZÀ-Þ][\w'’-]+(?:[ \u00a0](?:(?:de|el|al|bin|ben|von|van) )?[A-ZÀ-Þ][\w'’-]+)+"
)
_BETWEEN = 3  # words in ال between a title and the name: رئيس الجمهورية اللبنانية السابق
_LEAST = 4  # letters of a family name that is looked for alone


def names_in(story: str) -> set[str]:
    """The full names that `story` (text or HTML) seems to give, and their last words."""
    text = strip_tags(story.replace("<", " <"))
    names = {*_arabic_names(text), *(match[0] for match in _LATIN_NAME.finditer(text))}
    families = {name.split()[-1] for name in names}
    return names | {family for family in families if len(family) >= _LEAST}


def _arabic_names(text: str) -> set[str]:
    words = _ARABIC_WORD.findall(fold(text))
    found = set()
    for at, word in enumerate(words):
        bare = _without_and(word)
        if bare in _VERBS or bare.removeprefix("ال") in _TITLES:
            name = _name_after(words[at + 1 :][: _BETWEEN + 3])
            if name:
                found.add(name)
    return found


def _without_and(word: str) -> str:
    is_known = word[1:] in _VERBS or word[1:].removeprefix("ال") in _TITLES
    return word[1:] if word.startswith("و") and is_known else word


def _name_after(words: list[str]) -> str | None:
    """First and family name at the head of `words`, after what belongs to the title."""
    while words and words[0].startswith("ال") and len(words[0]) > 4:
        words = words[1:]
    if len(words) < 2 or not all(_may_be_name(word) for word in words[:2]):
        return None
    return f"{words[0]} {words[1]}"


def _may_be_name(word: str) -> bool:
    bare = word.removeprefix("ال")
    return len(word) > 2 and word not in _NO_NAME and bare not in _TITLES and word not in _VERBS
