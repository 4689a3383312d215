"""The path decides the language of a reader page, the user that of the admin."""

import datetime
import gettext
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.template import engines
from django.urls import path, reverse
from django.utils import formats, translation

from articles.models import StaffPreference
from newsportal import library_strings
from newsportal.language import direction, language_of_path, set_staff_language
from tests import factories

TEMPLATE = (
    "{% load i18n %}{% get_current_language as code %}{{ code }} "
    "{% translate 'January' %} {{ request.LANGUAGE_CODE }}"
)


def show(request):
    return HttpResponse(engines["django"].from_string(TEMPLATE).render({}, request))


def missing(request, exception=None):
    return HttpResponse(translation.get_language(), status=404)


def broken(request):
    raise RuntimeError


def failed(request):
    return HttpResponse(translation.get_language(), status=500)


handler404 = "tests.newsportal.test_language.missing"
handler500 = "tests.newsportal.test_language.failed"
urlpatterns = [
    path("healthz", show, name="outside"),
    path(f"{settings.ADMIN_PATH}", show),
    path(f"{settings.ADMIN_PATH}language/", set_staff_language, name="choose"),
    *i18n_patterns(
        path("page/", show, name="page"),
        path("broken/", broken),
        prefix_default_language=False,
    ),
]
ADMIN = f"/{settings.ADMIN_PATH}"


@pytest.fixture(autouse=True)
def _own_addresses(settings, monkeypatch):
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr("newsportal.language.start_address", lambda: ADMIN)


@pytest.mark.parametrize(
    ("address", "language", "month"),
    [
        ("/page/", "ar", "كانون الثاني"),
        ("/en/page/", "en", "January"),
        ("/fr/page/", "fr", "janvier"),
    ],
)
def test_the_path_alone_decides_for_readers(client, address, language, month):
    """Neither headers nor cookies change a reader page, and no cache has to tell readers apart."""
    client.cookies["django_language"] = "fr"
    response = client.get(address, headers={"accept-language": "en,de;q=0.8"})
    assert response.content.decode() == f"{language} {month} {language}"
    assert response["Content-Language"] == language
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("/nowhere/", "ar"),
        ("/en/nowhere/", "en"),
        ("/fr/nowhere/", "fr"),
        ("/de/page/", "ar"),
        ("/ar/page/", "ar"),
        ("/en-us/page/", "ar"),
        ("/EN/page/", "ar"),
    ],
)
def test_a_missing_page_says_so_in_the_language_of_its_path(client, address, language):
    """Unknown languages are missing pages in Arabic, not guesses."""
    response = client.get(address)
    assert response.status_code == 404
    assert response.content.decode() == language
    assert response["Content-Language"] == language


def test_an_error_page_has_the_language_of_its_path(client):
    """A view that fails is answered in the reader's language."""
    client.raise_request_exception = False
    response = client.get("/fr/broken/")
    assert (response.status_code, response.content.decode()) == (500, "fr")


def test_a_slash_is_appended_in_every_language(client):
    """An address without its slash is redirected, also below a language."""
    for prefix in ("", "/en", "/fr"):
        response = client.get(f"{prefix}/page?x=1")
        assert response.status_code == 301
        assert response["Location"] == f"{prefix}/page/?x=1"


def test_addresses_outside_the_languages_are_arabic(client):
    """What machines ask for has no language of its own."""
    assert client.get("/healthz").content.decode().startswith("ar ")


def test_a_request_leaves_no_language_behind(client):
    """The next piece of work on the thread does not inherit the reader's language."""
    client.get("/en/page/")
    assert translation.get_language() == "ar"
    assert reverse("page") == "/page/"


@pytest.mark.django_db
def test_the_admin_follows_the_stored_choice(client, django_assert_num_queries):
    """The choice of who is logged in is above the cookie; without one it is Arabic."""
    user = factories.make_user()
    assert client.get(ADMIN).content.decode().startswith("ar ")
    client.cookies["django_language"] = "fr"
    assert client.get(ADMIN).content.decode().startswith("fr ")
    client.cookies["django_language"] = "de"
    assert client.get(ADMIN).content.decode().startswith("ar ")
    client.force_login(user)
    StaffPreference.objects.create(user=user, language="en")
    with django_assert_num_queries(3):  # session, user, choice
        response = client.get(ADMIN)
    assert response.content.decode().startswith("en ")
    assert response["Content-Language"] == "en"


