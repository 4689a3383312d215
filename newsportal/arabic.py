"""Folding, tokenising and light stemming of Arabic, for search and the comment matcher.

Only the standard library. `fold` makes spellings of one word equal, `stem` makes forms of one
word equal, `analyse` does both to a text. The stemmer follows light10: it takes off the article
with what is written onto it (وال، بال، لل …) and the endings of number, gender and possession,
never a single و، ب، ل، ك or ف, because وزير is not و + زير. Where such a letter may be a word of
its own, `readings` gives both stems, so that a search for سوريا finds وسوريا.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
_DROPPED = re.compile(
    # Vowel marks, tatweel, hamza on the line; zero width, bidi controls, soft hyphen, accents.
    f"[{_MARKS}\u0621\u0640\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\u0300-\u036f]"
)
_ORNAMENTS = re.compile(
    f"[{_MARKS}\u0640\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱٲٳ", "ا"),
        **dict.fromkeys("ىئیېۍێےۓ", "ي"),
        **dict.fromkeys("ؤۆۇۈۉۋ", "و"),
        **dict.fromkeys("ةہھەۀۂۃ", "ه"),
        **dict.fromkeys("کڪګگڭ", "ك"),
        **dict.fromkeys("پ", "ب"),
        **dict.fromkeys("ٹ", "ت"),
        **dict.fromkeys("چ", "ج"),
        **dict.fromkeys("ڈ", "د"),
        **dict.fromkeys("ڑ", "ر"),
        **dict.fromkeys("ژ", "ز"),
        **dict.fromkeys("ڤڥڢ", "ف"),
        **dict.fromkeys("ڨ", "ق"),
        **dict.fromkeys("ں", "ن"),
    }
)
_LATIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "œ": "oe", "æ": "ae"})

# مسئول and مسؤول, جاءوا and جاؤوا are one word: the seat follows the و behind it.
_HAMZA_BEFORE_WAW = re.compile(f"[ئءﺉﺊﺋﺌﺀ](?=[{_MARKS}\u0640]*[وﻭﻮ])")


def _fold_character(character: str) -> str:
    """Return what one character becomes: nothing, one character or several."""
    text = unicodedata.normalize("NFKC", character).translate(_LETTERS)
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", text))
    if character != " " and plain == " " and _DROPPED.search(text):
        return ""  # An isolated vowel mark decomposes into a space and the mark.
    folded = plain.casefold().translate(_LETTERS).translate(_LATIN)
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in folded)


class _Folding(dict[int, str]):
    """A translation table that works out each character the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold_character(chr(code))
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return `text` with spellings that readers take for the same made the same."""
    return _HAMZA_BEFORE_WAW.sub("ؤ", text).translate(_FOLDING)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Return `fold(text)` and, for each of its characters, the index of its original."""
    folded: list[str] = []
    offsets: list[int] = []
    for index, character in enumerate(_HAMZA_BEFORE_WAW.sub("ؤ", text)):
        piece = _FOLDING[ord(character)]
        folded.append(piece)
        offsets.extend([index] * len(piece))
    return "".join(folded), offsets


# Longest first; the number is how many letters must be left.
_PREFIXES = (
    ("وبال", 3), ("وكال", 3), ("فبال", 3), ("وال", 3), ("فال", 3), ("بال", 3), ("كال", 3),
    ("ولل", 3), ("فلل", 3), ("لل", 2), ("ال", 2),
)  # fmt: skip
_SUFFIXES = (
    ("اتهما", 3), ("اتهم", 3), ("اتها", 3), ("اتنا", 3), ("اته", 3),
    ("تهما", 3), ("تهم", 3), ("تها", 3), ("تنا", 3), ("ته", 3), ("تين", 3), ("تان", 3),
    ("هما", 4), ("هم", 4), ("ها", 3), ("نا", 4), ("ات", 3), ("ون", 4), ("ين", 4), ("ان", 4),
    ("وا", 3), ("ه", 3), ("ي", 4), ("ا", 4),
)  # fmt: skip

