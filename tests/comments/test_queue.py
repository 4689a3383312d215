"""The desk of the moderators: claims, remarks, earlier fates, undo, filters, what is live."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import StaffPreference
from comments.highlight import strokes
from comments.models import AuthorSalt, Claim, Comment, Decision, Remark, Trace
from comments.queue.desk import CARDS
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import a_clause, make_approved, make_comment, make_rejected
from tests.pages import parse, words

pytestmark = pytest.mark.django_db

QUEUE = "admin:comments_comment_queue"
JSON = {"Accept": "application/json"}


@pytest.fixture
def staff(client, moderator):
    """A logged-in moderator who reads English."""
    StaffPreference.objects.create(user=moderator, language="en")
    client.force_login(moderator)
    return client


def numbers(page) -> list[int]:
    """The comments whose cards are on the page, in order."""
    return [int(each) for each in page.xpath("//article/@data-comment")]


# -- claims ----------------------------------------------------------------------------------------


def test_one_of_two_has_the_card_until_the_claim_runs_out(moderator, moderator2):
    article = factories.make_published()
    one, other = make_comment(article).pk, make_comment(article).pk
    now = timezone.now()
    assert Claim.objects.take(one, moderator.pk, now)
    assert not Claim.objects.take(one, moderator2.pk, now)
    assert Claim.objects.standing(now).get().by == moderator
    late = now + timedelta(seconds=settings.COMMENT_CLAIM_SECONDS)
    assert not Claim.objects.standing(late).exists()
    assert Claim.objects.take(one, moderator2.pk, late)
    assert not Claim.objects.take(one, moderator.pk, late)
    assert Claim.objects.take(other, moderator2.pk, late)
    assert Claim.objects.take(one, moderator.pk, late), "who reads on lets the former card go"
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(comment_id=one, by=moderator2, expires_at=late)


# -- an author's earlier fate ----------------------------------------------------------------------


def test_an_author_is_known_by_the_hash_of_the_address_alone():
    article = factories.make_published()
    address = "reader@example.org"
    past = [
        make_approved(article, email=address),
        make_approved(article, email=" Reader@Example.org"),
        make_rejected(article, email=address),
        make_approved(article, email="somebody@example.org"),
        make_approved(article),
    ]
    for comment in past:
        Trace.objects.keep(comment)
        Trace.objects.keep(comment)
    assert Trace.objects.count() == 4
    assert address not in str(list(Trace.objects.values_list()))
    asking, nameless = make_comment(article, email=address), make_comment(article)
    stranger = make_comment(article, email="new@example.org")
    fates = Trace.objects.fates([asking, nameless, stranger])
    assert fates == {asking.pk: {None: 2, "insult": 1}}
    past[2].erase(by=AUTHOR)
    assert Trace.objects.fates([asking]) == {asking.pk: {None: 2}}
    assert Trace.objects.count() == 3


def test_an_author_is_forgotten_with_the_salt(django_assert_num_queries):
    start = timezone.now()
    article = factories.make_published()
    Trace.objects.keep(make_approved(article, email="reader@example.org"))
    asking = make_comment(article, email="reader@example.org")
    for days, known in ((30, True), (59, True), (90, False)):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            now = timezone.now()
            assert bool(Trace.objects.fates([asking])) is known, days
            Trace.objects.keep(make_approved(article, email="other@example.org"))
            Trace.objects.forget(now)
            assert Trace.objects.filter(comment__email="reader@example.org").exists() is known
    assert not AuthorSalt.objects.filter(begun_on__lte=(start - timedelta(days=1)).date()).exists()
    values = list(AuthorSalt.objects.values_list("value", flat=True))
    assert len({bytes(value) for value in values}) == len(values) > 1
    with django_assert_num_queries(0):
        assert Trace.objects.fates([Comment()]) == {}


def test_a_remark_goes_with_the_words(moderator):
    comment = make_comment()
    Remark.objects.create(comment=comment, by=moderator, text="اسألوا المحامي")
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.create(comment=comment, by=moderator, text="")
    comment.reject(by=moderator, clause=a_clause()).erase(by=AUTHOR)
    assert not Remark.objects.exists()


# -- the card --------------------------------------------------------------------------------------


def test_strokes_lie_over_untouched_words():
    text = "يا كلب، رقمي 03 123 456 يا كلبهم"
    pieces = strokes(text, [[(3, 6)], [(13, 23), (99, 120)], [], [(5, 10)]])
    assert "".join(piece.words for piece in pieces) == text
    marked = [(piece.words, piece.findings, piece.numbers) for piece in pieces if piece.findings]
    assert marked == [
        ("كل", (1,), ""),
        ("ب", (1, 4), "1, 4"),
        ("، رق", (4,), ""),
        ("03 123 456", (2,), "2"),
    ]
    assert strokes("", [[(0, 2)]]) == []


def test_a_card_shows_all_that_a_decision_needs(staff, moderator2):
    article = factories.make_published("خبر اليوم", dek_ar="سطر يشرح")
    earlier = make_rejected(article, email="reader@example.org")
    Trace.objects.keep(earlier)
    found = [
        {
            "screen": "watch_terms",
            "clause_code": "insult",
            "severity": 3,
            "spans": [[0, 3]],
            "note": "كلب",
            "field": "message",
        },
        {
            "screen": "copied",
            "clause_code": "advertising",
            "severity": 2,
            "spans": [[0, 20]],
            "note": "2",
            "field": "message",
        },
    ]
    message = "كلب <script>alert(1)</script>\nسطر ثانٍ"
    comment = make_comment(article, email="reader@example.org", message=message, findings=found)
    Remark.objects.create(comment=comment, by=moderator2, text="انتظروا قليلاً")
    Claim.objects.take(comment.pk, moderator2.pk)
    nameless = make_comment(article)
    page = parse(staff.get(reverse(QUEUE)))
    card, plain = page.xpath("//article")
    shown = words(card)
    for part in (
        "Watch term: كلب",
        "The clause in question: Insult",
        "Same text as another comment: 2",
        "Published: 0 Refused: 1 Insult: 1",
        "انتظروا قليلاً",
        "Being read by moderator2.",
    ):
        assert part in shown, part
    [text] = card.xpath(".//div[@class='queue__words']")
    assert text.text_content().rstrip("\n") == message
    assert [each.text for each in text.xpath(".//mark")] == ["كلب"]
    assert text.get("lang") == "ar"
    suggested = card.xpath(".//button[contains(@class, 'is-suggested')]/@value")
    assert suggested == [str(a_clause().pk)]
    assert "This author before" not in words(plain)
    assert numbers(page) == [comment.pk, nameless.pk]


# -- deciding --------------------------------------------------------------------------------------


def test_the_script_gets_its_answers_as_json(staff, moderator2):
    one, other = make_comment(email="a@example.org"), make_comment()
    sent = {"comment": one.pk, "words_version": 1, "clause": a_clause().pk}
    answer = staff.post(reverse(QUEUE), sent, headers=JSON)
    told = answer.json()
    assert answer.status_code == 200
    assert "Insult" in told["said"]
    assert settings.COMMENT_UNDO_SECONDS - 5 < told["undo"] <= settings.COMMENT_UNDO_SECONDS
    assert Trace.objects.get().comment == one
    other.approve(by=moderator2)
    sent = {"comment": other.pk, "words_version": 1, "_move": "reject", "clause": a_clause().pk}
    answer = staff.post(reverse(QUEUE), sent, headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["is_stale"]
    assert moderator2.username in answer.json()["errors"][0]
    wrong = staff.post(reverse(QUEUE), {"comment": make_comment().pk, "_move": "x"}, headers=JSON)
    assert (wrong.status_code, wrong.json()["is_stale"]) == (409, False)
    assert Decision.objects.count() == 2


def test_a_decision_is_undone_by_its_maker_for_ten_seconds(staff, moderator, moderator2):
    article = factories.make_published()
    undo = {"_move": "reopen"}
    comment = make_comment(article)
    sent = {"comment": comment.pk, "_move": "approve"}
    page = parse(staff.post(f"{reverse(QUEUE)}?language=ar", sent, follow=True))
    [bar] = page.xpath("//form[contains(@class, 'queue__undo') and not(@hidden)]")
    assert dict(bar.form_values())["comment"] == str(comment.pk)
    staff.post(reverse(QUEUE), dict(bar.form_values()))
    comment.refresh_from_db()
    assert (comment.status, comment.decision.ruling) == ("pending", "reopen")
    foreign = make_comment(article).approve(by=moderator2)
    late = make_comment(article).approve(by=moderator)
    after = timezone.now() + timedelta(seconds=settings.COMMENT_UNDO_SECONDS)
    for row, now in ((foreign, timezone.now()), (late, after)):
        with time_machine.travel(now, tick=False):
            answer = staff.post(reverse(QUEUE), {**undo, "comment": row.pk}, headers=JSON)
        assert answer.status_code == 409
        assert "can no longer be undone here" in answer.json()["errors"][0]
        row.refresh_from_db()
        assert row.status == "approved"
    page = parse(staff.get(reverse(QUEUE), {"decided": foreign.pk}))
    assert page.xpath("//form[contains(@class, 'queue__undo')]/@hidden")


def test_a_note_is_kept_with_a_decision_or_without(staff, moderator):
    comment = make_comment()
    staff.post(reverse(QUEUE), {"comment": comment.pk, "remark": "  "})
    staff.post(reverse(QUEUE), {"comment": comment.pk, "remark": "x" * 501})
    assert not Remark.objects.exists()
    staff.post(reverse(QUEUE), {"comment": comment.pk, "remark": "سؤال"})
    comment.refresh_from_db()
    assert (comment.status, Remark.objects.get().text) == ("pending", "سؤال")
    sent = {"comment": comment.pk, "remark": "تمّ", "clause": a_clause().pk}
    staff.post(reverse(QUEUE), {**sent, "clause": 999999})
    assert Remark.objects.count() == 1, "a refused move keeps nothing by half"
    staff.post(reverse(QUEUE), sent)
    comment.refresh_from_db()
    assert comment.status == "rejected"
    assert [each.by for each in Remark.objects.all()] == [moderator, moderator]


def test_bulk_approval_skips_what_is_at_legal_risk_and_says_which(staff, moderator2):
    plain, risky = make_comment(), make_comment(is_legal_risk=True)
    begun = make_comment(is_legal_risk=True).approve(by=moderator2)
    address = reverse("admin:comments_comment_changelist")
    chosen = {"_selected_action": [plain.pk, risky.pk, begun.pk]}
    answer = staff.post(address, {**chosen, "action": "approve"}, follow=True)
    [told] = parse(answer).xpath("//*[contains(@class, 'messagelist')]//*[@class='warning']")
    assert f"{risky.pk}, {begun.pk}" in words(told)
    assert not parse(answer).xpath("//select[@name='action']/option[@value='second']")
    staff.post(address, {**chosen, "action": "second"})
    states = Comment.objects.order_by("pk").values_list("status", "decision__ruling")
    assert list(states) == [("approved", "approve"), ("pending", None), ("pending", "approve")]
    staff.post(address, {**chosen, "action": "reject", "clause": a_clause().pk})
    assert Comment.objects.filter(status="rejected").count() == 2, "one person refuses"


# -- filters ---------------------------------------------------------------------------------------


def test_the_address_filters_what_is_shown(staff, moderator2):
    article, other = factories.make_published(), factories.make_published()
    link = {"screen": "links", "clause_code": None, "severity": 1, "spans": [], "note": "flood"}
    linked = make_comment(article, findings=[{**link, "field": "message"}]).pk
    bare = make_comment(article, findings=["too_fast", "honeypot"]).pk
    english = make_comment(other, language="en").pk
    risky = make_comment(other, is_legal_risk=True).pk
    begun = make_comment(other, is_legal_risk=True).approve(by=moderator2).pk
    old = make_comment(article, created_at=timezone.now() - timedelta(hours=7)).pk
    everything = [linked, bare, english, risky, begun, old]
    for query, shown in (
        ({}, everything),
        ({"language": "en"}, [english]),
        ({"section": other.section_id}, [english, risky, begun]),
        ({"story": article.pk}, [linked, bare, old]),
        ({"finding": "links"}, [linked]),
        ({"finding": "honeypot"}, [bare]),
        ({"finding": "too_fast"}, [bare]),
        ({"finding": "flood"}, []),
        ({"finding": "none"}, [english, risky, begun, old]),
        ({"finding": "legal"}, [risky, begun]),
        ({"finding": "second"}, [begun]),
        ({"age": "6"}, [old]),
        ({"age": "24"}, []),
        ({"comment": risky}, [risky]),
        ({"story": other.pk, "order": "newest"}, [begun, risky, english]),
        ({"after": english}, [risky, begun, old]),
        ({"after": risky, "order": "newest"}, [english, bare, linked]),
        ({"language": "xx", "section": "9" * 18, "story": "-1", "age": "x"}, everything),
    ):
        page = parse(staff.get(reverse(QUEUE), query))
        assert numbers(page) == shown, query
    page = parse(staff.get(reverse(QUEUE), {"story": article.pk, "finding": "links"}))
    assert page.xpath("//input[@name='story']/@value") == [str(article.pk)]
    assert page.xpath("//select[@name='finding']/option[@selected]/@value") == ["links"]
    assert page.xpath("//form[@class='queue__decide']/@action") == [
        f"?finding=links&story={article.pk}"
    ]


# -- colleagues ------------------------------------------------------------------------------------


def test_what_colleagues_do_is_seen(staff, moderator2):
    article = factories.make_published()
    read, decided, waiting = (make_comment(article) for _each in range(3))
    shown = {"cards": f"{read.pk}.{decided.pk}.{waiting.pk}.x.{'9' * 18}"}
    address = reverse("admin:comments_comment_queue_live")
    before = staff.get(address, shown)
    assert before.json()["count"] == 3
    assert before["Cache-Control"] == "private, no-cache"
    again = staff.get(address, shown, headers={"If-None-Match": before["ETag"]})
    assert again.status_code == 304
    Claim.objects.take(read.pk, moderator2.pk)
    decided.reject(by=moderator2, clause=a_clause())
    waiting.reject(by=moderator2, clause=a_clause()).resend(by=AUTHOR, message="كلام آخر")
    answer = staff.get(address, shown, headers={"If-None-Match": before["ETag"]})
    told = answer.json()
    assert told["count"] == 2
    assert "moderator2" in told["cards"][str(read.pk)]["reader"]
    gone = told["cards"][str(decided.pk)]["gone"]
    assert "moderator2" in gone
    assert "Insult" in gone
    assert told["cards"][str(waiting.pk)] == {"stage": "2.0", "reader": ""}


def test_a_card_at_hand_is_claimed(staff, client, moderator, moderator2, reporter):
    comment, done = make_comment(), make_approved()
    address = reverse("admin:comments_comment_queue_claim")
    assert staff.post(address, {"comment": comment.pk}).json() == {"reader": ""}
    assert Claim.objects.get().by == moderator
    client.force_login(moderator2)
    assert "moderator" in client.post(address, {"comment": comment.pk}).json()["reader"]
    for odd in (done.pk, "x", "", "9" * 30, 999999):
        assert client.post(address, {"comment": odd}).status_code == 404
    assert client.get(address).status_code == 405
    client.force_login(reporter)
    assert client.post(address, {"comment": comment.pk}).status_code == 403
    assert client.get(reverse("admin:comments_comment_queue_live")).status_code == 403


# -- costs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, CARDS + 1])
def test_a_full_queue_takes_under_fifteen_queries(
    client, moderator, moderator2, count, django_assert_max_num_queries
):
    article = factories.make_published()
    for number in range(count):
        email = f"reader{number}@example.org"
        Trace.objects.keep(make_rejected(article, email=email))
        comment = make_comment(article, email=email, is_legal_risk=number % 2 == 0)
        Remark.objects.create(comment=comment, by=moderator2, text="سؤال")
        if number % 2 == 0:
            comment.approve(by=moderator2)
    Claim.objects.take(comment.pk, moderator2.pk)
    client.force_login(moderator)
    cache.clear()
    with django_assert_max_num_queries(14):
        page = parse(client.get(reverse(QUEUE)))
    assert len(numbers(page)) == min(count, CARDS)
    with django_assert_max_num_queries(15):
        client.get(reverse(QUEUE), {"story": article.pk, "language": "ar", "order": "newest"})
    with django_assert_max_num_queries(9):
        client.get(reverse(f"{QUEUE}_live"), {"cards": ".".join(map(str, numbers(page)))})


def test_the_start_page_says_how_long_the_oldest_waits(staff):
    make_comment(created_at=timezone.now() - timedelta(hours=5, minutes=2))
    make_comment()
    [line] = parse(staff.get(reverse("admin:index"))).xpath(
        f"//section[@class='waiting']//a[@href='{reverse(QUEUE)}']"
    )
    assert words(line) == "2 Comments to decide; the oldest: 5 hours"


def test_a_first_approval_is_undone_like_any_other_decision(staff, moderator, moderator2):
    comment = make_comment(is_legal_risk=True)
    form = {"comment": comment.pk, "words_version": 1}
    told = staff.post(reverse(QUEUE), {**form, "_move": "approve"}, headers=JSON).json()
    assert told["undo"] > 0
    assert numbers(parse(staff.get(reverse(QUEUE)))) == []
    page = parse(staff.get(reverse(QUEUE), {"decided": comment.pk}))
    assert not page.xpath("//form[@class='queue__undo']/@hidden")
    undone = staff.post(reverse(QUEUE), {**form, "_move": "reopen"}, headers=JSON)
    assert undone.status_code == 200
    assert numbers(parse(staff.get(reverse(QUEUE)))) == [comment.pk]
    again = staff.post(reverse(QUEUE), {**form, "_move": "reopen"}, headers=JSON)
    assert again.status_code == 409, "there is nothing left to undo"
    comment.refresh_from_db()
    comment.approve(by=moderator2)
    foreign = staff.post(reverse(QUEUE), {**form, "_move": "reopen"}, headers=JSON)
    assert foreign.status_code == 409
    assert [each.ruling for each in comment.decisions.all()] == ["approve", "reopen", "approve"]