@pytest.mark.django_db
def test_choosing_a_language_is_stored_for_the_user(client):
    """A choice is kept with the account and leads back to where it was made."""
    user = factories.make_user()
    client.force_login(user)
    target = f"{ADMIN}articles/article/?q=1"
    for language in ("fr", "en"):
        response = client.post(reverse("choose"), {"language": language, "next": target})
        assert response["Location"] == target
        assert user.staff_preference.__class__.objects.get(user=user).language == language
    assert not response.cookies.get("django_language")
    response = client.post(reverse("choose"), {"language": "xx", "next": target})
    assert StaffPreference.objects.get(user=user).language == "en"
    assert client.get(reverse("choose")).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""],
)
def test_choosing_a_language_leads_nowhere_else(client, target):
    """A foreign `next` leads to the start page; who is not logged in is remembered by a cookie."""
    response = client.post(reverse("choose"), {"language": "fr", "next": target})
    assert response["Location"] == ADMIN
    cookie = response.cookies["django_language"]
    assert (cookie.value, cookie["path"], cookie["httponly"]) == ("fr", ADMIN, True)
    assert client.get(ADMIN).content.decode().startswith("fr ")
    assert not StaffPreference.objects.exists()


def test_helpers():
    """Direction and language of a path, for templates and mails."""
    assert [direction(code) for code in ("ar", "en", "fr")] == ["rtl", "ltr", "ltr"]
    assert [language_of_path(each) for each in ("/", "/en", "/fr/x/", "/enough/")] == [
        "ar", "en", "fr", "ar",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "day", "moment", "short", "number"),
    [
        ("ar", "7 كانون الثاني 2026", "7 كانون الثاني 2026، 16:05", "7/1/2026", "1,234,567.5"),
        ("en", "7 January 2026", "7 January 2026, 16:05", "7/1/2026", "1,234,567.5"),
        ("fr", "7 janvier 2026", "7 janvier 2026 à 16:05", "07/01/2026", "1\u202f234\u202f567,5"),
    ],
)
def test_dates_and_numbers(language, day, moment, short, number):
    """Levantine months in Arabic, day before month everywhere, grouped numbers."""
    at = datetime.datetime(2026, 1, 7, 16, 5)  # noqa: DTZ001
    with translation.override(language):
        assert formats.date_format(at.date()) == day
        assert formats.date_format(at, "DATETIME_FORMAT") == moment
        assert formats.date_format(at.date(), "SHORT_DATE_FORMAT") == short
        assert formats.number_format(1234567.5, force_grouping=True) == number
        assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%Y-%m-%d"


def test_every_month_is_levantine_however_it_is_written():
    """Full, short, abbreviated and alternative names: no month of Egypt is left."""
    months = [
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
        "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
    ]  # fmt: skip
    with translation.override("ar"):
        for number, name in enumerate(months, start=1):
            day = datetime.date(2026, number, 1)
            for letter in "FMNbE":
                assert formats.date_format(day, letter) == name


@pytest.mark.parametrize("message", library_strings.CLUMSY, ids=str)
def test_clumsy_arabic_of_django_is_replaced(message):
    """Django still says it, in words that ours take the place of."""
    single = message if isinstance(message, str) else message[0]
    apps = ("conf", "contrib/admin", "contrib/auth")
    folders = [Path(django.__file__).parent / each for each in apps]
    catalogues = [gettext.translation("django", each / "locale", ["ar"]) for each in folders]
    theirs = {each.ngettext(single, single, 5) for each in catalogues}
    theirs |= {each.gettext(single) for each in catalogues}
    theirs -= {single}
    assert theirs
    with translation.override("ar"):
        ours = {translation.gettext(single), translation.ngettext(single, single, 5)} - {single}
    assert ours
    assert theirs - ours
