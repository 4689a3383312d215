"""Readers' pages and mails in Arabic are written in the digits that the setting says."""

import datetime as dt
import re

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.template import engines
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext
from lxml import html

from articles.offline import worker_text
from comments.figures.wording import share, spoken
from newsportal.digits import Number, numerals, written, written_for
from newsportal.templatetags.reading import when
from tests import factories
from tests.comments.factories import make_approved, make_comment, make_rejected
from tests.everymail import every_mail
from tests.everypage import NO_PAGE, address_of, make_arguments, reader_names

pytestmark = pytest.mark.wording

WESTERN, EASTERN = re.compile("[0-9]"), re.compile("[٠-٩]")
# Addresses, codes and what is read by machines keep their digits.
UNTOUCHED = (
    "//script | //style | //head/*[not(self::title)] | //*[contains(@class, 'code')]"
    " | //*[@dir='ltr'] | //*[contains(@class, 'stumble__code')]"
)
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|WCAG 2\.2")  # the last is what an editor wrote


def seen(page: str) -> str:
    """What a reader reads of a page, without addresses and codes."""
    tree = html.fromstring(page)
    for element in tree.xpath(UNTOUCHED):
        element.text = ""
        for child in element:
            element.remove(child)
    return ADDRESS.sub("", " ".join(tree.text_content().split()))


# -- the leaf ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "arabic"),
    [
        ("7 كانون الثاني 2026، 16:05", "٧ كانون الثاني ٢٠٢٦، ١٦:٠٥"),
        ("95% من 1,234,567.5", "٩٥٪ من ١٬٢٣٤٬٥٦٧٫٥"),
        ("نُشر 12.", "نُشر ١٢."),
        ("12, 13", "١٢, ١٣"),
        ("100 % of %s", "١٠٠ % of %s"),
    ],
)
def test_digits_percent_and_separators(settings, text, arabic):
    """A sign belongs to a number only where it touches one."""
    assert written(text) == text
    settings.DIGITS = "eastern"
    assert written(text) == arabic
    assert written(arabic) == arabic


def test_other_languages_and_staff_have_western_digits(settings):
    """Only Arabic has two kinds, and lists and forms of the admin have those of the keyboard."""
    settings.DIGITS = "eastern"
    assert (numerals(), written(12)) == ("arab", "١٢")
    with written_for(is_staff=True):
        assert (numerals(), written(12)) == ("latn", "12")
        with written_for(is_staff=False):
            assert written(12) == "١٢"
    for language in ("en", "fr"):
        with translation.override(language):
            assert (numerals(), written("12%")) == ("latn", "12%")


def test_a_number_prints_itself_and_stays_a_number(settings):
    """In templates, in sentences with plural forms and in sums."""
    settings.DIGITS = "eastern"
    number = Number(1005)
    assert f"{number} {number!s} %s" % number == "١٠٠٥ ١٠٠٥ ١٠٠٥"
    assert number + 1 == 1006
    assert ngettext("%(num)s x", "%(num)s y", number) % {"num": number} == "١٠٠٥ y"
    template = engines["django"].from_string(
        "{% load i18n reading %}{{ n|digits }} <i id='{{ n }}'>"
        "{% blocktranslate count counter=n|digits %}{{ counter }} story"
        "{% plural %}{{ counter }} stories{% endblocktranslate %}</i>"
    )
    assert template.render({"n": 11}) == "١١ <i id='11'>١١ خبراً</i>"


def test_times_keep_their_machine_readable_form(settings):
    """The attribute is for programs, the words for people."""
    settings.DIGITS = "eastern"
    at = dt.datetime(2025, 1, 25, 9, 56, 7, tzinfo=dt.UTC)
    assert when(at, "seconds") == (
        '<time datetime="2025-01-25T11:56:07+02:00">'
        "<bdi>٢٥ كانون الثاني ٢٠٢٥، ١١:٥٦:٠٧</bdi></time>"
    )


