"""Folding, stemming and readings of Arabic, against tables of cases and real material."""

import csv
import random
import sys

import pytest

from newsportal.arabic import (
    analyse,
    fold,
    fold_with_offsets,
    plain_form,
    readings,
    stem,
    word_spans,
    words,
)


def stem_of(word: str) -> str:
    return stem(fold(word))


def held_of(document: str) -> set[str]:
    """What an index stores of `document`: every reading of its words."""
    return {reading for word in words(document) for reading in readings(word)}


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أحمد إيران آجن ٱلله", "احمد ايران اجن الله"),
        ("مستشفى", "مستشفي"),
        ("حكومة", "حكومه"),
        ("بَيْرُوت", "بيروت"),
        ("بيـــروت", "بيروت"),
        ("شؤون", "شوون"),
        ("شئون", "شوون"),
        ("سماء", "سما"),
        ("کتاب گل پاریس ژاله چای", "كتاب كل باريس زاله جاي"),
        ("ﻟﺒﻨﺎﻥ", "لبنان"),
        ("ﻻ", "لا"),
        ("كل\u200cب \u202bكلب\u202c ك\u200dلب", "كلب كلب كلب"),
        ("٢٠٢٤ ۲۰۲۴", "2024 2024"),
        ("Élysée CÔTE Straße", "elysee cote strasse"),
        ("ا\u0653 و\u0654 ي\u0654 ه\u0654", "ا و ي ه"),
        ("ﹷ", ""),
        ("", ""),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(written, folded):
    """Hamza, ة/ه, ى/ي, marks, tatweel, controls, Persian letters and digits make no difference."""
    assert fold(written) == folded
    assert fold(folded) == folded


def test_offsets_point_at_the_original_characters():
    """Every folded character knows where it stood, whatever was dropped or taken apart."""
    text = "الـــوزَراء ﻻ ﷺ ٢٠٢٤ Straße کتاب"
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)
    start = folded.index("وزرا")
    assert text[offsets[start] : offsets[start + 3] + 1] == "وزَرا"
    assert all(fold(text[index]) for index in offsets)


def test_folding_any_character_keeps_offsets_in_step():
    """No character of Unicode breaks the pairing, and folding twice is folding once."""
    characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    random.Random(7).shuffle(characters)
    for start in range(0, 60_000, 1000):
        text = "".join(characters[start : start + 1000])
        folded, offsets = fold_with_offsets(text)
        assert folded == fold(text)
        assert len(folded) == len(offsets)
        assert fold(folded) == folded


# A document, and a query that readers expect to find it.
SEARCHES = [
    ("أحمد يزور بيروت", "احمد"),
    ("إيران تعلن", "ايران"),
    ("الحكومة تجتمع", "حكومة"),
    ("والحكومة تجتمع", "حكومة"),
    ("للحكومة دور", "حكومة"),
    ("الحكومة تجتمع", "الحكومه"),
    ("مستشفى بيروت", "مستشفي"),
    ("بَيْرُوت عاصمة", "بيروت"),
    ("بيـــروت عاصمة", "بيروت"),
    ("مسؤول حكومي", "مسئول"),
    ("لبنانيون يحتجون", "لبناني"),
    ("اللبنانيين", "لبناني"),
    ("وزراء الخارجية", "وزير"),
    ("سنة ٢٠٢٤", "2024"),
    ("ﻟﺒﻨﺎﻥ", "لبنان"),
    ("کتاب", "كتاب"),
    ("هزّت الانفجارات", "هزت"),
]


