"""The public figures: they equal a direct count, and everybody can read them."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone, translation

from comments import figures
from comments.figures import bars, wording
from comments.models import Appeal, Comment, Decision, Notice, Policy
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import (
    a_clause,
    make_approved,
    make_comment,
    make_notice,
    moderator_named,
)
from tests.pages import parse, words

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 9, 20, 12, tzinfo=UTC)
# Later than any real day on which the tests run: the policy is posted when they begin.
BEGIN = datetime(2031, 2, 27, 21, tzinfo=UTC)  # 23:00 in Beirut: nearly the next day
LANGUAGES = ("ar", "en", "fr")


@pytest.fixture
def article():
    """One story for all comments."""
    factories.make_site()
    return factories.make_published()


def decide_at_random(chance: random.Random, comment: Comment, people: list[User]) -> None:
    """Take a comment through some moves, each a while after the one before."""
    first, other = chance.sample(people, 2)
    clauses = list(Policy.current().clauses.all())
    moment = comment.created_at + timedelta(seconds=chance.randrange(5, 400_000))

    def after(seconds: int) -> time_machine.travel:
        nonlocal moment
        moment += timedelta(seconds=seconds)
        return time_machine.travel(moment, tick=False)

    route = chance.choice(["wait", "approve", "refuse", "remove", "reopen", "withdraw", "appeal"])
    if route == "wait":
        return
    with after(0):
        if route in {"approve", "remove"}:
            comment.approve(by=first)
        elif route != "withdraw":
            comment.reject(by=first, clause=chance.choice(clauses))
    with after(60):
        if route == "remove":
            comment.remove(by=other, clause=chance.choice(clauses))
        elif route == "reopen":
            comment.reopen(by=other)
        elif route == "withdraw" or (route == "refuse" and chance.random() < 0.2):
            comment.withdraw(by=AUTHOR)
    if route == "appeal":
        with after(chance.randrange(3_000_000)):
            appeal = Appeal.lodge(comment, "لم أشتم أحداً.")
        with after(500):
            answer = chance.choice(["uphold", "overturn", "none", "lapse"])
            if answer == "lapse":
                comment.refresh_from_db()
                comment.withdraw(by=AUTHOR)
            elif answer != "none":
                getattr(appeal, answer)(by=other, reply="أعدنا القراءة.")


def fill(article, count: int, seed: int) -> None:
    """Random comments over half a year, with random fates."""
    chance = random.Random(seed)
    people = [moderator_named(name) for name in ("basma", "karim", "rola")]
    span = int((NOW - BEGIN).total_seconds()) - 4_000_000
    for place in range(count):
        created = BEGIN + timedelta(seconds=chance.randrange(span) if place else 0)
        with time_machine.travel(created, tick=False):
            comment = make_comment(article, created_at=created)
        decide_at_random(chance, comment, people)


def month_of(moment: datetime):
    """The first day of the month on the newsroom's clock."""
    return timezone.localdate(moment).replace(day=1)


@pytest.mark.parametrize("seed", [3, 17])
def test_the_figures_equal_a_direct_count(article, seed):
    fill(article, 90, seed)
    total, months = figures.gather(NOW)
    comments = list(Comment.objects.select_related("decision__clause"))
    appeals = list(Appeal.objects.select_related("comment", "decision"))
    assert [each.month.month for each in months] == list(range(9, 1, -1))
    for row in (total, *months):
        mine = [each for each in comments if row.month in (None, month_of(each.created_at))]
        states = Counter(each.status for each in mine)
        assert row.received == len(mine)
        assert row.published == states["approved"]
        assert row.refused == states["rejected"]
        assert row.withdrawn == states["withdrawn"]
        assert row.waiting == states["pending"]
        assert row.received == row.published + row.refused + row.withdrawn + row.waiting
        codes = Counter(each.decision.clause.code for each in mine if each.status == "rejected")
        assert row.by_clause == codes
        assert row.by_clause.total() == row.refused
        firsts = [Decision.objects.filter(comment=each).order_by("pk").first() for each in mine]
        waits = sorted(
            int((first.made_at - first.comment.created_at).total_seconds())
            for first in firsts
            if first
        )
        assert row.decided == len(waits)
        if waits:
            assert sum(wait <= row.median for wait in waits) * 2 >= len(waits)
            assert sum(wait < row.median for wait in waits) * 2 < len(waits)
            assert sum(wait <= row.slowest for wait in waits) * 100 >= 95 * len(waits)
            assert sum(wait < row.slowest for wait in waits) * 100 < 95 * len(waits)
        made = [each for each in appeals if row.month in (None, month_of(each.made_at))]
        assert row.appeals == len(made)
        assert row.granted == sum(each.outcome == "overturned" for each in made)
        assert row.upheld == sum(each.outcome == "upheld" for each in made)
        assert row.open_appeals == sum(each.is_open for each in made)
        assert row.lapsed == row.appeals - row.granted - row.upheld - row.open_appeals
    assert total.appeals
    assert (total.notices, total.open_notices, total.lapsed_notices) == (0, 0, 0)
    assert total.lapsed
    for name in ("received", "published", "refused", "appeals", "decided"):
        assert getattr(total, name) == sum(getattr(each, name) for each in months)


