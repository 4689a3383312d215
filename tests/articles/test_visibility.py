"""Law 4 and law 5: one rule of visibility on every surface, and time is a WHERE clause."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from lxml import html

from articles.lite import story_url
from articles.models import Article, Ticker
from tests import factories
from tests.articles import surfaces

pytestmark = pytest.mark.django_db

LANGUAGES = ("ar", "en", "fr")
START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
WORDS = {"ar": "زيتون", "en": "olives", "fr": "olives"}


@pytest.fixture
def desk(editor):
    """Sections, source, tag and author that all random stories share."""
    return {
        "section": factories.make_section(),
        "source": factories.make_source(),
        "tags": [factories.make_tag()],
        "authors": [factories.make_author()],
        "by": editor,
    }


def lists_of(desk) -> list[str]:
    return [
        f"/section/{desk['section'].slug}/",
        f"/source/{desk['source'].slug}/",
        f"/tag/{desk['tags'][0].slug}/",
        f"/author/{desk['authors'][0].slug}/",
    ]


def feeds_of(desk) -> list[str]:
    names = ["latest", f"section/{desk['section'].slug}", f"source/{desk['source'].slug}"]
    return [f"/feeds/{name}.{style}" for name in names for style in ("xml", "atom")]


# -- the rule, for stories with any history --


def some_time(dice: random.Random) -> timedelta:
    return timedelta(minutes=dice.randrange(-3 * 24 * 60, 3 * 24 * 60))


def random_story(dice: random.Random, desk: dict) -> Article:
    """A story with words in some languages, and perhaps times of its own."""
    languages = dice.sample(LANGUAGES, dice.randint(1, 3))
    texts = {f"headline_{code}": f"{WORDS[code]} {dice.random()}" for code in languages}
    texts |= {f"body_{code}": f"<p>{WORDS[code]}</p>" for code in languages}
    times = {
        name: START + some_time(dice)
        for name in ("go_live_at", "embargo_ends_at", "lead_until_at")
        if dice.random() < 0.35
    }
    given = {key: desk[key] for key in ("section", "source", "tags", "authors")}
    texts.setdefault("headline_ar", "")
    return factories.make_article(
        "", original_language=languages[0], **{**given, **texts, **times, "body_ar": "<p>زيتون</p>"}
    )


LIFE = {"publish": 5, "ready": 6, "times": 5, "take_back": 2, "retract": 1, "submit": 1,
        "spike": 1, "revive": 1}  # fmt: skip


def something_happens(dice: random.Random, story: Article, by) -> None:
    """One move or one change of times, if it is possible just now."""
    story.refresh_from_db()
    [what] = dice.choices(list(LIFE), list(LIFE.values()))
    try:
        if what in {"ready", "take_back"}:
            edition = dice.choice(list(story.translations.all()))
            edition.mark_ready(by=by) if what == "ready" else edition.take_back(by=by)
        elif what == "retract":
            story.retract(by=by, note="سُحب الخبر")
        elif what == "times":
            name = dice.choice(["go_live_at", "embargo_ends_at"])
            setattr(story, name, dice.choice([None, None, START + some_time(dice)]))
            story.save()
        else:
            getattr(story, what)(by=by)
    except ValidationError:
        pass  # not from this state: the table of moves says so, and nothing has changed


def ought_to_be_seen(now: datetime) -> surfaces.Seen:
    """The rule, written a second time and in Python."""
    return {
        (story.pk, row.language)
        for story in Article.objects.prefetch_related("translations")
        for row in story.translations.all()
        if story.status == "published"
        and row.status == "ready"
        and story.text_in(row.language, "headline")
        and (story.go_live_at is None or story.go_live_at <= now)
        and (story.embargo_ends_at is None or story.embargo_ends_at <= now)
    }


# These three notice each clause of the rule when it is taken out.
@pytest.mark.parametrize("seed", [0, 2, 4])
def test_every_surface_shows_the_same_stories(seed, client, desk, settings):
    settings.LIST_PAGE_SIZE = settings.FEED_LENGTH = 200
    dice = random.Random(seed)
    with time_machine.travel(START - timedelta(days=2), tick=False) as clock:
        stories = [random_story(dice, desk) for _each in range(12)]
        for _each in range(10 * len(stories)):
            clock.shift(timedelta(minutes=dice.randrange(40)))
            something_happens(dice, dice.choice(stories), desk["by"])
    moments = [START + timedelta(days=days) for days in (0, 4)]
    sizes = [compare_surfaces(client, desk, moment) for moment in moments]
    assert max(sizes) > 2, "this seed shows too little to prove anything"


def compare_surfaces(client, desk: dict, moment: datetime) -> int:
    """Assert that at `moment` every surface agrees; return how many pages there are."""
    with time_machine.travel(moment, tick=False):
        right = ought_to_be_seen(moment)
        assert pages_that_answer(client) == right
        assert surfaces.mapped(client, "/sitemap.xml") == right
        for story, offered in surfaces.mapped_alternates(client).items():
            assert offered == {each for each in right if each[0] == story[0]}
        recent = {
            (story.pk, code)
            for code in LANGUAGES
            for story in Article.objects.published(code)
            if story.printed_at >= moment - timedelta(days=2)
        }
        assert surfaces.mapped(client, "/news-sitemap.xml") == recent <= right
        for language in LANGUAGES:
            compare_lists(client, desk, language, {each for each in right if each[1] == language})
    return len(right)


def compare_lists(client, desk: dict, language: str, right: surfaces.Seen) -> None:
    for path, seen in surfaces.listed(client, language, lists_of(desk)).items():
        assert seen == right, path
    for path in feeds_of(desk):
        assert surfaces.fed(client, language, path) == right, path
    assert surfaces.found(client, language, WORDS[language]) == right
    assert surfaces.in_api(client, language) == right
    for path, seen in surfaces.in_light(client, language, desk["section"].slug).items():
        assert seen == right, path
    front = surfaces.cards(client, surfaces.in_language("/", language))
    assert front <= right
    assert bool(front) == bool(right)
    ticker = surfaces.on_ticker(client, language)
    assert ticker <= right
    assert len(ticker) == min(8, len(right))
    printed = [story.printed_at for story in Article.objects.published(language)]
    days = {f"/archive/{timezone.localtime(moment):%Y/%m/%d}/" for moment in printed}
    in_archive = surfaces.listed(client, language, sorted(days)).values()
    assert set().union(*in_archive) == right


def pages_that_answer(client) -> surfaces.Seen:
    """The stories whose pages answer 200; each page offers exactly the languages that do."""
    answering, offers = set(), {}
    for story in Article.objects.all():
        for language in LANGUAGES:
            answer = client.get(story.url_in(language))
            light = client.get(story_url(story, language))
            assert light.status_code == answer.status_code
            assert answer.status_code in ({410, 404} if story.status == "retracted" else {200, 404})
            if answer.status_code == 200:
                answering.add((story.pk, language))
                offers[story.pk, language] = surfaces.offered_beside(answer.content)
                assert surfaces.offered_in_light(light.content) == offers[story.pk, language][1]
            else:
                assert surfaces.offered_beside(answer.content) == (set(), set())
    for story, (hreflang, switcher) in offers.items():
        own = {each for each in answering if each[0] == story[0]}
        assert hreflang == own
        assert switcher == (own if len(own) > 1 else set())  # one language is no choice
    return answering


# -- time --


def statuses(client, story: Article) -> list[int]:
    return [client.get(story.url_in(language)).status_code for language in LANGUAGES]


def test_a_story_goes_live_by_the_clock_alone(client, editor):
    with time_machine.travel(START, tick=False):
        story = factories.make_article(go_live_at=START + timedelta(hours=2))
        factories.publish(story, by=editor)
        before = statuses(client, story)
    with time_machine.travel(START + timedelta(hours=2), tick=False):
        after = statuses(client, story)
        shown = surfaces.cards(client, "/")
        story.refresh_from_db()
    assert before == [404, 404, 404]
    assert after == [200, 404, 404]
    assert shown == {(story.pk, "ar")}
    assert story.published_at == START + timedelta(hours=2)


def test_the_embargo_is_above_everything(client, editor):
    with time_machine.travel(START, tick=False):
        story = factories.make_article(
            go_live_at=START - timedelta(days=1),
            lead_until_at=START + timedelta(days=9),
            embargo_ends_at=START + timedelta(hours=1),
        )
        factories.publish(story, by=editor)
        assert statuses(client, story)[0] == 404
        assert surfaces.cards(client, "/") == set()
        assert client.get("/s/" + story.code + "/").status_code == 404
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        assert statuses(client, story)[0] == 200
        assert surfaces.cards(client, "/") == {(story.pk, "ar")}


@pytest.mark.parametrize("name", ["go_live_at", "embargo_ends_at"])
def test_a_time_set_on_a_public_story_hides_it_at_once(client, editor, name):
    with time_machine.travel(START, tick=False) as clock:
        story = factories.make_published()
        clock.shift(timedelta(hours=1))
        assert statuses(client, story)[0] == 200
        setattr(story, name, START + timedelta(hours=2))
        story.save()
        assert statuses(client, story)[0] == 404
        assert surfaces.cards(client, "/") == surfaces.mapped(client, "/sitemap.xml") == set()
        clock.shift(timedelta(hours=1))
        assert statuses(client, story)[0] == 200


def test_a_ticker_line_ends_by_the_clock_alone(client):
    with time_machine.travel(START, tick=False):
        Ticker.objects.create(
            text_ar="عاجل من المرفأ",
            source=factories.make_source(),
            starts_at=START + timedelta(minutes=5),
            ends_at=START + timedelta(minutes=10),
        )
    shown = {}
    for minute in (0, 5, 9, 10):
        with time_machine.travel(START + timedelta(minutes=minute), tick=False):
            shown[minute] = [each["text"] for each in client.get("/ticker.json").json()["lines"]]
    assert shown == {0: [], 5: ["عاجل من المرفأ"], 9: ["عاجل من المرفأ"], 10: []}


def test_a_page_says_when_each_line_of_its_ticker_ends(client):
    """So that a page which stays open, or is opened without a connection, can end it itself."""
    factories.make_published("خبر بلا نهاية")
    end = START + timedelta(minutes=10)
    with time_machine.travel(START, tick=False):
        Ticker.objects.create(
            text_ar="عاجل من المرفأ",
            source=factories.make_source(),
            starts_at=START,
            ends_at=end,
        )
        page = html.fromstring(client.get("/about/").content.decode())
    ends = page.xpath("//section[@class='ticker']//li/@data-ends")
    assert [datetime.fromisoformat(each) for each in ends] == [end]


def test_a_lead_ends_by_the_clock_alone(client, editor):
    with time_machine.travel(START, tick=False):
        lead = factories.make_published("الأول", lead_until_at=START + timedelta(hours=3))
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        newer = factories.make_published("الأحدث")
        on_top = client.get("/").context["lead"]
    with time_machine.travel(START + timedelta(hours=3), tick=False):
        later = client.get("/").context["lead"]
    assert (on_top, later) == (lead, newer)


# -- states --


def test_what_was_never_published_is_nowhere(client, editor):
    draft = factories.make_article("مسودة")
    spiked = factories.make_article("مشطوب").spike(by=editor)
    in_review = factories.make_article("قيد المراجعة").submit(by=editor)
    for story in (draft, spiked, in_review):
        assert statuses(client, story) == [404, 404, 404]
        assert client.get(f"/news/{story.pk}/").status_code == 404
        assert client.get(f"/s/{story.code}/").status_code == 404
    for path in ("/", "/search/?q=مسودة", surfaces.today()):
        assert surfaces.cards(client, path) == set()
    assert surfaces.mapped(client, "/sitemap.xml") == set()


def test_a_retracted_story_answers_with_its_notice_and_stands_in_the_log_alone(client, editor):
    story = factories.make_published("خبر سُحب", languages=("en",))
    addresses = [story.url_in(code) for code in LANGUAGES]
    story.retract(by=editor, note="لم يثبت مصدر الخبر")
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [410, 410, 404]
    assert "لم يثبت مصدر الخبر" in answers[0].content.decode()
    assert client.get(f"/news/{story.pk}/").status_code == 410
    assert client.get(f"/news/{story.pk}/any-slug/").status_code == 410
    assert client.get(f"/s/{story.code}/").status_code == 410
    for path in ("/", "/search/?q=سُحب", story.section.get_absolute_url(), surfaces.today()):
        assert surfaces.cards(client, path) == set(), path
    assert surfaces.mapped(client, "/sitemap.xml") == set()
    assert surfaces.mapped(client, "/news-sitemap.xml") == set()
    assert surfaces.fed(client, "ar", "/feeds/latest.xml") == set()
    assert client.get("/ticker.json").json()["lines"] == []
    assert "لم يثبت مصدر الخبر" in client.get("/corrections/").content.decode()
    assert "لم يثبت مصدر الخبر" in client.get("/feeds/corrections.xml").content.decode()
    assert "لم يثبت" not in client.get("/fr/corrections/").content.decode()


def test_a_story_retracted_before_its_hour_is_never_heard_of(client, editor):
    with time_machine.travel(START, tick=False):
        story = factories.make_article("سرّ", go_live_at=START + timedelta(hours=2))
        factories.publish(story, by=editor, languages=("en",))
        story.retract(by=editor, note="لن يُنشر")
        before = statuses(client, story)
    with time_machine.travel(START + timedelta(days=1), tick=False):
        after = statuses(client, story)
        log = client.get("/corrections/").content.decode()
    assert before == after == [404, 404, 404]
    assert "لن يُنشر" not in log


def test_a_translation_taken_back_before_its_hour_has_never_been_public(client, editor):
    with time_machine.travel(START, tick=False):
        story = factories.make_article(go_live_at=START + timedelta(hours=2))
        factories.publish(story, by=editor, languages=("en",))
        story.translations.get(language="en").take_back(by=editor)
    with time_machine.travel(START + timedelta(days=1), tick=False):
        story.retract(by=editor, note="سُحب")
        assert statuses(client, story) == [410, 404, 404]


def test_each_language_is_public_when_it_is_ready(client, editor):
    story = factories.make_published()
    factories.translate(story, "en", headline="Olives")
    assert statuses(client, story) == [200, 404, 404]
    edition = story.translations.get(language="en").mark_ready(by=editor)
    assert statuses(client, story) == [200, 200, 404]
    assert surfaces.cards(client, "/en/") == {(story.pk, "en")}
    edition.take_back(by=editor)
    assert statuses(client, story) == [200, 404, 404]
    assert surfaces.cards(client, "/en/") == set()


def test_a_ticker_line_links_only_to_a_story_that_this_reader_can_open(client, editor):
    story = factories.make_published()
    Ticker.objects.create(
        text_ar="سطر", text_en="A line", source=story.source, article=story,
        ends_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    arabic, english = (client.get(f"{p}/ticker.json").json()["lines"] for p in ("", "/en"))
    assert [line["url"] for line in arabic] == [story.url_in("ar")]
    assert [(line["text"], line["url"]) for line in english] == [("A line", "")]
    story.retract(by=editor, note="سُحب")
    assert client.get("/ticker.json").json()["lines"] == []
