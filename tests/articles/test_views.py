"""Reader pages: what they show, how they answer what is wrong, and what they cost."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.lite import story_url
from articles.models import Article, Byline, Correction, SocialLink, Ticker, Translation
from articles.search import index
from comments.models import Comment, Decision, Policy
from tests import factories
from tests.articles import surfaces
from tests.pages import parse, words

pytestmark = pytest.mark.django_db

LANGUAGES = ("ar", "en", "fr")


def paths_of(client, path: str) -> list[str]:
    """The story addresses in the main part of a page, in their order."""
    links = parse(client.get(path)).xpath("//main//h3[@class='card__headline']/a/@href")
    return list(dict.fromkeys(links))


# -- the story --


def test_a_story_shows_everything_that_belongs_to_it(client):
    factories.make_site(rights_ar="جميع الحقوق محفوظة")
    tag, author = factories.make_tag("مرفأ"), factories.make_author("رلى سمعان")
    second = factories.make_author("آدم خوري")
    story = factories.make_published(
        "وصول الباخرة",
        kicker_ar="من المرفأ",
        dek_ar="وصلت عند الفجر.",
        tags=[tag],
        authors=[second, author],
        photo=factories.make_photo(caption_ar="الباخرة"),
        source=factories.make_source("وكالة الساحل", kind="agency"),
        go_live_at=timezone.make_aware(timezone.datetime(2025, 1, 25, 11, 56, 7)),
    )
    Correction.objects.create(article=story, text_ar="صُحّح اسم الباخرة.")
    page = parse(client.get(story.get_absolute_url()))
    text = words(page)
    for part in ("وصول الباخرة", "من المرفأ", "وصلت عند الفجر.", "وكالة الساحل", "صُحّح اسم",
                 "قطاف الزيتون", "الباخرة", "11:56:07", "25 كانون الثاني 2025"):  # fmt: skip
        assert part in text, part
    assert [words(a) for a in page.xpath("//a[@rel='author']")] == ["آدم خوري", "رلى سمعان"]
    assert page.xpath("//a[@rel='tag']/@href") == [tag.get_absolute_url()]
    canonical = page.xpath("//link[@rel='canonical']/@href")
    assert canonical == [f"{django_settings.SITE_URL}{story.get_absolute_url()}"]


def test_a_story_without_a_dek_is_described_by_its_first_words(client):
    """Where its address is shared or found, something stands under the headline."""
    body = f"<p>وصلت <b>الباخرة</b> «الأمل» &amp; {'كلمة ' * 40}</p>"
    for dek, told in (("", "وصلت الباخرة «الأمل» & كلمة"), ("جملة واحدة.", "جملة واحدة.")):
        story = factories.make_published("وصول الباخرة", dek_ar=dek, body_ar=body)
        page = parse(client.get(story.get_absolute_url()))
        [described] = page.xpath("//meta[@name='description']/@content")
        assert described.startswith(told)
        assert len(described) < 200
        assert page.xpath("//meta[@property='og:description']/@content") == [described]


def test_what_is_shared_is_the_short_link(client):
    """An Arabic address in a message is three hundred letters of percent signs."""
    story = factories.make_published("وصول الباخرة إلى مرفأ بيروت", languages=("en",))
    for prefix, language in (("", "ar"), ("/en", "en")):
        page = parse(client.get(story.url_in(language)))
        short = f"{django_settings.SITE_URL}{prefix}/s/{story.code}/"
        links = page.xpath("//section[@class='share']//ul//a/@href")
        assert len(links) == 4
        for link in links:
            assert quote(short, safe="") in link
            assert quote(story.text_in(language, "headline"), safe="") in link


def test_the_text_is_sanitised_again_when_shown(client):
    story = factories.make_published()
    with connection.cursor() as cursor:  # past the field that sanitises on save
        cursor.execute(
            "UPDATE articles_article SET body_ar = %s WHERE id = %s",
            ["<p onclick='x()'>نص<script>alert(1)</script></p>", story.pk],
        )
    text = client.get(story.get_absolute_url()).content.decode()
    assert "onclick" not in text
    assert "alert(1)" not in text


def test_a_wrong_slug_leads_to_the_right_one_for_good(client):
    story = factories.make_published("عنوان قديم", languages=("en",))
    for language in ("ar", "en"):
        right = story.url_in(language)
        start = surfaces.in_language(f"/news/{story.pk}/", language)
        for wrong in (f"{start}wrong-slug/", start):
            answer = client.get(wrong)
            assert (answer.status_code, answer["Location"]) == (301, right)
        assert client.get(right).status_code == 200
    assert client.get(f"/fr/news/{story.pk}/wrong/").status_code == 404


def test_a_headline_called_comments_has_an_address_of_its_own(client):
    story = factories.make_published(
        "Comments", headline_en="Comments", body_en="<p>Words.</p>", languages=("en",)
    )
    assert client.get(story.url_in("en")).status_code == 200


def test_a_short_link_leads_to_a_language_in_which_the_story_is_out(client, editor):
    story = factories.make_published(languages=("en",))
    assert client.get(f"/s/{story.code}/")["Location"] == story.url_in("ar")
    assert client.get(f"/en/s/{story.code}/")["Location"] == story.url_in("en")
    assert client.get(f"/fr/s/{story.code}/")["Location"] == story.url_in("ar")
    story.translations.get(language="ar").take_back(by=editor)
    assert client.get(f"/fr/s/{story.code}/")["Location"] == story.url_in("en")
    assert client.get("/s/nothing/").status_code == 404
    french = factories.make_article(
        headline_ar="", original_language="fr", headline_fr="Les olives", body_fr="<p>Oui.</p>"
    )
    factories.publish(french)
    french.retract(by=editor, note="Faux")
    withdrawn = client.get(f"/s/{french.code}/")
    assert withdrawn["Location"] == french.url_in("fr")
    assert client.get(withdrawn["Location"]).status_code == 410
    assert client.get(f"/fr/s/{french.code}/").status_code == 410


def test_two_languages_are_never_mixed(client):
    story = factories.make_published(
        "عنوان عربي", kicker_ar="رأس", dek_ar="سطر عربي", languages=("en",)
    )
    page = parse(client.get(story.url_in("en")))
    for part in ("عنوان عربي", "سطر عربي", "رأس", "قطاف الزيتون"):
        assert part not in words(page.xpath("//main")[0])


def test_related_stories_share_a_tag_first(client):
    section, tag = factories.make_section(), factories.make_tag()
    story = factories.make_published("الأصل", section=section, tags=[tag])
    close = factories.make_published("القريب", section=section, tags=[tag])
    for number in range(5):
        factories.make_published(f"خبر {number}", section=section)
    related = client.get(story.get_absolute_url()).context["related"]
    assert related[0] == close
    assert len(related) == 4
    assert story not in related


# -- the front page --


def test_the_front_page_leads_with_the_chosen_story_or_the_newest_photo(client):
    chosen = factories.make_published("المختار", lead_until_at=timezone.now() + timedelta(hours=1))
    pictured = factories.make_published("المصوّر", photo=factories.make_photo())
    newest = factories.make_published("الأحدث")
    assert client.get("/").context["lead"] == chosen
    Article.objects.filter(pk=chosen.pk).update(lead_until_at=None)
    assert client.get("/").context["lead"] == pictured
    Article.objects.filter(pk=pictured.pk).update(photo=None)
    assert client.get("/").context["lead"] == newest


def test_bands_follow_the_sections_and_repeat_nothing_of_the_top(client):
    second = factories.make_section("ثقافة", position=2)
    first = factories.make_section("لبنان", position=1)
    for number in range(7):
        factories.make_published(f"ثقافة {number}", section=second)
        factories.make_published(f"لبنان {number}", section=first)
    context = client.get("/").context
    top = {context["lead"], *context["companions"]}
    assert [band["section"] for band in context["bands"]] == [first, second]
    for band in context["bands"]:
        cards = [band["strong"], *band["shorts"]]
        assert len(cards) == 4
        assert not top & set(cards)
        assert cards == sorted(cards, key=lambda card: card.printed_at, reverse=True)


def test_an_empty_house_has_a_front_page_in_every_language(client):
    for language in LANGUAGES:
        assert client.get(surfaces.in_language("/", language)).status_code == 200


# -- lists --


def test_a_list_shows_its_own_stories_newest_first(client):
    section, tag = factories.make_section(), factories.make_tag()
    author, source = factories.make_author(), factories.make_source()
    given = {"section": section, "tags": [tag], "authors": [author], "source": source}
    stories = [factories.make_published(f"خبر {number}", **given) for number in range(3)]
    factories.make_published("خبر آخر")
    right = [story.get_absolute_url() for story in reversed(stories)]
    for subject in (section, tag, author, source):
        assert paths_of(client, subject.get_absolute_url()) == right, subject
    for kind in ("section", "tag", "author", "source"):
        assert client.get(f"/{kind}/لا-شيء/").status_code == 404


@pytest.mark.parametrize("kind", ["section", "tag", "author", "source"])
def test_a_changed_slug_leads_on_and_a_new_owner_takes_it(client, kind):
    model = apps.get_model("articles", kind)
    row = model.objects.create(name_ar="الأول", slug="first")
    for slug in ("second", "third"):
        row.slug = slug
        row.save()
    for former in ("first", "second"):
        answer = client.get(f"/en/{kind}/{former}/")
        assert (answer.status_code, answer["Location"]) == (301, f"/en/{kind}/third/")
    if kind in {"section", "source"}:
        feed = client.get(f"/fr/feeds/{kind}/first.atom")
        assert (feed.status_code, feed["Location"]) == (301, f"/fr/feeds/{kind}/third.atom")
    model.objects.create(name_ar="الثاني", slug="second")
    assert client.get(f"/{kind}/second/").status_code == 200
    row.slug = "first"
    row.save()
    assert client.get(f"/{kind}/first/").status_code == 200
    assert client.get(f"/{kind}/third/")["Location"] == f"/{kind}/first/"
    row.delete()
    assert client.get(f"/{kind}/third/").status_code == 404


def test_the_archive_knows_the_day_of_the_newsroom_and_its_neighbours(client):
    def at(day: int, hour: int) -> Article:
        moment = timezone.make_aware(timezone.datetime(2026, 1, day, hour, 30))
        return factories.make_published(f"خبر {day} {hour}", go_live_at=moment)

    early, late, before, after = at(10, 0), at(10, 23), at(4, 12), at(12, 1)
    page = client.get("/archive/2026/01/10/")
    assert paths_of(client, "/archive/2026/01/10/") == [
        late.get_absolute_url(),
        early.get_absolute_url(),
    ]
    assert page.context["previous_day_url"] == "/archive/2026/01/04/"
    assert page.context["next_day_url"] == "/archive/2026/01/12/"
    assert client.get("/archive/2026/1/10/")["Location"] == "/archive/2026/01/10/"
    assert paths_of(client, "/archive/2026/01/04/") == [before.get_absolute_url()]
    assert client.get("/archive/2026/01/12/").context["next_day_url"] == ""
    assert after.get_absolute_url() in paths_of(client, "/archive/2026/01/12/")


@pytest.mark.parametrize("day", ["2026/02/30", "2026/13/01", "0000/01/01", "1500/01/01",
                                 "9999/12/31", "2026/00/10"])  # fmt: skip
def test_no_page_for_a_day_that_is_none(client, day):
    assert client.get(f"/archive/{day}/").status_code == 404


# -- search --


def test_search_finds_by_words_and_filters_and_keeps_what_was_typed(client):
    story = factories.make_published("الزيتون في الجنوب")
    other = factories.make_published("الزيتون في الشمال")
    found = client.get("/search/", {"q": "زيتون", "section": story.section.slug})
    assert [row.pk for row in found.context["results"]] == [story.pk]
    assert surfaces.found(client, "ar", "زيتون") == {(story.pk, "ar"), (other.pk, "ar")}
    assert 'value="زيتون"' in found.content.decode()
    nothing = client.get("/search/", {"q": "قرميد"})
    assert parse(nothing).xpath("//ol[@id='results']")
    assert surfaces.found(client, "ar", "قرميد") == set()


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=%00", "q=" + "x" * 900, "q=زيتون&from=الأمس", "q=زيتون&section=لا", "q=a&page=1",
     "q=زيتون&from=9999-12-31&to=9999-12-31", "q=زيتون&from=0001-01-01&to=0001-01-01"],
)  # fmt: skip
def test_whatever_is_asked_the_search_answers(client, query):
    factories.make_published("الزيتون")
    assert client.get(f"/search/?{query}").status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "2", "٢", "²"])
def test_a_page_of_results_that_is_none_is_missing(client, page):
    factories.make_published("الزيتون")
    assert client.get("/search/", {"q": "زيتون", "page": page}).status_code == 404
    assert client.get("/search/", {"q": "زيتون", "page": "١"}).status_code == 200


def test_results_go_on_over_pages(client, settings):
    settings.LIST_PAGE_SIZE = 2
    for number in range(5):
        factories.make_published(f"الزيتون {number}")
    seen, address = [], "/search/?q=زيتون"
    while address:
        answer = client.get(address)
        seen += [row.pk for row in answer.context["results"]]
        address = answer.context["next_page_url"]
    assert len(seen) == len(set(seen)) == 5
    assert answer.context["previous_page_url"] == "/search/?q=%D8%B2%D9%8A%D8%AA%D9%88%D9%86&page=2"


# -- what stands around every page --


def test_every_page_carries_the_house_and_the_line_up(client):
    profile = factories.make_site(tagline_ar="أخبار الساحل", rights_ar="الحقوق محفوظة")
    SocialLink.objects.create(profile=profile, network="Telegram", url="https://t.me/example")
    story = factories.make_published()
    Ticker.objects.create(
        text_ar="سطر عاجل",
        source=story.source,
        urgency="urgent",
        ends_at=timezone.now() + timedelta(hours=1),
    )
    for path in ("/", story.get_absolute_url(), "/corrections/", "/about/", "/missing/"):
        page = parse(client.get(path))
        text = words(page)
        for part in ("مرفأ الأخبار", "أخبار الساحل", "سطر عاجل", "الحقوق محفوظة", "Telegram"):
            assert part in text, (path, part)
        assert page.xpath("//form[@role='search']"), path
        assert page.xpath("//footer//input[@name='email']"), path
        assert story.section.get_absolute_url() in page.xpath("//nav//a/@href"), path


def test_the_ticker_puts_the_urgent_first_and_is_filled_up(client):
    source = factories.make_source("وكالة")
    stories = [factories.make_published(f"خبر {number}", source=source) for number in range(9)]
    end = timezone.now() + timedelta(hours=1)
    for urgency in ("developing", "urgent", "breaking"):
        Ticker.objects.create(text_ar=urgency, source=source, urgency=urgency, ends_at=end)
    lines = client.get("/ticker.json").json()["lines"]
    assert [line["text"] for line in lines[:3]] == ["urgent", "breaking", "developing"]
    newest = [story.headline_ar for story in reversed(stories)][:5]
    assert [line["text"] for line in lines[3:]] == newest
    assert set(lines[0]) >= {"text", "url", "source", "logo", "urgency", "starts_at", "ends_at"}


# -- errors --


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr"), ("fr", "ltr")])
def test_a_missing_page_explains_in_the_language_of_its_path(client, language, direction):
    answer = client.get(surfaces.in_language("/nowhere/", language))
    page = parse(answer)
    assert answer.status_code == 404
    assert (page.get("lang"), page.get("dir")) == (language, direction)
    assert page.xpath("//main//h1")
    assert not page.xpath("//link[@hreflang]")


@pytest.mark.parametrize("path", ["/news/99999999999999999999/x/", "/tag/%00/", "/s/%00/",
                                  "/section/%00/", "/news/1/%00/"])  # fmt: skip
def test_no_address_breaks_the_house(client, path):
    assert client.get(path).status_code == 404


def test_a_foreign_host_is_refused_in_the_language_of_the_path(client):
    answer = client.get("/en/about/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert parse(answer).get("lang") == "en"


# -- budgets --


def bulk_publish(count: int, **fields) -> list[Article]:
    """Many published stories at once, past the moves: only their number matters here."""
    now = timezone.now()
    stories = Article.objects.bulk_create(
        Article(
            headline_ar=f"خبر الزيتون {number}",
            body_ar="<p>نص</p>",
            status="published",
            published_at=now - timedelta(minutes=number),
            **fields,
        )
        for number in range(count)
    )
    Translation.objects.bulk_create(
        Translation(
            article=story,
            language="ar",
            status="ready",
            published_at=story.published_at,
        )
        for story in stories
    )
    index.rebuild()
    return stories


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200, path
    return len(seen)


BUDGETS = {
    "/": 10,
    "/section/lebanon/": 8,
    "/tag/port/": 8,
    "/author/rola/": 8,
    "/source/agency/": 8,
    "/search/?q=زيتون": 8,
    "/search/?q=زيتون&section=lebanon&source=agency": 8,
    "/lite/": 10,
    "/lite/section/lebanon/": 8,
    "/corrections/": 8,
    "/about/": 4,
    "/privacy/": 4,
    "/comments/policy/": 8,
    "/ticker.json": 3,
    "/feeds/latest.xml": 3,
    "/feeds/section/lebanon.xml": 3,
    "/feeds/source/agency.atom": 3,
    "/feeds/corrections.xml": 3,
}  # fmt: skip


@pytest.mark.parametrize("is_named", [True, False])
def test_no_page_costs_more_with_a_thousand_stories_than_its_budget(client, editor, is_named):
    if is_named:
        profile = factories.make_site()
        SocialLink.objects.create(profile=profile, network="Telegram", url="https://t.me/example")
    given = {
        "section": factories.make_section(slug="lebanon"),
        "source": factories.make_source(slug="agency"),
    }
    tag, author = factories.make_tag(slug="port"), factories.make_author(slug="rola")
    photo = factories.make_photo()
    story = factories.make_published(tags=[tag], authors=[author], photo=photo, **given)
    Correction.objects.create(article=story, text_ar="تصحيح")
    end = timezone.now() + timedelta(hours=1)
    Ticker.objects.create(text_ar="سطر", source=given["source"], article=story, ends_at=end)
    budgets = {
        **BUDGETS,
        surfaces.today(): 8,
        story.get_absolute_url(): 8,
        story_url(story, "ar"): 8,
    }
    with_one = {path: queries(client, path) for path in budgets}

    for number in range(6):
        factories.make_section(slug=f"more-{number}")
    stories = bulk_publish(1000, photo=photo, **given)
    Article.tags.through.objects.bulk_create(
        Article.tags.through(article=each, tag=tag) for each in stories
    )
    Byline.objects.bulk_create(Byline(article=each, author=author) for each in stories)
    Correction.objects.bulk_create(
        Correction(article=each, text_ar="تصحيح") for each in stories[:50]
    )
    approve_many(story, 50, editor)
    with_many = {path: queries(client, path) for path in budgets}
    over = {
        path: (with_one[path], with_many[path], budget)
        for path, budget in budgets.items()
        if max(with_one[path], with_many[path]) > budget
    }
    assert not over


def approve_many(story: Article, count: int, moderator) -> None:
    """Approved comments, each with its decision."""
    policy = Policy.current()
    for number in range(count):
        comment = Comment.objects.create(article=story, language="ar", message=f"تعليق {number}")
        decision = Decision.objects.create(
            comment=comment,
            ruling="approve",
            policy=policy,
            by=moderator,
            words_version=comment.words_version,
        )
        Comment.objects.filter(pk=comment.pk).update(status="approved", decision=decision)


def test_a_link_says_where_it_leads(client):
    """Search engines count 'More' as no words at all, even where screen readers do not hear it."""
    for number in range(6):
        factories.make_published(f"خبر {number}", languages=("en",))
    page = parse(client.get("/en/"))
    [words] = {link.text_content().strip() for link in page.find_class("section-head__more")}
    assert words == "All stories"
