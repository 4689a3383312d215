"""Search finds what readers mean, and only what they may see."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.http import QueryDict
from django.utils import timezone, translation

from articles.models import Synonym
from articles.search.forms import SearchForm
from articles.search.question import Question, query_words
from articles.search.ranking import answer, search
from tests import factories

pytestmark = pytest.mark.django_db


def found(query: str, language: str = "ar", **filters) -> list[int]:
    return search(query, language, **filters).keys


def test_a_story_is_found_however_its_words_are_written(django_assert_num_queries):
    """Spelling, article, number and case make no difference, and it is two queries."""
    article = factories.make_published(
        "وزراء الخارجية يجتمعون في بَيـــروت",
        kicker_ar="قمة",
        dek_ar="أعلنت إيران والسعودية موقفاً موحداً",
        body_ar="<p>قال المسؤولون إن ال<b>لجنة</b> ستبدأ سنة ٢٠٢٦.</p><p>وسوريا أيضاً.</p>",
    )
    factories.make_published("مباراة في كرة القدم")
    for query in (
        "وزير", "الوزير", "بيروت", "ايران", "سعودية", "مسئول", "اللجنه", "2026", "سوريا", "القمة",
        "بيروت وزراء", "إلى بيروت", "ﺑﻴﺮﻭﺕ",
    ):  # fmt: skip
        assert found(query) == [article.pk], query
    with django_assert_num_queries(2):  # how telling each word is, the stories
        assert found("وزير بيروت سوريا ايران اللجنة") == [article.pk]
    for query in ("زير", "روت", "بيروت باريس", "<b>", "b"):
        assert found(query) == [], query


@pytest.mark.parametrize("query", ["", "   ", "؟!", "من", "في على", "%", "_", "'; --", "\x00"])
def test_a_query_without_words_finds_nothing(query):
    """Nothing to look for is no error and no list of everything."""
    factories.make_published()
    assert found(query) == []


def test_wildcards_of_the_database_are_no_wildcards():
    """What LIKE would take for 'anything' is punctuation."""
    article = factories.make_published("خفض بنسبة 50% في snake_case")
    assert found("50%") == [article.pk]
    assert found("5%") == []
    assert found("snake_case") == [article.pk]
    assert found("snakeXcase") == []


def test_only_what_is_public_is_found():
    """Drafts, coming stories, embargoes, retractions and unready languages stay out."""
    shown = factories.make_published("زيتون ظاهر", languages=("en",))
    factories.make_article("زيتون مسودة")
    later = timezone.now() + timedelta(hours=1)
    coming = factories.make_published("زيتون قادم", go_live_at=later)
    factories.make_published("زيتون محظور", embargo_ends_at=later)
    retracted = factories.make_published("زيتون مسحوب")
    retracted.retract(by=factories.make_user("chief2", role="editor"), note="خطأ")
    factories.translate(shown, "fr", headline="Les olives")
    assert found("زيتون") == [shown.pk]
    assert found("story", "en") == [shown.pk]
    assert found("olives", "fr") == []
    with time_machine.travel(later + timedelta(minutes=1)):
        assert coming.pk in found("زيتون")


def test_each_language_is_searched_in_its_own_words():
    """French accents and plurals fold, elisions and little words do not get in the way."""
    article = factories.make_published(languages=("en", "fr"))
    factories.translate(
        article, "fr", "L’armée à l’Élysée", "<p>Les élections au Liban et l&#39;été.</p>"
    )
    factories.translate(article, "en", "Cities and parties", "<p>Lebanon’s harbour&nbsp;opens.</p>")
    for query in ("armee", "l'élysée", "election", "les élections au Liban", "ÉTÉ"):
        assert found(query, "fr") == [article.pk], query
    for query in ("city", "the party of Lebanon", "harbours open", "Lebanon's"):
        assert found(query, "en") == [article.pk], query
    assert found("harbourmaster", "en") == []
    assert found("armee", "en") == []
    assert found("زيتون", "en") == []


def test_tags_section_and_source_are_words_too():
    """A story is found by its tag, section and source, in the names of that language."""
    article = factories.make_published(
        "خبر",
        section=factories.make_section("اقتصاد"),
        source=factories.make_source("وكالة الأنباء", kind="agency"),
        tags=[factories.make_tag("طرابلس")],
    )
    for query in ("الاقتصاد", "وكالة", "الطرابلس"):
        assert found(query) == [article.pk]


def test_a_new_name_is_found_at_once_and_the_old_one_no_more(settings, django_assert_num_queries):
    """Section, source, tag and author: with their own saving, whatever was asked before."""
    tag, author = factories.make_tag("طرابلس"), factories.make_author("رلى سمعان")
    article = factories.make_published("خبر", tags=[tag], authors=[author])
    renamed = [(tag, "طرابلس"), (author, "سمعان"), (article.section, "لبنان")]
    for (thing, old), new in zip(renamed, ("سنونو", "حسون", "هدهد"), strict=True):
        assert found(old) == [article.pk]
        thing.name_ar = new
        thing.save()
        assert found(old) == []
        assert found(thing.name_ar) == [article.pk]
    with django_assert_num_queries(4):  # nothing but the row itself and what it was
        tag.save()
    tag.delete()
    assert found(tag.name_ar) == []
    settings.SEARCH_RENAMED_AT_ONCE = 0  # the worker's turn
    article.source.name_ar = "وكالة القرميد"
    article.source.save()
    assert found("القرميد") == []
    call_command("work", "--once", verbosity=0)
    assert found("القرميد") == [article.pk]


def test_filters_and_order():
    """Section, source and days narrow the results down; the newest stands first."""
    first_at = timezone.make_aware(timezone.datetime(2026, 1, 7, 0, 0))
    last_at = timezone.make_aware(timezone.datetime(2026, 1, 8, 23, 59))
    first = factories.make_published("زيتون أول", go_live_at=first_at)
    last = factories.make_published("زيتون ثان", go_live_at=last_at)
    assert found("زيتون") == [last.pk, first.pk]
    assert found("زيتون", section=first.section) == [first.pk]
    assert found("زيتون", source=last.source) == [last.pk]
    assert found("زيتون", source=last.source, section=first.section) == []
    assert found("زيتون", date_to=date(2026, 1, 7)) == [first.pk]
    assert found("زيتون", date_from=date(2026, 1, 8)) == [last.pk]
    assert found("زيتون", date_from=date(2026, 1, 7), date_to=date(2026, 1, 8)) == [
        last.pk,
        first.pk,
    ]
    assert found("زيتون", date_to=date.max) == [last.pk, first.pk]
    assert found("زيتون", date_from=date.min) == [last.pk, first.pk]


def test_the_form_reads_the_address(settings):
    """The names of the address are those of the form; an empty form is valid and finds nothing."""
    article = factories.make_published("زيتون")
    address = QueryDict(
        f"q= الزيتون &section={article.section.slug}&source={article.source.slug}"
        "&from=2020-01-01&to=2100-01-01&page=1"
    )
    form = SearchForm(address)
    assert form.is_valid(), form.errors
    question = Question.read(form.cleaned_data["q"], form.language)
    assert answer(question, form.filters).keys == [article.pk]
    arabic = SearchForm(QueryDict("q=a&from=٢٠٢٠-٠١-٠٧&language=fr"))
    assert arabic.is_valid(), arabic.errors
    assert (arabic.filters.date_from, arabic.language) == (date(2020, 1, 7), "fr")
    for empty in (QueryDict(""), QueryDict("q="), QueryDict("section=")):
        form = SearchForm(empty)
        assert form.is_valid()
        assert not form.filters
        assert form.language == "ar"


@pytest.mark.parametrize(
    ("address", "field", "arabic"),
    [
        ("q=" + "x" * 201, "q", "200"),
        ("q=" + "+".join(f"x{number}" for number in range(21)), "q", "20"),
        ("q=a&section=nowhere", "section", "قسم"),
        ("q=a&source=nobody", "source", "مصدر"),
        ("q=a&language=de", "language", "لغة"),
        ("q=a&from=7.1.2026", "from", "سنة-شهر-يوم"),
        ("q=a&from=2026-02-30", "from", "سنة-شهر-يوم"),
        ("q=a&from=2026-01-08&to=2026-01-07", "to", "اليوم"),
        ("q=%00", "q", ""),
    ],
)
def test_bad_input_is_refused_in_the_readers_language(address, field, arabic):
    """Every refusal says in Arabic what can be mended, and keeps what was typed."""
    with translation.override("ar"):
        form = SearchForm(QueryDict(address))
        assert not form.is_valid()
        assert list(form.errors) == [field]
        assert arabic in form.errors[field][0]
        assert str(form[field].value()) in QueryDict(address).get(field)


def test_what_answers_best_stands_first():
    """The headline weighs more than dek and tags, those more than the text; newer breaks a tie."""
    now = timezone.now()
    in_text = factories.make_published("خبر", body_ar="<p>ذكر القرميد هنا مرة.</p>")
    in_dek = factories.make_published("خبر", dek_ar="عن القرميد هنا", body_ar="<p>ذكر مرة.</p>")
    old = factories.make_published("القرميد", go_live_at=now - timedelta(days=900))
    new = factories.make_published("القرميد", go_live_at=now - timedelta(days=1))
    assert found("قرميد") == [new.pk, old.pk, in_dek.pk, in_text.pk]


def test_a_question_may_lack_a_word_and_a_name_may_not():
    """Stories with every word stand first; two words are asked for both."""
    some = factories.make_published("إقرار الموازنة في المجلس")
    every = factories.make_published("خبر", body_ar="<p>متى أقر المجلس موازنة المرفأ؟</p>")
    factories.make_published("مباراة")
    result = search("متى أقر المجلس موازنة المرفأ؟", "ar")
    assert (result.keys, result.with_all, result.is_cut) == ([every.pk, some.pk], 1, False)
    assert found("موازنة المرفأ") == [every.pk]
    assert found("موازنة باريس") == []
    assert found("موازنة المجلس باريس") == [some.pk, every.pk]
    assert search("موازنة المجلس باريس", "ar").with_all == 0


def test_synonyms_are_found_by_either_word_as_soon_as_they_are_written():
    """The newsroom's own list; the starter list stands from the first day."""
    article = factories.make_published("المستشفيات في الجنوب")
    other = factories.make_published("سقوط قذيفة على القميص")
    assert found("مشفى") == [article.pk]
    assert found("سروال") == []
    Synonym.objects.create(words="سروال، قميص")
    assert found("السروال") == [other.pk]
    assert found("قميص") == [other.pk]


