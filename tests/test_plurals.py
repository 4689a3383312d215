"""Counted things are said as the language counts them: six ways in Arabic, two in French."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext, npgettext
from lxml import html

from newsportal import catalogues
from newsportal.digits import Number
from tests import factories
from tests.comments.factories import make_comment, moderator_named

pytestmark = pytest.mark.wording

# Zero, one, two, few, many, other, as CLDR parts them.
ARABIC = {
    0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 101: 5, 102: 5, 103: 3, 110: 3, 111: 4,
    1000: 5, 1003: 3, 1095: 4,
}  # fmt: skip
FRENCH = {0: 0, 1: 0, 2: 1, 11: 1, 1000: 1}
PLACE = re.compile(r"%\((\w+)\)[ds]\s+([\w\u064b-\u0652]+)")
TANWIN, TA = "اً", "ة"


def plurals(language: str) -> list:
    """The messages of the catalogue that count something."""
    found = [each for each in catalogues.read_catalogue(settings.BASE_DIR, language) if each.id]
    return [each for each in found if isinstance(each.id, tuple)]


@pytest.mark.parametrize(("language", "forms"), [("ar", ARABIC), ("fr", FRENCH)])
def test_every_counted_message_takes_the_form_of_its_number(language, forms):
    messages = plurals(language)
    assert len(messages) > 35
    with translation.override(language):
        for message in messages:
            for number, form in forms.items():
                words = message.id
                told = (
                    npgettext(message.context, *words, number)
                    if message.context
                    else ngettext(*words, number)
                )
                assert told == message.string[form], (words, number)


def test_arabic_counts_as_grammar_asks():
    """One and two in words; 3-10 with a plural, 11-99 with an accusative, 100 with a genitive."""
    counted = 0
    for message in plurals("ar"):
        _none, one, two, few, many, other = message.string
        found = [PLACE.search(form) for form in (few, many, other)]
        if not all(found):
            continue
        nouns = [each[2] for each in found]
        if nouns[0] == nouns[1] == nouns[2]:  # as in '3 of them'
            assert nouns[0] == "منها", message.id
            continue
        counted += 1
        assert nouns[0] not in nouns[1:], message.id
        assert nouns[1].endswith((TANWIN, TA)), message.id
        assert not nouns[2].endswith(TANWIN), message.id
        assert nouns[1].removesuffix(TANWIN) == nouns[2], message.id
        # A number of its own would stand where the words say it.
        assert not re.search(rf"%\({found[0][1]}\)", one + two), message.id
    assert counted > 25


@pytest.mark.parametrize(
    ("number", "arabic", "french"),
    [
        (1, "خبر واحد", "1 article"),
        (2, "خبران", "2 articles"),
        (3, "3 أخبار", "3 articles"),
        (11, "11 خبراً", "11 articles"),
        (100, "100 خبر", "100 articles"),
        (103, "103 أخبار", "103 articles"),
    ],
)
def test_the_search_counts_what_it_found(number, arabic, french):
    """The template itself, with what a view gives it."""
    for language, words in (("ar", arabic), ("fr", french)):
        with translation.override(language):
            context = {"found": {"is_cut": False, "with_all": number}, "total": number}
            page = render_to_string("articles/_found.html", context)
        assert f"<span>{words}</span>" in page


def test_a_number_in_other_digits_is_counted_alike(settings):
    settings.DIGITS = "eastern"
    told = {
        number: ngettext("%(count)d day", "%(count)d days", Number(number)) for number in ARABIC
    }
    assert len(set(told.values())) == 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "digits", "told"),
    [
        (0, "western", "التعليقات"),
        (1, "western", "تعليق واحد"),
        (2, "western", "تعليقان"),
        (3, "western", "3 تعليقات"),
        (11, "eastern", "١١ تعليقاً"),
        (100, "eastern", "١٠٠ تعليق"),
    ],
)
def test_a_story_counts_its_comments(client, settings, number, digits, told):
    """Over the comments themselves, as long as they stand on one page."""
    settings.DIGITS = digits
    story = factories.make_published()
    comments = [make_comment(story) for _each in range(number)]
    for comment in comments:
        comment.approve(by=moderator_named("approver"))
    page = html.fromstring(client.get(story.get_absolute_url()).content.decode())
    assert page.get_element_by_id("comments-title").text == told