@pytest.mark.parametrize(("document", "query"), SEARCHES)
def test_ordinary_news_searches_meet(document, query):
    """The cases on which the built-in configurations of databases fail."""
    assert set(analyse(query)) <= set(analyse(document))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("انتخابات", "الانتخاب"),
        ("حكومته", "الحكومة"),
        ("حكوماتهم", "الحكومة"),
        ("رئيساً", "الرئيس"),
        ("عاماً", "عام"),
        ("رؤساء", "رئيس"),
        ("الأحزاب", "حزب"),
        ("المدن", "مدينة"),
        ("قوات", "القوة"),
        ("السوريين", "سورية"),
        ("والفلسطينيون", "فلسطين"),
        ("بالجامعات", "جامعة"),
        ("طائراتها", "الطائرة"),
        ("رحلته", "رحلات"),
        ("الغابتين", "غابات"),
        ("وبالخبرات", "خبرة"),
        ("رءوس", "رؤوس"),
        ("جاءوا", "جاؤوا"),
        ("الملايين", "مليون"),
        ("journaux", "journal"),
        ("cities", "city"),
        ("Élections", "election"),
        ("planned", "plans"),
        ("protesting", "protested"),
        ("يومين", "يوم"),
        ("الحربان", "حروب"),
        ("رجلا", "رجال"),
    ],
)
def test_forms_of_one_word_share_their_stem(one, other):
    """Number, gender, case, possession, broken plurals and the article make no difference."""
    assert analyse(one) == analyse(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("وزير", "زير"),
        ("بيروت", "روت"),
        ("لبنان", "لبن"),
        ("كتاب", "كاتب"),
        ("جامعة", "جامع"),
        ("مدرسة", "مدرس"),
        ("طائرة", "طائر"),
        ("ثورة", "ثور"),
        ("عملة", "عمل"),
        ("حملة", "حمل"),
        ("شرطة", "شرط"),
        ("منطقة", "منطق"),
        ("صورة", "صور"),
        ("قاعدة", "قاعد"),
        ("زيتون", "زيت"),
        ("ثلاثون", "ثلاثة"),
        ("والدين", "دين"),
        ("سليمان", "سليم"),
        ("الحريري", "حرير"),
        ("صيدا", "صيد"),
        ("سوري", "سور"),
        ("مهرجان", "مهرج"),
        ("وكالتها", "تها"),
        ("الناصرة", "ناصر"),
        ("علي", "على"),
        ("مصرف", "مصر"),
        ("عالم", "علم"),
        ("press", "pres"),
        ("porte", "port"),
        ("king", "ked"),
        ("دوران", "دور"),
        ("خبرة", "خبر"),
        ("درجة", "درج"),
        ("عادة", "عاد"),
        ("غابة", "غاب"),
        ("القاعة", "القاع"),
        ("رحلة", "رحل"),
        ("غارة", "غار"),
        ("قرعة", "قرع"),
        ("شهرة", "شهر"),
        ("أجرة", "أجر"),
        ("سنها", "سنة"),
    ],
)
def test_different_words_stay_apart(one, other):
    """Words that only look alike are not merged."""
    assert analyse(one) != analyse(other)


@pytest.mark.parametrize(
    ("document", "query"),
    [
        ("وسوريا", "سوريا"),
        ("وببيروت", "بيروت"),
        ("لمصرف لبنان", "مصرف"),
        ("للبنان", "لبنان"),
        ("للجنة", "لجنة"),
        ("للاجئين", "لاجئ"),
        ("نصرالله", "نصر الله"),
        ("كوفيد-19", "كوفيد19"),
        ("voting", "vote"),
        ("The vote", "voted"),
        ("économies", "économie"),
    ],
)
def test_an_index_holds_every_reading(document, query):
    """A particle written onto a word, or two words written as one, hide nothing."""
    held = held_of(document)
    assert all(held & set(readings(word)) for word in words(query))


@pytest.mark.parametrize(
    ("document", "query"),
    [("وزير", "زير"), ("الورقة", "الرقة"), ("ورقة", "الرقة"), ("كبيرة", "بيرة"), ("وطنية", "طن")],
)
def test_readings_do_not_take_words_apart(document, query):
    """The first letter of a word is no particle when the word is known to be whole."""
    assert not held_of(document) & set(analyse(query))


def test_words_know_where_they_stand_in_the_original():
    """With their marks and case endings, two names written as one apart; as `words` finds them."""
    text = "رئيساً لـلوزراءِ، نصرالله على عَاماً l’Élysée كوفيد-١٩ (وزراءُ)"
    found = [(text[start:end], word) for start, end, word in word_spans(text)]
    assert [word for _written, word in found] == words(text)
    assert [written for written, _word in found] == [
        "رئيساً", "لـلوزراءِ", "نصر", "الله", "عَاماً", "Élysée", "كوفيد", "١٩", "وزراءُ",
    ]  # fmt: skip
    assert plain_form("لـلوزراءِ") == "للوزراء"


def test_words_that_say_nothing_are_left_out():
    """Particles and single letters are neither indexed nor asked for; an empty text is no error."""
    assert analyse("ما ملكت أيمانكم") == ["ملكت", "ايمانكم"]
    assert analyse("على الطاولة، إلى البيت و في الدار") == analyse("الطاولة البيت الدار")
    assert analyse("l'armée d'Israël") == ["armee", "israel"]
    assert analyse("") == analyse("؟ ! … و") == []


def test_a_huge_text_and_a_huge_word_are_no_trouble():
    """Neither length nor repetition makes the analysis slow or recursive without end."""
    assert len(analyse("الحكومة اللبنانية " * 20_000)) == 40_000
    assert len(readings("و" * 3000 + "زير")) <= 4
    assert len(readings("ال" * 3000)) == 1


def test_real_tables_of_normalisation_and_stems(material):
    """Published test tables: every normalisation, nine stems in ten."""

    def rows(name):
        with (material / "arabic" / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream, delimiter="\t"))[1:]

    for _name, written, folded in rows("lucene_normalization.tsv"):
        assert fold(written) == folded
    pairs = rows("lucene_stem.tsv")
    met = [name for name, one, other in pairs if stem_of(one) == stem_of(other)]
    assert len(met) >= 0.9 * len(pairs)
    for text, expected, _note in rows("lucene_analyzer.tsv"):
        assert analyse(text) == [stem_of(word) for word in expected.split()]