def test_another_word_for_digits_is_refused_at_the_start(monkeypatch):
    """A typing mistake in the environment is told, not guessed at."""
    import importlib

    from newsportal import settings as module

    monkeypatch.setenv("DIGITS", "arabic")
    with pytest.raises(ImproperlyConfigured, match="western"):
        importlib.reload(module)
    monkeypatch.undo()
    importlib.reload(module)


# -- every page and mail ---------------------------------------------------------------------------


@pytest.fixture
def addresses(db) -> dict[str, str]:
    """Every reader page in Arabic, with figures that have something to show."""
    arguments = make_arguments()
    story = arguments["article"]
    for _each in range(11):
        make_approved(story)
    make_rejected(story)
    make_comment(story)
    pages = {
        name: address_of(name, arguments, "ar")
        for name in sorted(set(reader_names()) - NO_PAGE - {"newsletter_confirm"})
    }
    search = reverse("search")
    return {
        **pages,
        "found": f"{search}?q=المرفأ",
        "not found": f"{search}?q=لاشيء",
        "wrong": f"{search}?q=x&from=2026-13-45&to=2",
        "later comments": f"{story.get_absolute_url()}?comments=1",
        "missing": "/nowhere/",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("digits", "unwanted"), [("eastern", WESTERN), ("western", EASTERN)])
def test_every_arabic_page_has_digits_of_one_kind(client, settings, addresses, digits, unwanted):
    """Dates, counts, tables and charts; what somebody typed has no digits here."""
    settings.DIGITS = digits
    with_digits = 0
    for name, address in addresses.items():
        answer = client.get(address)
        kind = answer["Content-Type"]
        if not kind.startswith(("text/html", "text/plain")):
            continue
        page = answer.content.decode()
        text = ADDRESS.sub("", page) if "plain" in kind else seen(page)
        if "plain" in kind:
            text = re.sub(r"رمزك: \S+", "", text)
        found = unwanted.findall(text)
        where = unwanted.search(text)
        assert not found, (name, text[max(where.start() - 60, 0) : where.end() + 30])
        with_digits += bool(re.search(r"\d", text))
        if "html" in kind and digits == "eastern":
            assert html.fromstring(page).get("data-digits") == "arab", name
    assert with_digits > 20


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_in_other_languages_keep_theirs(client, settings, language):
    """The setting is about Arabic alone."""
    settings.DIGITS = "eastern"
    arguments = make_arguments()
    for name in ("front", "article", "comment_figures", "comment_status", "archive_day"):
        page = client.get(address_of(name, arguments, language)).content.decode()
        assert not EASTERN.search(seen(page)), name
        assert "data-digits" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("digits", "unwanted"), [("eastern", WESTERN), ("western", EASTERN)])
def test_every_arabic_mail_has_digits_of_one_kind(settings, digits, unwanted):
    """Both parts and the subject; links and addresses are left alone."""
    settings.DIGITS = digits
    some = set()
    for name, message in every_mail("ar"):
        if name == "queue" and digits == "eastern":
            continue  # to staff, whose pages have the digits of their keyboards
        parts = [message.subject, ADDRESS.sub("", message.body), seen(message.alternatives[0][0])]
        for part in parts:
            where = unwanted.search(part)
            assert not where, (name, part[max(where.start() - 60, 0) : where.end() + 30])
            if re.search(r"\d", part):
                some.add(name)
    assert len(some) > 4


