"""The news desk in the admin: who sees what, the form, the moves, the list, the preview."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.admin.stories import ArticleAdmin
from articles.models import Article, Correction, SiteProfile, Ticker, Translation
from articles.search.ranking import search
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
ADD = "/admin/articles/article/add/"


def form_of(article: Article | None = None, **changes: Any) -> dict[str, Any]:
    """What a browser sends from the story form."""
    data: dict[str, Any] = {
        "headline_ar": "انطلاق موسم الزيتون",
        "body_ar": "<p>بدأ المزارعون القطاف.</p>",
        "original_language": "ar",
        "bylines-TOTAL_FORMS": 0,
        "bylines-INITIAL_FORMS": 0,
        "corrections-TOTAL_FORMS": 0,
        "corrections-INITIAL_FORMS": 0,
    }
    if article is not None:
        names = [f"{name}_{code}" for name in ("kicker", "headline", "dek", "body")
                 for code in ("ar", "en", "fr")]  # fmt: skip
        data |= {name: getattr(article, name) or "" for name in names}
        data |= {"section": article.section_id, "source": article.source_id or ""}
    return {**data, **changes}


def change(article: Article) -> str:
    """The address of a story's form."""
    return reverse("admin:articles_article_change", args=[article.pk])


# -- moves on the form --


def test_a_reporter_writes_and_submits_and_an_editor_publishes(client, reporter, editor):
    """The journey: both with one press, on the form for new stories and on the open one."""
    section, source = factories.make_section(), factories.make_source()
    client.force_login(reporter)
    answer = client.post(ADD, form_of(section=section.pk, _move="submit"))
    article = Article.objects.get()
    assert answer.status_code == 302
    assert (article.status, article.created_by) == ("in_review", reporter)
    client.force_login(editor)
    page = client.get(change(article)).content.decode()
    assert 'name="_move" value="publish"' in page
    # The source is missing: nothing is saved, and everything typed is still there.
    answer = client.post(change(article), form_of(article, dek_ar="سطر مكتوب", _move="publish"))
    assert answer.status_code == 200
    assert "ينقص المصدر" in answer.content.decode()
    assert "سطر مكتوب" in answer.content.decode()
    article.refresh_from_db()
    assert (article.status, article.dek_ar) == ("in_review", None)
    answer = client.post(
        change(article),
        form_of(article, source=source.pk, dek_ar="سطر مكتوب", _move="publish"),
        follow=True,
    )
    article.refresh_from_db()
    assert (article.status, article.source, article.dek_ar) == ("published", source, "سطر مكتوب")
    assert "منشورة" in answer.content.decode()


def test_an_editor_publishes_from_the_form_for_new_stories(client, editor):
    client.force_login(editor)
    section, source = factories.make_section(), factories.make_source()
    given = form_of(section=section.pk, _move="publish")
    answer = client.post(ADD, given)
    # Refused for want of a source: no half-made story stays behind.
    assert answer.status_code == 200
    assert not Article.objects.exists()
    client.post(ADD, {**given, "source": source.pk})
    assert Article.objects.get().status == "published"


def test_a_reporter_cannot_publish_even_by_address(client, reporter):
    client.force_login(reporter)
    article = factories.make_article(created_by=reporter)
    page = client.get(change(article)).content.decode()
    assert 'value="submit"' in page
    assert 'value="publish"' not in page
    answer = client.post(change(article), form_of(article, dek_ar="س", _move="publish"))
    assert answer.status_code == 403
    article.refresh_from_db()
    assert (article.status, article.dek_ar) == ("draft", None)


def test_a_story_under_review_keeps_what_its_reporter_typed_too_late(client, reporter, editor):
    """403, nothing saved, and the words are on the page to copy."""
    article = factories.make_article(created_by=reporter)
    typed = form_of(article, dek_ar="كلام كُتب متأخراً", _continue="1")
    article.submit(by=reporter)
    client.force_login(reporter)
    for given in (typed, {**typed, "_move": "submit"}):
        answer = client.post(change(article), given)
        assert answer.status_code == 403
        assert "كلام كُتب متأخراً" in answer.content.decode()
    article.refresh_from_db()
    assert article.dek_ar is None
    page = client.get(change(article)).content.decode()
    assert 'name="headline_ar"' not in page