def test_a_month_begins_by_the_newsroom_s_clock(article):
    eve = datetime(2031, 3, 31, 20, 59, tzinfo=UTC)  # 23:59 in Beirut, in summer time
    make_comment(article, created_at=eve)
    make_comment(article, created_at=eve + timedelta(minutes=2))
    _total, months = figures.gather(datetime(2031, 6, 1, tzinfo=UTC))
    assert [(each.month.month, each.received) for each in months] == [
        (6, 0),
        (5, 0),
        (4, 1),
        (3, 1),
    ]


@pytest.mark.parametrize(
    ("waits", "half", "most"),
    [
        ([7], 7, 7),
        ([1, 2], 1, 2),
        ([1, 2, 3], 2, 3),
        (list(range(1, 21)), 10, 19),
        (list(range(1, 101)), 50, 95),
        ([5, 5, 5, 90], 5, 90),
    ],
)
def test_percentiles_are_waits_that_were_measured(waits, half, most):
    row = figures.Figures(None)
    row.measure(reversed(waits))
    assert (row.median, row.slowest, row.decided) == (half, most, len(waits))


# -- the page --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_charts_and_tables_stand_on_the_page(client, article, language):
    fill(article, 40, 5)
    with time_machine.travel(NOW), translation.override(language):
        page = parse(client.get(figures_address(language)))
        total, months = figures.gather()
        name = wording.month_name(months[-1].month)
    assert page.get("lang") == language
    assert [each.text for each in page.xpath("//dl[@class='tally']//dd")] == [
        str(each)
        for each in (total.received, total.published, total.refused, total.waiting, total.withdrawn)
    ]
    drawings = page.xpath("//svg[@role='img']")
    assert len(drawings) == 4
    for drawing in drawings:
        ids = drawing.get("aria-labelledby").split()
        [title], [text] = (drawing.xpath(f".//*[@id='{each}']") for each in ids)
        assert title.text_content().strip()
        assert text.text_content().strip()
        assert drawing.xpath(".//rect")
        figure = drawing.getparent()
        assert figure.xpath("following-sibling::details//table/caption")
    assert not page.xpath("//main//*[@style or @onclick or @fill or @stroke]")
    assert not page.xpath("//main//script | //main//style")
    tables = page.xpath("//table")
    for table in tables:
        assert len(table.xpath(".//tbody/tr")) == len(months) + 1
        assert all(each.get("scope") for each in table.xpath(".//th"))
        assert name in words(table)
    cells = [int(each.text) for each in tables[0].xpath(".//tbody/tr[1]/td")]
    assert cells == [total.received, total.published, total.refused, total.waiting, total.withdrawn]
    reasons = [int(each.text) for each in tables[1].xpath(".//tbody/tr[1]/td")]
    assert sum(reasons[:-1]) == reasons[-1] == total.refused
    clause = Policy.current().clauses.get(code=total.by_clause.most_common(1)[0][0])
    assert getattr(clause, f"title_{language}") in words(tables[1])


def figures_address(language: str) -> str:
    """The address in one language."""
    return "/comments/figures/" if language == "ar" else f"/{language}/comments/figures/"