# Words that are kept whole, each with its forms that no ending explains. They stand here because
# their plural is broken (وزراء), because a piece of them looks like a prefix or an ending (والد،
# سليمان), or because without the ending they would be another word (جامعة is no جامع).
_FAMILIES = """
وزير وزراء|رئيس رؤساء|نائب نواب|سفير سفراء|زعيم زعماء|مدير مدراء|خبير خبراء|شهيد شهداء|أسير أسرى
جريح جرحى|قتيل قتلى|مريض مرضى|ميت موتى|طفل أطفال|رجل رجال|امرأة نساء|شاب شباب شبان|شخص أشخاص
ابن أبناء|صديق أصدقاء|عضو أعضاء|قائد قادة|جندي جنود|ضابط ضباط|عنصر عناصر|عالم علماء|طبيب أطباء
طالب طلاب طلبة|أستاذ أساتذة|عامل عمال|شاعر شعراء|تاجر تجار|قاضي قضاة قاض|محامي محام|سجين سجناء
ملك ملوك|أمير أمراء|حاكم حكام|عدو أعداء|حليف حلفاء|شريك شركاء|وكيل وكلاء|مدني مدنيين|خليفة خلفاء
سجن سجون|شعب شعوب|حزب أحزاب|جيش جيوش|حرب حروب|معركة معارك|سلاح أسلحة|صاروخ صواريخ|قذيفة قذائف
قنبلة قنابل|لغم ألغام|مجزرة مجازر|ضحية ضحايا|قضية قضايا|هدية هدايا|جريمة جرائم|مدينة مدن
شارع شوارع|طريق طرق طرقات|جسر جسور|منزل منازل|بيت بيوت|مبنى مباني مبان|مسجد مساجد|كنيسة كنائس
مدرسة مدارس|جامعة جامعي جامعية|مكتب مكاتب|مكتبة|مركز مراكز|معهد معاهد|مصنع مصانع|مشروع مشاريع
مصرف مصارف|بنك بنوك|سوق أسواق|سعر أسعار|مال أموال|قرض قروض|ضريبة ضرائب|راتب رواتب|أجر أجور
بضاعة بضائع|سفينة سفن|قارب قوارب|مرفأ مرافئ|ميناء موانئ|محكمة محاكم|قانون قوانين|مرسوم مراسيم
عقد عقود|سبب أسباب|مجلس مجالس|لجنة لجان|وفد وفود|صوت أصوات|نتيجة نتائج|رقم أرقام|حق حقوق|حل حلول
صحيفة صحف|خبر أخبار|نبأ أنباء|تقرير تقارير|وثيقة وثائق|وسيلة وسائل|رسالة رسائل|موقع مواقع
برنامج برامج|فيلم أفلام|صورة|منطقة مناطق|حي أحياء|بلد بلدان|أرض أراضي أراض|جبل جبال|نهر أنهار
جزيرة جزر|حريق حرائق|زلزال زلازل|مرض أمراض|وباء أوبئة|دواء أدوية|يوم أيام|شهر أشهر شهور
سنة سنوات سنين|أسبوع أسابيع|قرن قرون|عام أعوام|ألف آلاف|مليون ملايين|مليار مليارات
ثلاثون ثلاثين|أربعون أربعين|ثمانون ثمانين|عشرون عشرين|خمسون خمسين|ستون ستين|سبعون سبعين|تسعون تسعين
قوة قوات قوى|طائرة|حافلة|قاعدة قواعد|حملة|عملة|ثورة|شرطة شرطي|عاصمة عواصم|عربة|دائرة دوائر|خطة خطط
حاجز حواجز|معبر معابر|حقيبة حقائب|طرف أطراف|هدف أهداف|نظام أنظمة|فكرة أفكار|نشاط أنشطة|دور أدوار
ظرف ظروف|وظيفة وظائف|بند بنود|مصدر مصادر|مورد موارد|منصب مناصب|موقف مواقف|خط خطوط|سلطان سلاطين
خبرة خبرات|درجة درجات|عادة عادات|غابة غابات|قاعة قاعات|رحلة رحلات|غارة غارات|قرعة|شهرة|أجرة
مهرجان|امتحان|برلمان|سليمان|والد|والدة|وكالة|بالغ|الله بالله والله لله|البصرة بصرة|الناصرة|زحلة
الحريري حريري|سلامة|ألماني ألمان|ألمانيا
"""
# Words that begin with و، ف، ب، ل or ك of their own and leave a real word without it.
_WHOLE = """
واجب واجه واحد واحه وادي وارد واسط واسع واشنطن واضح واعد وافد واقع والي وثاق وجبه وجهه وجهت وجود
وجوه وجيه وحده وحدت وحدات وحشي وحيد وداع وديع وراث ورثه ورده ورشه ورقه ورقت
وزار وزاره وساط وساده وسام وسيط وصول وصيه وضعي وضوح
وطني وعود وفات وفاه وفاق وفير وقاي وقفه وقود وقوع وكيل ولاء ولاد ولاده ولاي وليد
بحري بشري بسيط بطال بيان كبير كفاء كمال كسار كاتب كتاب كلام كرام لاجي لازم لبنان فرنسا فصيل فضيح
فكري فلسطين فاعل
"""