def test_a_stale_form_does_not_take_a_story_off_the_site(client, editor):
    article = factories.make_article()
    client.force_login(editor)
    stale = form_of(article, headline_ar="عنوان مصحّح", status="draft", published_at="")
    article.publish(by=editor)
    assert client.post(change(article), {**stale, "_continue": "1"}).status_code == 302
    article.refresh_from_db()
    assert (article.status, article.headline_ar) == ("published", "عنوان مصحّح")
    assert article.published_at


def test_whoever_comes_second_is_told_and_keeps_the_words(client, editor):
    article = factories.make_article()
    client.force_login(editor)
    stale = form_of(article, dek_ar="تعديل", _move="spike")
    article.publish(by=editor)
    answer = client.post(change(article), stale)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "سبق إليه" in page
    assert "تعديل" in page
    article.refresh_from_db()
    assert (article.status, article.dek_ar) == ("published", None)


def test_two_editors_at_one_form_lose_no_words(client, editor):
    """The second to save is shown what the first wrote, and decides."""
    article = factories.make_article()
    client.force_login(editor)
    seen = re.search(r'name="_seen" value="([^"]+)"', client.get(change(article)).content.decode())
    factories.translate(article, "en", headline="What the other wrote")
    mine = form_of(article, headline_en="What I wrote", _seen=seen[1], _continue="1")
    answer = client.post(change(article), mine)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "What I wrote" in page
    assert "What the other wrote" in page
    article.refresh_from_db()
    assert article.headline_en == "What the other wrote"
    again = re.search(r'name="_seen" value="([^"]+)"', page)[1]
    assert client.post(change(article), {**mine, "_seen": again}).status_code == 302
    article.refresh_from_db()
    assert article.headline_en == "What I wrote"


