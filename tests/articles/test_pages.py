"""The pages about the newsroom: never empty, never in two languages, written by editors alone."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Page
from tests import factories
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db

LANGUAGES = ("ar", "en", "fr")
PATHS = {
    "about": "/about/",
    "ethics": "/ethics/",
    "corrections": "/corrections/policy/",
    "comments": "/comments/policy/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
}


def prefixed(path: str, language: str) -> str:
    """The path in `language`."""
    return path if language == "ar" else f"/{language}{path}"


def shown(client, key: str, language: str = "ar"):
    """The page as a tree."""
    answer = client.get(prefixed(PATHS[key], language))
    assert answer.status_code == 200
    return parse(answer)


def test_a_new_site_has_every_page_in_three_languages(client):
    factories.make_site()
    assert [each.key for each in Page.objects.all()] == list(PATHS)
    for language in LANGUAGES:
        footer = parse(client.get(prefixed("/", language))).xpath("//footer//a/@href")
        for key in PATHS:
            page = shown(client, key, language)
            text = words(page.xpath("//main")[0])
            assert len(text) > 400, (key, language)
            assert prefixed(PATHS[key], language) in footer
            assert page.xpath("//link[@rel='alternate']/@hreflang") == [*LANGUAGES[:1], "x-default",
                                                                       *LANGUAGES[1:]]  # fmt: skip
        assert prefixed(PATHS["corrections"], language) in shown_log(client, language)


def shown_log(client, language: str) -> list[str]:
    """Where the log of corrections leads."""
    page = parse(client.get(prefixed("/corrections/", language)))
    return page.xpath("//main//a/@href")


def test_a_language_without_a_text_says_so_and_names_the_others(client):
    Page.objects.filter(key="ethics").update(body_fr="", body_en=None)
    page = shown(client, "ethics", "fr")
    main = page.xpath("//main")[0]
    assert "Cette page n’a pas encore de texte" in words(main)
    assert main.xpath(".//a/@href") == ["/ethics/"]
    assert "الدقة" not in words(main)
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert not page.xpath("//link[@rel='alternate'][@hreflang] | //link[@rel='canonical']")
    arabic = shown(client, "ethics")
    assert arabic.xpath("//link[@rel='alternate']/@hreflang") == ["ar", "x-default"]
    assert not arabic.xpath("//nav[@class='languages']")
    told = client.get("/sitemap.xml").content.decode()
    assert f"{settings.SITE_URL}/ethics/<" in told
    assert "/fr/ethics/" not in told
    assert "/fr/privacy/" in told


def test_privacy_and_comment_policy_stand_with_or_without_a_text(client):
    Page.objects.filter(key__in=Page.NEVER_EMPTY).update(body_en="", body_fr=None)
    for key in Page.NEVER_EMPTY:
        for language in ("en", "fr"):
            page = shown(client, key, language)
            assert len(page.xpath("//link[@rel='alternate'][@hreflang]")) == 4
            assert not page.xpath("//meta[@name='robots']")
    Page.objects.filter(key="comments").update(body_en="<p>Be kind.<script>x</script></p>")
    assert "Be kind." in words(shown(client, "comments", "en"))
    assert "Be kind." not in words(shown(client, "comments", "fr"))
    # An older version stands as it was posted, with nothing of today above it.
    older = parse(client.get("/en/comments/policy/?version=1"))
    assert "Be kind." not in words(older)


def test_a_page_whose_row_is_gone_still_answers(client):
    Page.objects.all().delete()
    for key in PATHS:
        for language in LANGUAGES:
            shown(client, key, language)


def test_no_page_can_be_emptied():
    for change in (
        {"body_ar": "", "body_en": "", "body_fr": ""},
        {f"body_{c}": None for c in LANGUAGES},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Page.objects.filter(key="about").update(**change)
        assert Page.objects.filter(key="privacy").update(**change) == 1
    page = Page.objects.get(key="about")
    page.body_ar = page.body_en = page.body_fr = ""
    with pytest.raises(ValidationError):
        page.full_clean()


def test_the_date_of_the_last_change_is_that_of_the_words(client, time_machine):
    """Each language has its own: other words in English make no Arabic text newer."""
    page = Page.objects.get(key="ethics")
    began = page.changed_in("ar")
    time_machine.move_to(began + timedelta(days=3), tick=False)
    page.save()
    assert page.changed_in("en") == began
    page.body_en = "<p>Other words.</p>"
    page.save()
    page.refresh_from_db()
    moments = {"ar": began, "en": timezone.now(), "fr": began}
    for language, moment in moments.items():
        assert page.changed_in(language) == moment
        stamp = timezone.localtime(moment).isoformat(timespec="seconds")
        told = shown(client, "ethics", language)
        assert told.xpath("//main//time/@datetime") == [stamp]
        address = told.xpath("//link[@rel='canonical']/@href")[0]
        sitemap = client.get("/sitemap.xml").content.decode()
        assert f"<loc>{address}</loc><lastmod>{stamp}</lastmod>" in sitemap


def test_editors_write_them_and_nobody_adds_or_deletes(client, editor, reporter, superuser):
    page = Page.objects.get(key="about")
    address = f"/admin/articles/page/{page.pk}/change/"
    client.force_login(reporter)
    assert client.get(address).status_code == 403
    client.force_login(superuser)
    assert client.get("/admin/articles/page/add/").status_code == 403
    assert client.get(f"/admin/articles/page/{page.pk}/delete/").status_code == 403
    client.force_login(editor)
    data = form_data(parse(client.get(address)), "page_form")
    words_ = {"title_en": "Who we are", "body_en": "<p>A house.<script>a()</script></p>"}
    assert client.post(address, {**data, **words_}).status_code == 302
    page.refresh_from_db()
    assert (page.title_en, page.body_en) == ("Who we are", "<p>A house.</p>")
    english = shown(client, "about", "en")
    assert words(english.xpath("//h1")[0]) == "Who we are"
    assert words(shown(client, "about").xpath("//h1")[0]) == "من نحن"
    emptied = {f"body_{code}": "" for code in LANGUAGES}
    refused = client.post(address, {**data, **emptied})
    assert refused.status_code == 200
    assert "اكتبوا النص بلغة واحدة على الأقل" in words(parse(refused))
    page.refresh_from_db()
    assert page.body_ar