# Letters that may be a word of their own before a word longer than this.
_PARTICLES = {"و": 3, "ف": 4, "ب": 4, "ل": 4, "ك": 4}
_PARTICLES_AT_MOST = 3


def _families() -> dict[str, str]:
    forms: dict[str, str] = {}
    for family in _FAMILIES.replace("\n", "|").strip("|").split("|"):
        head, *others = fold(family).split()
        forms |= dict.fromkeys((head, *others), head)
    # Of so short a word no ending is taken off by rule: صيدا is not صيد. Of these one may.
    short = {each for each in forms.values() if len(each) == 3 and each[-1] not in "اهو"}
    for head in short - {"دور"}:  # دوران is a word of its own
        for ending in ("ان", "ين", "ا"):  # the dual, and the object written without its marks
            forms.setdefault(f"{head}{ending}", head)
    return forms


_FORMS = _families()


def _without_ending(word: str) -> str:
    """Take endings off until a family's word is reached or none is left."""
    while word not in _FORMS:
        for suffix, left in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= left:
                word = word[: -len(suffix)]
                if suffix.startswith(("ت", "ات")):
                    # The ة of a feminine word stands behind this ت.
                    word = f"{word}ه" if f"{word}ه" in _FORMS else word
                break
        else:
            break
    return word


def _without_prefix(word: str) -> str:
    for prefix, left in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= left:
            return word[len(prefix) :]
    return word


def _arabic_stem(word: str) -> str:
    while True:
        bare = _without_ending(word)
        if bare in _FORMS:
            return _FORMS[bare]
        shorter = _without_prefix(word)
        if shorter == word:
            return bare
        word = shorter


_UNDIVIDED = {_arabic_stem(word) for word in (*_FORMS.values(), *_WHOLE.split())}


_VOWEL = re.compile("[aeiouy]").search


def _latin_readings(word: str) -> list[str]:
    """The stem of an English or French word: without its plural, its past or its -ing.

    Then those that only a dictionary could tell from it: voting is vote, économies is économie.
    """
    bare = _without_plural(word)
    for suffix in ("ing", "ed"):
        left = bare[: -len(suffix)]
        if bare.endswith(suffix) and len(left) >= 3 and not left.endswith("e") and _VOWEL(left):
            if left[-1] == left[-2] and left[-1] not in "aeiouls":
                return [left[:-1]]  # planned is plan, called is call
            return [left, f"{left}e"]
    return [bare, f"{bare[:-1]}ie"] if word.endswith("ies") and bare != word else [bare]


