"""The news desk in the admin: who sees what, the list, the preview."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.models import Article, Correction, SiteProfile, Ticker, Translation
from tests import factories
from tests.articles.storyform import ADD, LIST, change, form_of

pytestmark = pytest.mark.django_db


# -- who sees what --


def test_reporters_see_their_own_and_what_is_published(client, reporter, editor):
    own = factories.make_article("مسودة لي", created_by=reporter)
    others = factories.make_article("مسودة لغيري", created_by=editor)
    public = factories.make_published("خبر منشور")
    client.force_login(reporter)
    page = client.get(LIST).content.decode()
    assert str(own) in page
    assert str(public) in page
    assert str(others) not in page
    assert client.get(change(others)).status_code == 302
    assert client.post(change(others), {"_move": "submit"}).status_code in (302, 403)
    others.refresh_from_db()
    assert others.status == "draft"
    assert client.post(change(public), form_of(public, dek_ar="س")).status_code == 403


def test_no_correction_and_no_ticker_line_tells_reporters_of_others_drafts(
    client, reporter, editor
):
    secret = factories.make_article("مسودة لغيري", created_by=editor)
    note = Correction.objects.create(article=secret, text_ar="تصويب مبكر")
    public = Correction.objects.create(article=factories.make_published(), text_ar="تصويب")
    line = Ticker.objects.create(
        text_ar="عاجل",
        source=factories.make_source(),
        article=secret,
        ends_at=timezone.now() + timedelta(hours=1),
    )
    corrections = "/admin/articles/correction/"
    pages = [
        corrections,
        f"{corrections}{note.pk}/change/",
        f"{corrections}{note.pk}/history/",
        f"/admin/articles/ticker/{line.pk}/change/",
    ]
    for person, sees in ((reporter, False), (editor, True)):
        client.force_login(person)
        for page in pages:
            answer = client.get(page)
            told = str(secret) in answer.content.decode() or note.text in answer.content.decode()
            assert told is sees, page
        assert client.get(f"{corrections}{public.pk}/change/").status_code == 200


@pytest.mark.parametrize("role", ["moderator", "mailer"])
def test_other_desks_change_no_story(client, role):
    article = factories.make_published()
    client.force_login(factories.make_user(role=role))
    assert client.post(change(article), form_of(article, dek_ar="س")).status_code == 403
    assert client.get(ADD).status_code == 403


def test_nobody_deletes_a_story_that_was_out(client, editor, superuser):
    draft, public = factories.make_article(), factories.make_published()

    def delete(article: Article) -> int:
        address = reverse("admin:articles_article_delete", args=[article.pk])
        return client.post(address, {"post": "yes"}).status_code

    client.force_login(editor)
    assert (delete(draft), delete(public)) == (403, 403)
    client.force_login(superuser)
    assert delete(public) == 403
    assert delete(draft) == 302
    assert list(Article.objects.all()) == [public]


# -- the list --


def test_the_list_is_searched_in_three_languages_at_once(client, editor):
    """By itself the admin searches the language that is active."""
    article = factories.translate(factories.make_article("موسم الزيتون"), "en", "Olive harvest")
    factories.translate(article, "fr", "Récolte", body="<p>Les oliviers du Koura</p>")
    factories.make_article("خبر آخر", body_ar="<p>نص</p>")
    client.force_login(editor)
    for language in ("ar", "en", "fr"):
        client.post(reverse("admin:set_language"), {"language": language})
        for words in ("الزيتون", "Olive", "Récolte", "Koura"):
            found = client.get(LIST, {"q": words}).context["cl"].result_list
            assert list(found) == [article], (language, words)


def test_bulk_moves_do_what_they_can_and_say_the_rest(client, editor, reporter):
    good, bad = factories.make_article("جاهز"), factories.make_article("بلا مصدر", source=None)
    Article.objects.filter(pk=bad.pk).update(source=None)
    done = factories.make_published("منشور")
    client.force_login(editor)
    chosen = {"action": "publish", "_selected_action": [good.pk, bad.pk, done.pk]}
    answer = client.post(LIST, chosen, follow=True)
    words = [str(message) for message in answer.context["messages"]]
    assert len(words) == 3
    assert "عنصر واحد" in words[0]
    assert any("بلا مصدر" in each and "ينقص المصدر" in each for each in words)
    assert any("منشور" in each and "سبق إليه" in each for each in words)
    assert set(Article.objects.filter(status="published")) == {good, done}
    assert "delete_selected" not in answer.content.decode()
    client.force_login(reporter)
    own = factories.make_article("لي", created_by=reporter)
    client.post(LIST, {"action": "publish", "_selected_action": [own.pk]})
    own.refresh_from_db()
    assert own.status == "draft"
    client.post(LIST, {"action": "submit", "_selected_action": [own.pk]})
    own.refresh_from_db()
    assert own.status == "in_review"


@pytest.mark.parametrize(
    "asked",
    [
        "published_at__gte=0001-01-01",
        "published_at__lt=9999-12-31",
        "published_at__year=99999",
        "published_at__year=-1",
        "published_at__year=%2B0",
        "status__exact=draft%00",
        "q=%00",
    ],
)
def test_an_address_that_no_database_can_answer_is_a_bad_request(client, editor, asked):
    client.force_login(editor)
    assert client.get(f"{LIST}?{asked}").status_code == 400
    assert client.get(f"{LIST}?published_at__gte=2026-01-01T00:00Z").status_code == 200
    complete = "/admin/autocomplete/?app_label=articles&model_name=article&field_name=source&term="
    assert client.get(f"{complete}%00").status_code == 400
    assert client.get(f"{complete}x").status_code == 200


@pytest.mark.parametrize("count", [1, 40])
def test_lists_and_form_keep_their_query_budgets(client, editor, count):
    photo, author = factories.make_photo(), factories.make_author()
    section, source, tag = factories.make_section(), factories.make_source(), factories.make_tag()
    for number in range(count):
        article = factories.make_article(
            f"خبر {number}", section=section, source=source, photo=photo,
            authors=[author], tags=[tag],
        )  # fmt: skip
        factories.publish(article, languages=("en",))
        Ticker.objects.create(
            text_ar="سطر", source=source, ends_at=timezone.now() + timedelta(hours=1)
        )
        Correction.objects.create(article=article, text_ar="تصحيح")
    client.force_login(editor)
    for name in ("article", "photo", "source", "ticker", "translation", "correction", "section"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(f"admin:articles_{name}_changelist"))
        assert answer.status_code == 200
        assert len(queries) <= 15, (name, [each["sql"][:120] for each in queries])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(change(article)).status_code == 200
    assert len(queries) <= 25, [each["sql"][:120] for each in queries]


def test_absurdly_many_rows_of_a_list_are_refused_before_they_are_made(client, editor):
    section = factories.make_section(position=1)
    client.force_login(editor)
    row = {"form-0-id": section.pk, "form-0-position": "3", "form-INITIAL_FORMS": 1, "_save": "1"}
    listed = reverse("admin:articles_section_changelist")
    answer = client.post(listed, {**row, "form-TOTAL_FORMS": 1_900})
    rows = answer.context["cl"].formset
    assert answer.status_code == 200
    assert len(rows.forms) == 200
    assert "200" in str(rows.non_form_errors())
    section.refresh_from_db()
    assert section.position == 1
    assert client.post(listed, {**row, "form-TOTAL_FORMS": 1}).status_code == 302
    section.refresh_from_db()
    assert section.position == 3


def test_the_dots_say_their_state_in_words(client, editor):
    factories.translate(factories.make_published(), "fr")
    client.force_login(editor)
    page = client.get(LIST).content.decode()
    assert "dot--ready" in page
    assert "dot--working" in page
    assert "dot--none" in page
    assert re.search(r'visually-hidden">[^<]+: جاهزة', page)


# -- the rest of the desk --


def test_a_ticker_line_ends_in_an_hour_unless_somebody_says_otherwise(client, editor):
    client.force_login(editor)
    form = client.get("/admin/articles/ticker/add/").context["adminform"].form
    length = form.initial["ends_at"] - form.initial["starts_at"]
    assert length == timedelta(minutes=60)
    source = factories.make_source()
    given = {
        "text_ar": "عاجل", "urgency": "breaking", "source": source.pk,
        "starts_at_0": "2026-01-07", "starts_at_1": "09:00:00",
    }  # fmt: skip
    answer = client.post("/admin/articles/ticker/add/", given)
    assert "ends_at" in answer.context["adminform"].form.errors


def test_the_site_profile_is_one(client, editor):
    client.force_login(editor)
    listed = reverse("admin:articles_siteprofile_changelist")
    assert client.get(listed)["Location"] == reverse("admin:articles_siteprofile_add")
    given = {
        "name_ar": "مرفأ", "name_en": "Harbour", "name_fr": "Port",
        "social_links-TOTAL_FORMS": 0, "social_links-INITIAL_FORMS": 0,
    }  # fmt: skip
    client.post(reverse("admin:articles_siteprofile_add"), given)
    assert SiteProfile.objects.get().pk == 1
    assert client.get(listed)["Location"].endswith("/1/change/")
    assert client.get(reverse("admin:articles_siteprofile_add")).status_code == 403


def test_translations_are_a_list_with_moves_and_no_form(client, editor):
    row = factories.translate(factories.make_published(), "fr").translations.get(language="fr")
    client.force_login(editor)
    listed = reverse("admin:articles_translation_changelist")
    assert client.get(reverse("admin:articles_translation_add")).status_code == 403
    client.post(listed, {"action": "mark_ready", "_selected_action": [row.pk]})
    assert Translation.objects.get(pk=row.pk).status == "ready"


# -- the preview --


def test_the_preview_is_the_readers_page_for_staff_alone(client, editor, moderator, reporter):
    article = factories.translate(factories.make_article("عنوان لم يُنشر"), "en", "Not out yet")
    address = reverse("article_preview", args=[article.pk, "en"])
    assert client.get(address).status_code == 302
    client.force_login(moderator)
    assert client.get(address).status_code == 403
    client.force_login(reporter)
    assert client.get(address).status_code == 404
    client.force_login(editor)
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="en" dir="ltr"' in page
    assert "Not out yet" in page
    assert "DRAFT" in page
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    arabic = client.get(reverse("article_preview", args=[article.pk, "ar"])).content.decode()
    assert "عنوان لم يُنشر" in arabic
    assert client.get(reverse("article_preview", args=[article.pk, "de"])).status_code == 404
    # Readers see none of it.
    assert type(client)().get(article.url_in("en")).status_code == 404


def test_the_form_leads_to_the_site_where_readers_find_the_story(client, editor):
    """In the language of the admin if it is there, else in one that is; before that nowhere."""
    client.force_login(editor)

    def leads_to(article):
        links = html.fromstring(client.get(change(article)).content.decode())
        return [link.get("href") for link in links.xpath("//a[@class='viewsitelink']")]

    article = factories.translate(factories.make_article("خبر الميناء"), "en", "The port")
    assert leads_to(article) == []
    factories.publish(article, languages=("en",))
    assert leads_to(article) == [article.url_in("ar")]
    article.translations.get(language="ar").take_back(by=editor)
    assert leads_to(article) == [article.url_in("en")]
    assert client.get(article.url_in("en")).status_code == 200
