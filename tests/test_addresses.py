"""Every address: it resolves in three languages, costs no cookie, no script, no other host."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import translation
from django.utils.translation import get_language_info
from lxml import html

from articles import errors
from tests.everypage import (
    LANGUAGES,
    LIGHT,
    NO_PAGE,
    TOKEN_PAGES,
    address_of,
    make_arguments,
    reader_names,
)

pytestmark = pytest.mark.django_db

ARABIC = re.compile("[\u0600-\u06ff]")


@pytest.fixture
def arguments():
    """What to put into each address that takes something."""
    return make_arguments()


def test_every_address_answers_in_three_languages(client, arguments):
    for name in sorted(reader_names()):
        for language in LANGUAGES:
            address = address_of(name, arguments, language)
            has_prefix = address.startswith(f"/{language}/")
            assert has_prefix == (language != "ar"), address
            answer = client.get(address)
            if name in NO_PAGE:
                assert answer.status_code in {301, 302}, address
                assert client.get(answer["Location"]).status_code == 200
            elif name == "newsletter_confirm":
                assert answer.status_code == 404, address
            else:
                assert answer.status_code == 200, address
            check_language(answer, language)


def check_language(answer, language: str) -> None:
    if answer.status_code >= 300 or "text/html" not in answer["Content-Type"]:
        return
    page = html.fromstring(answer.content.decode())
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    assert (page.get("lang"), page.get("dir")) == (language, direction)
    assert answer["Content-Language"] == language
    [title] = page.xpath("//head/title/text()")
    assert bool(ARABIC.search(title)) == (language == "ar"), title


def test_no_page_sets_a_cookie_or_loads_from_another_host(arguments):
    for name in sorted(reader_names()):
        for language in LANGUAGES:
            answer = Client().get(address_of(name, arguments, language))
            assert not answer.cookies, name
            is_private = name in TOKEN_PAGES or name == "comment_post"
            assert ("no-store" in answer["Cache-Control"]) == is_private, name
            assert ("public" in answer["Cache-Control"]) != is_private, name
            if "text/html" in answer["Content-Type"] and answer.content:
                check_resources(answer.content.decode(), name)


def check_resources(text: str, name: str) -> None:
    page = html.fromstring(text)
    loaded = page.xpath(
        "//@src | //@srcset | //@poster | //@data | //use/@href | //form/@action"
        " | //link[not(@rel='canonical' or @rel='alternate')]/@href"
    )
    for address in loaded:
        host = urlsplit(address).netloc
        assert host in {"", urlsplit(django_settings.SITE_URL).netloc}, (name, address)
    scripts = "//script[not(@src)][not(@type='application/ld+json')]"  # data is never executed
    assert not page.xpath(f"//style | //@style | {scripts}"), name
    handlers = [key for each in page.iter() for key in each.attrib if key.startswith("on")]
    assert not handlers, name


def test_the_same_page_is_one_switch_away(client, arguments):
    for name in sorted(set(reader_names()) - NO_PAGE - TOKEN_PAGES):
        answer = client.get(address_of(name, arguments, "ar"))
        if "text/html" not in answer["Content-Type"]:
            continue
        page = html.fromstring(answer.content.decode())
        switch = page.xpath("//nav[@class='languages']//a/@href")
        assert switch == [address_of(name, arguments, code) for code in LANGUAGES], name
        if name in LIGHT:  # search engines are sent to the full pages
            continue
        links = page.xpath("//link[@rel='alternate'][@hreflang]")
        told = {link.get("hreflang"): link.get("href") for link in links}
        right = {
            code: django_settings.SITE_URL + address_of(name, arguments, code) for code in LANGUAGES
        }
        assert told == {**right, "x-default": right["ar"]}, name


def test_neither_header_nor_cookie_chooses_the_language(client, arguments):
    client.cookies["django_language"] = "fr"
    for language in LANGUAGES:
        address = address_of("front", arguments, language)
        page = html.fromstring(client.get(address, headers={"Accept-Language": "de, fr"}).content)
        assert page.get("lang") == language
    assert client.get("/de/").status_code == 404
    assert client.get("/ar/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [400, 403, 404, 405])
def test_every_error_explains_itself_in_the_language_of_the_path(rf, status, language):
    path = "/nowhere/" if language == "ar" else f"/{language}/nowhere/"
    with translation.override("en"):  # whatever was active before
        answer = errors.error_page(rf.get(path), status)
    page = html.fromstring(answer.content.decode())
    assert answer.status_code == status
    assert (page.get("lang"), bool(page.xpath("//main//h1"))) == (language, True)
    assert bool(ARABIC.search(page.xpath("//head/title/text()")[0])) == (language == "ar")
    assert page.xpath("//meta[@name='robots'][@content='noindex']")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_error_page_of_the_house_needs_no_database(client, language, monkeypatch):
    def crash(*_args, **_kwargs):
        raise RuntimeError("broken on purpose")

    client.raise_request_exception = False
    monkeypatch.setattr("articles.views.lists.bands_without", crash)
    monkeypatch.setattr("articles.context.load_house", crash)
    monkeypatch.setattr("articles.context.line_up", crash)
    answer = client.get("/" if language == "ar" else f"/{language}/")
    page = html.fromstring(answer.content.decode())
    assert answer.status_code == 500
    assert page.get("lang") == language
    assert page.xpath("//main//h1")
    assert "RuntimeError" not in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_error_page_stands_without_its_template(client, language, monkeypatch):
    def crash(*_args, **_kwargs):
        raise RuntimeError("broken on purpose")

    client.raise_request_exception = False
    monkeypatch.setattr("articles.views.lists.bands_without", crash)
    monkeypatch.setattr("articles.errors.loader.render_to_string", crash)
    answer = client.get("/" if language == "ar" else f"/{language}/")
    assert answer.status_code == 500
    assert html.fromstring(answer.content.decode()).get("lang") == language


def test_a_form_of_the_admin_without_its_token_is_refused_clearly(superuser):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/admin/login/", {"username": "admin", "password": "x"})
    assert answer.status_code == 403
    assert html.fromstring(answer.content.decode()).xpath("//main//h1")
    assert "no-store" in answer["Cache-Control"]