def _without_plural(word: str) -> str:
    if len(word) < 4 or not word.endswith(("s", "x")) or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux") and len(word) > 5:
        return f"{word[:-3]}al"
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") else word


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one folded word."""
    return _arabic_stem(word) if _is_arabic(word) else _latin_readings(word)[0]


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[:1] <= "\u06ff"


@lru_cache(maxsize=50_000)
def readings(word: str) -> tuple[str, ...]:
    """Return the stem of one folded word, then those of its other possible readings.

    A word may begin with one of و، ف، ب، ل، ك as a word of its own. An index keeps all readings,
    a query is content with any of them.
    """
    if not _is_arabic(word):
        return tuple(_latin_readings(word))
    found = [stem(word)]
    for _step in range(_PARTICLES_AT_MOST):
        is_article = word.startswith("لل") and len(word) > 4  # للجنة is ل + اللجنة
        is_particle = len(word) > _PARTICLES.get(word[:1], len(word))
        if not is_article and (not is_particle or found[-1] in _UNDIVIDED):
            break
        word = word[1:]
        found.append(stem(word))
    return tuple(dict.fromkeys(found))


# Words that say nothing about a story, folded. على is not among them: without its ى it is a name.
_STOP_WORDS = frozenset(
    fold(
        """
        من في عن مع إلى حتى منذ عند لدى بين بعد قبل خلال عبر هذا هذه هذان هؤلاء ذلك تلك التي الذي
        الذين اللذين اللواتي إن أن انه انها إذا إذ ثم أو أم لا لم لن ما ماذا لماذا هل هو هي هم هن
        هما نحن أنا أنت كان كانت كانوا يكون تكون قد لقد كل بعض كما لكن بل أي أيضا فقط هناك هنا حيث
        كم ماهي ماهو كيف متى أين لأن فيه فيها منه منها عنه عنها له لها لهم به بها بهم عليه عليها
        عليهم إليه
        إليها إليهم معه معها بينهم أما إنما لو لولا ليس ليست كي سوف جدا ال
        """
    ).split()
)
_RAW_STOP_WORD = re.compile(r"(?<!\w)[وف]?على(?!\w)")
# The alef that carries the ending of an indefinite object: عاماً is عام.
_CASE_ENDING = re.compile(r"(?<=\w\w)(?:\u0627\u064b|\u064b\u0627)(?!\w)")
_WORD = re.compile(r"[0-9]+|[^\W\d_]+")
_NAME_WITH_GOD = re.compile(r"(?<=\w)الله\b")  # نصرالله and نصر الله are one name


def words(text: str) -> list[str]:
    """Return the folded words of `text` that a search can ask for, in their order."""
    plain = _RAW_STOP_WORD.sub(" ", _CASE_ENDING.sub("", text))
    found = _WORD.findall(_NAME_WITH_GOD.sub(" الله", fold(plain)))
    return [word for word in found if not _is_empty(word)]


def _is_empty(word: str) -> bool:
    if len(word) == 1:
        return not word.isdecimal()
    return word in _STOP_WORDS or (word[0] in "وف" and word[1:] in _STOP_WORDS)


def word_spans(text: str) -> list[tuple[int, int, str]]:
    """Return the words of `text`, each with where it begins and ends in the original spelling."""
    # Tatweel for what is left out: it folds to nothing and keeps every other place.
    plain = _CASE_ENDING.sub(lambda ending: "\u0640" * len(ending[0]), text)
    plain = _RAW_STOP_WORD.sub(lambda word: " " * len(word[0]), plain)
    folded, offsets = fold_with_offsets(plain)
    found = []
    for match in _WORD.finditer(folded):
        start, end = match.span()
        cuts = [start, *(name.start() for name in _NAME_WITH_GOD.finditer(folded, start, end)), end]
        for first, last in pairwise(cuts):
            word = folded[first:last]
            if not _is_empty(word):
                stop = _end_of_word(text, offsets[last - 1] + 1)
                found.append((offsets[first], stop, word))
    return found


def plain_form(word: str) -> str:
    """Return `word` as it is usually written: without vowel marks, tatweel and invisible signs."""
    return _ORNAMENTS.sub("", word)


def _end_of_word(text: str, place: int) -> int:
    """The place behind the marks and the case ending that belong to the letter before `place`."""
    ending = _CASE_ENDING.match(text, place)
    place = ending.end() if ending else place
    while place < len(text) and text[place] not in " \n" and not fold(text[place]):
        place += 1
    return place


def analyse(text: str) -> list[str]:
    """Return the stems of the words of `text`, in their order."""
    return [stem(word) for word in words(text)]