def test_the_page_is_public_and_costs_the_same_with_many(
    client, article, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        answer = client.get("/comments/figures/")
    assert answer.status_code == 200
    assert not parse(answer).xpath("//svg[@role='img'] | //table")
    cache.clear()
    make_approved(article)
    with django_assert_max_num_queries(8):
        one = client.get("/comments/figures/")
    fill(article, 50, 9)
    cache.clear()
    with django_assert_max_num_queries(8):
        answer = client.get("/comments/figures/")
    assert answer.content != one.content
    assert answer["Cache-Control"] == "public, max-age=600"
    assert not answer.cookies


def test_nothing_of_a_comment_but_its_count_is_told(client, article):
    comment = make_comment(article, name="سلمى", email="salma@example.org", message="كلام بعينه")
    comment.reject(by=moderator_named("basma"), clause=Policy.current().clauses.first(), note="سرّ")
    page = client.get("/comments/figures/").content.decode()
    for secret in ("سلمى", "salma", "كلام بعينه", "basma", "سرّ", comment.code):
        assert secret not in page


def test_a_clause_keeps_its_line_through_the_versions(client, article, editor):
    person = moderator_named("basma")
    make_comment(article).reject(by=person, clause=Policy.current().clauses.get(code="insult"))
    draft = Policy.begin(by=editor)
    draft.clauses.filter(code="insult").update(title_ar="الإهانة")
    draft.publish(by=editor)
    make_comment(article).reject(by=person, clause=draft.clauses.get(code="insult"))
    page = parse(client.get("/comments/figures/"))
    [title] = page.xpath("//table[caption[@id='caption-refusals']]//thead//th[position()=2]")
    assert title.text == "الإهانة"
    total, _months = figures.gather()
    assert total.by_clause == {"insult": 2}


def test_policy_and_thread_lead_to_the_figures(client, article):
    for address in ("/comments/policy/", article.get_absolute_url()):
        assert parse(client.get(address)).xpath("//main//a[@href='/comments/figures/']")


# -- charts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "en"])
def test_bars_fill_their_share_from_the_side_where_reading_begins(language):
    with translation.override(language):
        chart = bars.chart("x", "finding", "more")
        chart.add("label", "4", [("published", 3, "a"), ("refused", 1, "b")], whole=8)
    [row] = chart.rows
    widths = [float(piece.width.rstrip("%")) for piece in row.pieces]
    assert widths == [37.5, 12.5]
    begins = [float(piece.x.rstrip("%")) for piece in row.pieces]
    assert begins == ([62.5, 50.0] if language == "ar" else [0.0, 37.5])
    assert (chart.start, chart.end) == (("100%", "0") if language == "ar" else ("0", "100%"))
    assert chart.height > row.bar_y


def test_shares_and_waits_in_words():
    assert [wording.share(*each) for each in ((1, 3), (2, 3), (1, 2), (1, 8), (0, 5))] == [
        33,
        67,
        50,
        13,
        0,
    ]
    with translation.override("en"):
        assert [wording.spoken(each) for each in (None, 5, 60, 5000, 7200, 172_000, 400_000)] == [
            "–",
            "under a minute",
            "1\u00a0minute",
            "83\u00a0minutes",
            "2\u00a0hours",
            "2\u00a0days",
            "5\u00a0days",
        ]
    with translation.override("ar"):
        assert wording.spoken(7200) == "ساعتان"


def test_notices_are_counted_by_their_month_and_fate(client, article, moderator):
    with time_machine.travel(BEGIN + timedelta(days=40), tick=False):
        waiting, lapsed = make_notice(make_approved(article)), make_notice(make_approved(article))
        kept, removed = make_notice(make_approved(article)), make_notice(make_approved(article))
        make_notice(removed.comment)
        Notice.keep(kept.comment, by=moderator)
        removed.comment.remove(by=moderator, clause=a_clause())
        Comment.objects.get(pk=lapsed.comment_id).withdraw(by=AUTHOR)
        total, (month,) = figures.gather()
        for row in (total, month):
            assert (row.notices, row.removed, row.kept) == (5, 2, 1)
            assert (row.open_notices, row.lapsed_notices) == (1, 1)
        page = parse(client.get("/en/comments/figures/"))
        assert words(page.get_element_by_id("caption-notices")).startswith("Notices by the month")
        Comment.objects.get(pk=waiting.comment_id).reopen(by=moderator)
        assert figures.gather()[0].open_notices == 1