@pytest.mark.django_db
def test_charts_and_waits(settings):
    """Percent and units, in figures and in words."""
    settings.DIGITS = "eastern"
    assert written(f"{share(1, 3)}%") == "٣٣٪"
    assert [spoken(seconds) for seconds in (None, 59, 120, 660, 7 * 3600)] == [
        "–", "أقل من دقيقة", "دقيقتان", "١١\u00a0دقيقة", "٧\u00a0ساعات",
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_admin_keeps_the_digits_of_its_forms(client, settings, superuser):
    """Its lists are Django's; half a page in other digits would be worse than none."""
    settings.DIGITS = "eastern"
    make_comment(factories.make_published())
    client.force_login(superuser)
    page = client.get(reverse("admin:comments_comment_queue")).content.decode()
    assert not EASTERN.search(seen(page))


@pytest.mark.django_db
def test_scripts_of_the_browser_write_the_same_digits(client, settings):
    """The page of saved stories and the band on a copy: Arabic by the setting, others never."""
    settings.DIGITS = "eastern"
    worker_text.cache_clear()
    numerals_of = {
        path: html.fromstring(client.get(path).content.decode()).xpath("//@data-numerals")
        for path in ("/offline/", "/en/offline/")
    }
    assert numerals_of == {"/offline/": ["arab"], "/en/offline/": ["latn"]}
    assert '"numerals": "arab"' in worker_text()
    worker_text.cache_clear()
    settings.DIGITS = "western"
    assert '"numerals": "latn"' in worker_text()
    worker_text.cache_clear()


# -- what readers type -----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["1978", "١٩٧٨", "۱۹۷۸"])
def test_a_search_takes_digits_of_either_kind(client, typed):
    """The analyser folds both sides, whichever the story was written in."""
    stories = [factories.make_published(headline) for headline in ("عام 1978", "سنة ١٩٧٨")]
    page = client.get(reverse("search"), {"q": typed}).content.decode()
    for story in stories:
        assert story.get_absolute_url() in page


@pytest.mark.django_db
def test_days_and_pages_are_taken_in_either_digits(client):
    """Filters of the search and the number of its page."""
    factories.make_published("خبر المرفأ")
    for asked in (
        {"from": "٢٠٢٠-٠١-٠٧", "to": "٢١٠٠-٠١-٠٧"},
        {"from": "2020-01-07", "to": "2100-01-07", "page": "١"},
    ):
        answer = client.get(reverse("search"), {"q": "المرفأ", **asked})
        assert answer.status_code == 200
        assert html.fromstring(answer.content.decode()).xpath("//ol[@id='results']/li")
    assert client.get(reverse("search"), {"q": "المرفأ", "page": "٢"}).status_code == 404


@pytest.mark.django_db
def test_staff_type_days_and_times_in_either_digits(rf, superuser):
    """Every form of ours that takes a moment; numbers Django reads in any digits by itself."""
    request = rf.get("/")
    request.user = superuser
    moments = 0
    for model, desk in admin.site._registry.items():
        if model._meta.app_label not in {"articles", "comments", "newsletter"}:
            continue
        kinds = [each.get_formset(request).form for each in desk.get_inline_instances(request)]
        kinds += [desk.get_form(request)] if desk.has_add_permission(request) else []
        for kind in kinds:
            for name, field in kind.base_fields.items():
                if not isinstance(field, forms.SplitDateTimeField):
                    continue
                typed = {f"{name}_0": "٢٠٢٦-٠١-٠٧", f"{name}_1": "١٦:٠٥:٣٠"}
                values = field.widget.value_from_datadict(typed, {}, name)
                assert field.clean(values).isoformat() == "2026-01-07T16:05:30+02:00", (kind, name)
                moments += 1
    assert moments >= 5


@pytest.mark.django_db
def test_staff_type_numbers_in_either_digits(rf, superuser):
    """Every form of ours that takes a number; into one of the type 'number' ٠-٩ do not go."""
    request = rf.get("/")
    request.user = superuser
    numbers = []
    for model, desk in admin.site._registry.items():
        if model._meta.app_label not in {"articles", "comments", "newsletter"}:
            continue
        kinds = [each.get_formset(request).form for each in desk.get_inline_instances(request)]
        kinds += [desk.get_form(request)] if desk.has_add_permission(request) else []
        kinds += [desk.get_changelist_formset(request).form] if desk.list_editable else []
        for kind in kinds:
            for name, field in kind.base_fields.items():
                if isinstance(field, forms.IntegerField):
                    assert field.widget.input_type == "text", (kind, name)
                    assert 'inputmode="numeric"' in field.widget.render(name, 20)
                    assert field.clean("٢٠") == field.clean("20") == 20
                    numbers.append((kind.Meta.model.__name__, name))
    assert len(numbers) >= 6
    assert {("Clause", "number"), ("Photo", "focal_x"), ("Section", "position")} <= {*numbers}
