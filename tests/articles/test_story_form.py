"""The story form in the admin: words, times, byline and moves; nothing typed is lost."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.admin.stories import ArticleAdmin
from articles.models import Article, Correction
from articles.search.ranking import search
from tests import factories
from tests.articles.storyform import ADD, change, form_of

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("key", ["x", "\0", "1e9", "²", "9" * 30, "9" * 5_000])
def test_a_choice_that_cannot_be_is_an_error_of_the_form(client, editor, key):
    article = factories.make_article()
    client.force_login(editor)
    chosen = {"source": key, "tags": [key]}
    chosen |= {"bylines-0-author": key, "bylines-TOTAL_FORMS": "1"}
    answer = client.post(change(article), form_of(article, headline_ar="عنوان جديد") | chosen)
    assert answer.status_code == 200
    assert {"source", "tags"} <= answer.context["adminform"].form.errors.keys()
    assert "عنوان جديد" in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31", "2201-01-01"])
def test_a_time_that_no_calendar_reaches_is_an_error_of_the_form(client, editor, day):
    section = factories.make_section()
    client.force_login(editor)
    for name in ("go_live_at", "embargo_ends_at", "lead_until_at"):
        times = {f"{name}_0": day, f"{name}_1": "23:59"}
        answer = client.post(ADD, form_of(section=section.pk, **times))
        assert "1900" in str(answer.context["adminform"].form.errors[name])
    assert not Article.objects.exists()


def test_an_address_that_proposes_what_is_no_time_shows_an_empty_field(client, editor):
    client.force_login(editor)
    assert client.get(f"{ADD}?go_live_at=x&headline_ar=x").status_code == 200


@pytest.mark.parametrize("rows", ["bylines", "corrections"])
def test_absurdly_many_rows_are_refused_before_they_are_made(client, editor, rows):
    article = factories.make_article()
    client.force_login(editor)
    absurd = form_of(article, headline_ar="عنوان جديد", **{f"{rows}-TOTAL_FORMS": 1_900})
    answer = client.post(change(article), absurd)
    made = {each.formset.prefix: each.formset for each in answer.context["inline_admin_formsets"]}
    assert answer.status_code == 200
    assert len(made[rows].forms) <= 100
    assert "60" in str(made[rows].non_form_errors())
    assert "عنوان جديد" in answer.content.decode()
    article.refresh_from_db()
    assert article.headline_ar != "عنوان جديد"


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


def test_who_may_only_read_a_story_reads_a_text(client, reporter, editor):
    """No tags, no rows for languages without words, and no way to a page that is not there."""
    body = "<p>أول الكلام</p><h2>ثم عنوان</h2>"
    story = factories.make_article(created_by=reporter, body_ar=body)
    story.submit(by=reporter)
    client.force_login(reporter)
    page = client.get(change(story)).content.decode()
    assert body in page
    assert "field-headline_ar" in page
    assert "field-headline_fr" not in page
    assert "viewsitelink" not in page


def test_a_form_leads_to_a_language_that_the_story_has(client, editor):
    """In an English admin too; after a retraction to the notice, whose words stand on the form."""
    story = factories.make_published()
    client.force_login(editor)
    client.post(reverse("admin:set_language"), {"language": "en"})
    page = client.get(change(story)).content.decode()
    assert f'href="{story.url_in("ar")}" class="viewsitelink"' in page
    story.retract(by=editor, note="سُحب لخطأ في الأرقام.")
    page = client.get(change(story)).content.decode()
    assert "سُحب لخطأ في الأرقام." in page
    assert f'href="{story.url_in("ar")}" class="viewsitelink"' in page