@pytest.mark.parametrize(
    ("document", "query"),
    [
        ("الوزير في بيروت", "زير"), ("بيروت عاصمة", "روت"), ("كتاب جديد", "كاتب"),
        ("أسعار اللبن", "لبنان"), ("جامع الأمين", "جامعة"), ("أخبار صيدا", "صيد"),
        ("سوق الحرير", "الحريري"), ("قطاف الزيتون", "زيت"), ("وفاة والدته", "دين"),
        ("ورقة العمل", "الرقة"), ("شركة كبيرة", "بيرة"), ("سنة ٢٠٢٤", "202"),
        ("سنة ٢٠٢٤", "24"), ("مدرس اللغة", "مدرسة"), ("سور المدينة", "سوري"),
        ("علي في الجبل", "على"), ("مصر والسودان", "مصرف"), ("بيروت وحدها", "بيروت باريس"),
        ("ثلاثة شبان", "ثلاثون"), ("Les ports de Tunisie", "portes"),
        ("قانون الانتخاب", "قانا"), ("علم الفلك", "عالم"),
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_not_found(document, query):
    """Pieces of words, other words of the same letters, half of a name."""
    section = factories.make_section("منوعات")
    factories.make_published(document, body_ar="<p>نص</p>", section=section)
    assert found(query) == []


def test_an_endless_text_is_no_trouble(settings):
    """What is behind the limit is not searched, and the story is stored."""
    settings.SEARCH_INDEXED_WORDS_MAX = 50
    body = f"<p>{'زيتون ' * 60}قرميد</p>"
    article = factories.make_published("خبر", body_ar=f"{body}<p>{'ط' * 3000}</p>")
    assert found("زيتون") == [article.pk]
    assert found("قرميد") == []


def test_query_words_are_those_that_say_something():
    """Little words of the language are not asked for, doubled words once."""
    assert query_words("the harbour of the Harbour", "en") == ["harbour"]
    assert query_words("le port de Beyrouth", "fr") == ["port", "beyrouth"]
    assert query_words("المرفأ في المرفأ", "ar") == ["المرفا"]
