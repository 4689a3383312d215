"""Rules of the news desk's models, each broken from above."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone, translation

from articles.models import (
    Article,
    Byline,
    Correction,
    SiteProfile,
    Ticker,
    Translation,
)
from newsportal.workflow import AUTHOR
from tests import factories

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def refused(**changes) -> bool:
    """Whether the database refuses `changes` on every story."""
    try:
        with transaction.atomic():
            Article.objects.update(**changes)
    except IntegrityError:
        return True
    return False


# -- what the database holds, whatever code writes --


def test_a_status_is_one_of_five_and_a_published_story_has_its_record_and_source():
    factories.make_article()
    assert refused(status="secret")
    assert refused(status="published")
    assert refused(status="retracted", published_at=None)
    assert refused(status="published", published_at=timezone.now(), source=None)
    assert refused(published_at=timezone.now())
    assert not refused(status="published", published_at=timezone.now())


def test_a_story_has_one_row_for_each_known_language():
    story = factories.make_article()
    for language in ("ar", "de"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Translation.objects.create(article=story, language=language)
    with pytest.raises(IntegrityError), transaction.atomic():
        story.translations.update(status="perfect")


def test_a_name_stands_once_in_a_byline():
    author = factories.make_author()
    story = factories.make_article(authors=[author])
    with pytest.raises(IntegrityError), transaction.atomic():
        Byline.objects.create(article=story, author=author)


def test_a_ticker_line_ends_after_it_starts():
    now = timezone.now()
    line = Ticker(text_ar="سطر", source=factories.make_source(), starts_at=now, ends_at=now)
    with pytest.raises(ValidationError) as refusal:
        line.full_clean()
    assert refusal.value.error_dict["ends_at"][0].code == "ends_before_start"
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


def test_there_is_one_site():
    factories.make_site()
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteProfile.objects.create(pk=2, name_ar="ثانٍ")


def test_what_stories_stand_on_is_not_deleted_under_them():
    story = factories.make_article(authors=[factories.make_author()], photo=factories.make_photo())
    for row in (story.section, story.source, story.photo, story.authors.get()):
        with pytest.raises(ProtectedError):
            row.delete()


# -- moves --


def test_a_plain_save_never_writes_what_a_move_writes(editor):
    story = factories.make_article()
    open_form = Article.objects.get(pk=story.pk)
    story.publish(by=editor)
    open_form.headline_ar = "عنوان منقّح"
    open_form.save()
    story.refresh_from_db()
    assert (story.status, story.headline_ar) == ("published", "عنوان منقّح")
    assert story.published_at is not None


def test_a_new_story_begins_as_a_draft():
    with pytest.raises(ValidationError) as refusal:
        factories.make_article(status="published")
    assert refusal.value.code == "status_by_move"
    assert not Article.objects.exists()


def test_a_move_names_its_actor_and_asks_what_they_may(editor, reporter):
    story = factories.make_article()
    with pytest.raises(TypeError):
        story.publish(by=None)
    for nobody in (reporter, AUTHOR):
        with pytest.raises(PermissionDenied):
            story.publish(by=nobody)
    editor.is_active = False
    with pytest.raises(PermissionDenied):
        story.publish(by=editor)
    story.refresh_from_db()
    assert story.status == "draft"
    story.submit(by=reporter)
    assert LogEntry.objects.get().user == reporter


def test_who_comes_second_is_told_that_someone_was_faster(editor):
    story = factories.make_article()
    stale = Article.objects.get(pk=story.pk)
    story.spike(by=editor)
    with pytest.raises(ValidationError) as refusal:
        stale.publish(by=editor)
    assert refusal.value.code == "stale_move"
    assert LogEntry.objects.count() == 1
    assert not Article.objects.published("ar").exists()


def test_publishing_needs_headline_text_and_source_and_says_so_at_once(editor):
    story = factories.make_article()
    Article.objects.filter(pk=story.pk).update(headline_ar="", body_ar="", source=None)
    story.refresh_from_db()
    with pytest.raises(ValidationError) as refusal:
        story.publish(by=editor)
    codes = {error.code for error in refusal.value.error_list}
    assert codes == {"headline_missing", "body_missing", "source_missing"}


def test_a_retraction_needs_a_note_and_leaves_a_notice(editor):
    story = factories.make_published()
    with pytest.raises(ValidationError) as refusal:
        story.retract(by=editor, note=" ")
    assert refusal.value.code == "note_required"
    story.retract(by=editor, note="لم يثبت المصدر")
    notice = story.corrections.get()
    assert (notice.kind, notice.text_ar) == ("retraction", "لم يثبت المصدر")
    with pytest.raises(ValidationError):
        story.publish(by=editor)


def test_a_language_needs_its_words_before_it_is_ready(editor):
    story = factories.make_published()
    story.headline_fr = "Sans texte"
    story.save()
    french = story.translations.get(language="fr")
    with pytest.raises(ValidationError) as refusal:
        french.mark_ready(by=editor)
    assert refusal.value.code == "words_missing"
    assert story.languages_live() == ["ar"]


# -- times --


def test_the_record_is_the_wish_or_the_end_of_the_embargo(editor):
    with time_machine.travel(START, tick=False):
        at_once = factories.make_published("الآن")
        carried_over = factories.make_published("قديم", go_live_at=START - timedelta(days=300))
        later = factories.make_published("لاحقاً", go_live_at=START + timedelta(hours=1))
        held = factories.make_published(
            "محظور", go_live_at=START, embargo_ends_at=START + timedelta(hours=2)
        )
    records = [story.published_at - START for story in (at_once, carried_over, later, held)]
    hour = timedelta(hours=1)
    assert records == [timedelta(0), timedelta(days=-300), hour, 2 * hour]


def test_a_wish_changed_in_time_changes_the_record_and_a_past_one_stays(editor):
    with time_machine.travel(START, tick=False) as clock:
        story = factories.make_published(go_live_at=START + timedelta(hours=2))
        story.go_live_at = START + timedelta(hours=1)
        story.save()
        row = story.translations.get()
        assert row.published_at == START + timedelta(hours=1)
        clock.shift(timedelta(hours=3))
        story.go_live_at = None
        story.save()
        row.refresh_from_db()
        assert row.published_at == START + timedelta(hours=1)


def test_a_late_translation_carries_its_own_time(editor):
    with time_machine.travel(START, tick=False) as clock:
        story = factories.make_published(go_live_at=START - timedelta(days=9))
        factories.translate(story, "en")
        clock.shift(timedelta(hours=1))
        story.translations.get(language="en").mark_ready(by=editor)
        times = {row.language: row.published_at for row in story.translations.all()}
    assert times == {"ar": START - timedelta(days=9), "en": START + timedelta(hours=1)}


# -- languages --


def test_the_queryset_asks_for_the_language_it_was_given_whatever_is_active(editor):
    both = factories.make_published("زيتون", languages=("en",))
    arabic = factories.make_published("مرفأ")
    for active in ("ar", "en", "fr"):
        with translation.override(active):
            assert set(Article.objects.published("ar")) == {both, arabic}
            assert set(Article.objects.published("en").for_cards()) == {both}
            assert not Article.objects.published("fr").exists()
            by_time = Article.objects.published("ar").newest_first().for_cards()
            assert [story.headline_ar for story in by_time] == ["مرفأ", "زيتون"]
            assert list(by_time.values_list("pk", flat=True)) == [arabic.pk, both.pk]
            assert by_time.filter(printed_at__lte=timezone.now()).count() == 2
            assert set(Article.objects.filter(pk__in=by_time.values("pk"))) == {both, arabic}


def test_cards_leave_the_text_in_the_database(editor):
    factories.make_published("زيتون", languages=("en",))
    [card] = Article.objects.published("en").for_cards()
    assert {"body", "body_ar", "body_en", "body_fr"} <= card.get_deferred_fields()
    assert not {"headline_en", "dek_en"} & card.get_deferred_fields()


def test_no_text_falls_back_to_another_language():
    story = factories.make_article("عنوان", dek_ar="سطر")
    with translation.override("en"):
        story = Article.objects.get(pk=story.pk)
        assert (story.headline or "", story.dek or "") == ("", "")
        assert story.text_in("en", "headline") == ""
        assert str(story) == "عنوان"


def test_the_search_words_follow_every_save(editor):
    story = factories.make_published("زيتون")
    story.headline_ar = "قرميد"
    story.save()
    entry = story.translations.get(language="ar").entry
    assert "قرميد" in entry.headline.split()


def test_an_address_is_written_in_the_language_it_leads_to():
    story = factories.make_article("عنوان الخبر")
    story.headline_en = "The headline"
    assert story.url_in("en") == f"/en/news/{story.pk}/the-headline/"
    assert story.url_in("ar").startswith(f"/news/{story.pk}/")
    with translation.override("en"):
        assert story.get_absolute_url() == story.url_in("en")


# -- corrections --


def test_a_correction_is_printed_with_its_words_at_its_time_on_a_public_story(editor):
    public, draft = factories.make_published("منشور"), factories.make_article("مسودة")
    soon = timezone.now() + timedelta(hours=1)
    shown = Correction.objects.create(article=public, text_ar="صُحّح")
    Correction.objects.create(article=public, text_ar="لاحقاً", printed_at=soon)
    Correction.objects.create(article=draft, text_ar="مسودة")
    assert list(Correction.objects.printed("ar")) == [shown]
    assert not Correction.objects.printed("en").exists()
