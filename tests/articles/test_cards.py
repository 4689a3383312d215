"""Share cards: drawn for what is public, when it is; right to left; gone with a withdrawn story."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from lxml import html
from PIL import Image, ImageChops

from articles import sharecards
from articles.checks import arabic_can_be_drawn
from articles.models import Article, ShareCard, SiteProfile
from articles.models.cards import draw_cards
from articles.sharecards import MARGIN, SIZE, Words, drawn
from newsportal.management.commands import work
from tests import factories

LANGUAGES = ("ar", "en", "fr")


def picture(content: bytes) -> Image.Image:
    """A card, decoded."""
    return Image.open(io.BytesIO(content)).convert("RGB")


def ink_box(content: bytes) -> tuple[int, int, int, int]:
    """Where the headline stands."""
    middle = picture(content).crop((0, 180, SIZE[0], 520))
    blank = Image.new("RGB", middle.size, middle.getpixel((0, 0)))
    box = ImageChops.difference(middle, blank).getbbox()
    assert box
    return box


def card_on(client, address: str) -> dict[str, str]:
    """The tags of a page that social networks read."""
    page = html.fromstring(client.get(address).content.decode())
    return {tag.get("property"): tag.get("content") for tag in page.xpath("//meta[@property]")}


# -- drawing --------------------------------------------------------------------------------------


def test_the_side_on_which_a_card_begins_is_that_of_its_language():
    assert sharecards.can_draw(), "Pillow's wheel brings Raqm along"
    left, _top, right, _bottom = ink_box(drawn(Words("ar", "مرفأ", "خبر")))
    assert right > SIZE[0] - MARGIN - 20
    assert left > SIZE[0] / 2
    left, _top, right, _bottom = ink_box(drawn(Words("en", "Harbour", "News")))
    assert left < MARGIN + 20
    assert right < SIZE[0] / 2


def test_arabic_is_joined_and_ordered():
    sheet = sharecards.Sheet("ar")
    joined = sheet.width_of("بيت", 60)
    apart = sum(sheet.width_of(letter, 60) for letter in "بيت")
    assert joined < apart * 0.8
    assert drawn(Words("ar", "", "abc خبر")) != drawn(Words("ar", "", "خبر abc"))


@pytest.mark.parametrize(
    "headline",
    ["", "خبر", "كلمة " * 60, "ب" * 200, "W" * 200, "a\x00b\x1f\u202e\ud7ff 😀\n\tc", "<b>&amp;"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_headline_the_card_keeps_its_size_and_margins(language, headline):
    words = Words(language, headline or "x", headline or "x", headline, headline, "no such tint")
    content = drawn(words)
    assert len(content) < 100_000
    card = picture(content)
    assert card.size == (1200, 630)
    left, _top, right, _bottom = ink_box(content)
    assert left >= MARGIN - 8
    assert right <= SIZE[0] - MARGIN + 8


# -- jobs -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_story_has_its_card_in_each_language_once_it_is_out(client):
    factories.make_site()
    story = factories.make_article("انطلاق الموسم", kicker_ar="زراعة")
    story.save()
    work.Desk().queue.run()
    assert not ShareCard.objects.exists(), "nothing of a draft is drawn"
    factories.publish(story, languages=("en", "fr"))
    default = card_on(client, story.url_in("ar"))
    assert default["og:image"].endswith("/static/newsportal/card.png")
    assert client.get(default["og:image"]).status_code == 200
    work.Desk().queue.run()
    assert ShareCard.objects.count() == 3
    seen = set()
    for language in LANGUAGES:
        with translation.override(language):
            tags = card_on(client, story.url_in(language))
            assert tags["og:image:alt"] == tags["og:title"] == story.text_in(language, "headline")
            assert tags["og:locale"][:2] == language
            assert tags["og:type"] == "article"
            assert tags["article:published_time"] <= tags["article:modified_time"]
            assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
            answer = client.get(tags["og:image"])
            assert picture(b"".join(answer)).size == (1200, 630)
            seen.add(tags["og:image"])
    assert len(seen) == 3


@pytest.mark.django_db
def test_a_new_headline_has_a_new_address_and_the_old_file_goes():
    factories.make_site()
    story = factories.make_published("أول")
    work.Desk().queue.run()
    first = ShareCard.objects.get().file
    story.body_ar = "<p>نص آخر.</p>"
    story.save()
    work.Desk().queue.run()
    assert ShareCard.objects.get().file == first, "the card says the same"
    story.headline_ar = "ثانٍ"
    story.save()
    work.Desk().queue.run()
    second = ShareCard.objects.get().file
    assert second != first
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        work.Desk().queue.run()
    assert default_storage.exists(second)
    assert not default_storage.exists(first)


@pytest.mark.django_db
def test_the_card_of_a_withdrawn_story_or_language_goes_at_once():
    factories.make_site()
    editor = factories.make_user("chief", role="editor")
    story = factories.make_published("خبر", languages=("en", "fr"))
    work.Desk().queue.run()
    files = dict(ShareCard.objects.values_list("language", "file"))
    story.translations.get(language="fr").take_back(by=editor)
    work.Desk().queue.run()
    assert not default_storage.exists(files["fr"])
    assert default_storage.exists(files["en"])
    story.retract(by=editor, note="سُحب")
    work.Desk().queue.run()
    assert not ShareCard.objects.exists()
    assert not any(default_storage.exists(name) for name in files.values())


@pytest.mark.django_db
def test_no_card_is_drawn_before_its_time_and_the_tick_draws_it_then():
    factories.make_site()
    now = timezone.now()
    factories.make_published("محظور", embargo_ends_at=now + timedelta(days=1))
    work.Desk().queue.run()
    assert ShareCard.objects.queue_due(now) == 3, "the cards of the site"
    work.Desk().queue.run()
    assert set(ShareCard.objects.values_list("translation", flat=True)) == {None}
    with time_machine.travel(now + timedelta(days=1, seconds=1)):
        assert ShareCard.objects.queue_due(timezone.now()) == 1
        assert ShareCard.objects.queue_due(timezone.now()) == 0, "a job waits for it"
        work.Desk().queue.run()
        assert ShareCard.objects.queue_due(timezone.now()) == 0
    assert ShareCard.objects.filter(translation__isnull=False).count() == 1


@pytest.mark.django_db
def test_what_sql_changed_or_a_crash_left_is_found_by_the_tick(monkeypatch):
    factories.make_site()
    story = factories.make_published("خبر")
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", lambda *_: 1 / 0)
        work.Desk().queue.run()
    assert DBTaskResult.objects.failed().count() == 1
    assert not ShareCard.objects.exists()
    work.Desk().work_once()
    assert ShareCard.objects.filter(translation__article=story).count() == 1
    Article.objects.filter(pk=story.pk).update(headline_ar="آخر")
    SiteProfile.objects.update(name_en="Another name")
    assert ShareCard.objects.queue_due(timezone.now()) == 2
    Article.objects.filter(pk=story.pk).update(embargo_ends_at=timezone.now() + timedelta(days=1))
    work.Desk().work_once()
    assert not ShareCard.objects.filter(translation__article=story).exists()


@pytest.mark.django_db
def test_two_workers_at_once_leave_one_card_and_one_file(monkeypatch):
    """The second begins while the first is drawing."""
    factories.make_site()
    story = factories.make_published("خبر")
    draw, begun = sharecards.drawn, []

    def interrupted(words):
        if not begun:
            begun.append(words)
            work.Desk().queue.run()
        return draw(words)

    monkeypatch.setattr(sharecards, "drawn", interrupted)
    draw_cards.func(story.pk)
    card = ShareCard.objects.get()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        work.Desk().queue.run()
    folder = default_storage.listdir("cards")[1]
    digest = card.file.partition("-")[2].partition("-")[0]
    assert [name for name in folder if digest in name] == [card.file.partition("/")[2]]


@pytest.mark.django_db
def test_an_archive_that_was_carried_over_shows_the_card_of_the_site(client):
    factories.make_site()
    long_ago = timezone.now() - timedelta(days=400)
    story = factories.make_published("قديم", go_live_at=long_ago)
    work.Desk().work_once()
    cards = ShareCard.objects.of_the_site()
    assert cards.count() == ShareCard.objects.count() == 3
    for address in (story.get_absolute_url(), "/", reverse("about"), reverse("search")):
        assert card_on(client, address)["og:image"].endswith(cards.get(language="ar").file)


@pytest.mark.django_db
def test_without_raqm_nothing_is_drawn_wrongly(monkeypatch):
    factories.make_published("خبر")
    assert not arabic_can_be_drawn(None)
    monkeypatch.setattr(sharecards, "can_draw", lambda: False)
    assert [each.id for each in arabic_can_be_drawn(None)] == ["articles.W001"]
    work.Desk().work_once()
    assert not ShareCard.objects.exists()
    assert ShareCard.objects.queue_due(timezone.now()) == 0