def test_a_form_saved_in_the_same_moment_waits_and_sees_the_other(client, editor, monkeypatch):
    """The other one's saving falls between the reading of the entry and the writing of it."""
    article = factories.make_article()
    client.force_login(editor)
    seen = re.search(r'name="_seen" value="([^"]+)"', client.get(change(article)).content.decode())
    read = ArticleAdmin.get_object

    def read_then_another_saves(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.undo()
        found = read(*args, **kwargs)
        factories.translate(Article.objects.get(pk=article.pk), "en", headline="By another")
        return found

    monkeypatch.setattr(ArticleAdmin, "get_object", read_then_another_saves)
    mine = form_of(article, headline_en="Mine", _seen=seen[1], _continue="1")
    answer = client.post(change(article), mine)
    assert answer.status_code == 200
    assert "By another" in answer.content.decode()
    article.refresh_from_db()
    assert article.headline_en == "By another"


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


@pytest.mark.parametrize("key", ["x", "\0", "1e9", "²", "9" * 5_000])
def test_a_choice_that_cannot_be_is_an_error_of_the_form(client, editor, key):
    article = factories.make_article()
    client.force_login(editor)
    chosen = {"source": key, "tags": [key]}
    chosen |= {"bylines-0-author": key, "bylines-TOTAL_FORMS": "1"}
    answer = client.post(change(article), form_of(article, headline_ar="عنوان جديد") | chosen)
    assert answer.status_code == 200
    assert {"source", "tags"} <= answer.context["adminform"].form.errors.keys()
    assert "عنوان جديد" in answer.content.decode()


def test_a_retraction_needs_its_note_and_keeps_the_form(client, editor):
    article = factories.make_published()
    client.force_login(editor)
    answer = client.post(change(article), form_of(article, dek_ar="سطر", _move="retract"))
    assert "يُرجى ذكر السبب" in answer.content.decode()
    assert "سطر" in answer.content.decode()
    client.post(change(article), form_of(article, _move="retract", note="خبر غير دقيق"))
    article.refresh_from_db()
    assert article.status == "retracted"
    note = article.corrections.get()
    assert note.text_ar == "خبر غير دقيق"
    # What was printed stays so: it can be looked at, and neither changed nor made anew by hand.
    own_page = reverse("admin:articles_correction_change", args=[note.pk])
    assert client.get(own_page).status_code == 200
    assert client.post(own_page, {"kind": "correction", "text_ar": "غيره"}).status_code == 403
    other = factories.make_published("خبر آخر")
    made = {"article": other.pk, "kind": "retraction", "text_ar": "سحب بلا سحب"}
    assert client.post(reverse("admin:articles_correction_add"), made).status_code == 200
    assert Correction.objects.get().text_ar == "خبر غير دقيق"


def test_an_unknown_move_is_an_error_message(client, editor):
    article = factories.make_article()
    client.force_login(editor)
    for value in ("fly", "mark_ready:xx", "mark_ready:en", ""):
        assert client.post(change(article), {"_move": value}).status_code == 200
    article.refresh_from_db()
    assert article.status == "draft"


def test_each_language_has_its_own_state_and_moves(client, editor, reporter):
    article = factories.translate(factories.make_published(), "fr", headline="Un titre")
    client.force_login(editor)
    page = client.get(change(article)).content.decode()
    assert 'name="_move" value="mark_ready:fr"' in page
    assert 'value="mark_ready:en"' not in page
    client.post(change(article), form_of(article, dek_fr="Un chapeau", _move="mark_ready:fr"))
    article.refresh_from_db()
    row = article.translations.get(language="fr")
    assert (row.status, article.dek_fr) == ("ready", "Un chapeau")
    assert article.languages_live() == ["ar", "fr"]
    client.post(change(article), {"_move": "take_back:fr"})
    assert Article.objects.get().languages_live() == ["ar"]
    client.force_login(reporter)
    assert client.post(change(article), {"_move": "mark_ready:fr"}).status_code == 403


def test_times_keep_their_seconds_in_every_language(client, editor):
    article = factories.make_article()
    client.force_login(editor)
    moment = timezone.make_aware(timezone.datetime(2026, 1, 7, 9, 5, 41))
    for language in ("ar", "en", "fr"):
        client.post(reverse("admin:set_language"), {"language": language})
        times = {"go_live_at_0": "2026-01-07", "go_live_at_1": "09:05:41"}
        client.post(change(article), form_of(article, **times, _continue="1"))
        article.refresh_from_db()
        assert article.go_live_at == moment
        page = client.get(change(article)).content.decode()
        assert re.search(r'name="go_live_at_1" value="09:05:41"', page)
        assert "Asia/Beirut" in page


def test_the_tags_are_found_in_search_after_saving(client, editor):
    """They are stored after the story, whose search words hold them."""
    tag = factories.make_tag("زيتون")
    article = factories.make_article("خبر")
    client.force_login(editor)
    client.post(change(article), form_of(article, tags=[tag.pk], _continue="1"))
    article.publish(by=editor)
    assert search("زيتون", "ar").keys == [article.pk]


def test_an_english_story_needs_no_arabic_headline(client, editor):
    """modeltranslation would require the default language; the original's is what counts."""
    client.force_login(editor)
    section = factories.make_section()
    given = form_of(
        section=section.pk, headline_ar="", body_ar="", headline_en="A story",
        original_language="en", _continue="1",
    )  # fmt: skip
    assert client.post(ADD, given).status_code == 302
    assert Article.objects.get().headline_en == "A story"
    answer = client.post(ADD, {**given, "headline_en": ""})
    assert "headline_en" in answer.context["adminform"].form.errors


def test_the_byline_keeps_its_order(client, editor):
    first, second = factories.make_author("رلى"), factories.make_author("نديم")
    article = factories.make_article()
    client.force_login(editor)
    names = {"bylines-TOTAL_FORMS": 2}
    for place, author in enumerate((second, first)):
        names[f"bylines-{place}-author"] = author.pk
        names[f"bylines-{place}-position"] = place
    client.post(change(article), form_of(article, **names, _continue="1"))
    assert [row.author for row in article.bylines.all()] == [second, first]


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
