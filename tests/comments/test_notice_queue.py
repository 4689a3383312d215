"""The queue of the notices: one card a comment, two ways to decide, ten seconds to think again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Notice, Trace
from tests.comments.factories import (
    a_clause,
    make_approved,
    make_notice,
    moderator_named,
)
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db

QUEUE = "/admin/comments/notice/queue/"
AS_JSON = {"Accept": "application/json"}
REPLY = "شكراً على التنبيه."


@pytest.fixture
def staff(client, moderator):
    """A moderator who has published nothing of what is reported."""
    client.force_login(moderator)
    return client


@pytest.fixture
def notice():
    """A report of a comment that another moderator has published."""
    return make_notice(make_approved(message="كلام مبلَّغ عنه", email="author@example.org"))


def decide(client, comment, headers=None, **fields):
    """Press a button of the card of `comment`."""
    return client.post(QUEUE, {"comment": comment.pk, **fields}, headers=headers)


def shown(client, **query) -> list[int]:
    """The comments whose cards are on the page."""
    page = parse(client.get(QUEUE, query))
    return [int(each) for each in page.xpath("//article/@data-comment")]


def fate(notice) -> str:
    """What became of `notice`."""
    return Notice.objects.get(pk=notice.pk).fate


def test_notices_against_one_comment_are_one_card(staff, notice):
    make_notice(notice.comment, text="سبب ثانٍ", email="r@example.org", is_suspicious=True)
    older = notice.comment_id
    newer = make_notice().comment_id
    page = parse(staff.get(QUEUE))
    assert [int(each) for each in page.xpath("//article/@data-comment")] == [older, newer]
    card = words(page.get_element_by_id(f"card-{older}"))
    for text in ("كلام مبلَّغ عنه", notice.text, "سبب ثانٍ", str(notice.clause.title)):
        assert text in card
    assert "r@example.org" not in card
    assert notice.code not in card
    (button,) = page.get_element_by_id(f"card-{older}").xpath(".//button[@name='_move']")
    assert (button.get("value"), button.get("aria-keyshortcuts")) == ("keep", "a")
    keys = page.get_element_by_id(f"card-{older}").xpath(".//button[@name='clause']/@data-key")
    assert keys == [str(number) for number in range(1, 9)]
    assert words(page.xpath("//*[@data-count]")[0]) == "2"


def test_a_card_is_decided_without_script_and_undone(staff, notice, moderator):
    comment, second = notice.comment, make_notice(notice.comment)
    form = form_data(parse(staff.get(QUEUE)), f"decide-{comment.pk}")
    answer = staff.post(QUEUE, {**form, "_move": "keep", "reply": REPLY})
    assert answer.status_code == 302
    assert [fate(each) for each in (notice, second)] == ["kept", "kept"]
    undo = parse(staff.get(answer["Location"]))
    assert not undo.xpath("//form[@data-undo]/@hidden")
    decide(staff, comment, _move="reopen")
    assert [fate(each) for each in (notice, second)] == ["waiting", "waiting"]
    again = parse(staff.get(QUEUE))
    assert again.get_element_by_id(f"reply-{comment.pk}").text == REPLY
    answer = decide(staff, comment, clause=a_clause("incitement").pk, words_version=1)
    assert [fate(each) for each in (notice, second)] == ["removed", "removed"]
    assert Comment.objects.get(pk=comment.pk).decision.clause.code == "incitement"
    assert Trace.objects.filter(comment=comment).exists()
    decide(staff, comment, _move="reopen")
    assert Comment.objects.get(pk=comment.pk).status == "approved"
    assert shown(staff) == [comment.pk]


def test_an_answer_is_undone_by_its_maker_for_ten_seconds(staff, notice, moderator2, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    told = decide(staff, notice.comment, AS_JSON, _move="keep").json()
    assert told["undo"] == 10
    other = Client()
    other.force_login(moderator2)
    assert decide(other, notice.comment, AS_JSON, _move="reopen").status_code == 409
    time_machine.shift(timedelta(seconds=11))
    refused = decide(staff, notice.comment, AS_JSON, _move="reopen")
    assert refused.status_code == 409
    assert refused.json()["errors"]
    assert fate(notice) == "kept"


def test_who_published_removes_and_does_not_keep(client, notice):
    client.force_login(moderator_named("approver"))
    page = parse(client.get(QUEUE))
    assert not page.xpath("//button[@value='keep']")
    assert page.xpath("//*[@class='queue__own']")
    assert decide(client, notice.comment, _move="keep").status_code == 403
    assert fate(notice) == "waiting"
    decide(client, notice.comment, clause=a_clause().pk)
    assert fate(notice) == "removed"


def test_bad_decisions_are_refused_and_change_nothing(staff, notice, editor, reporter):
    comment = notice.comment
    for fields in (
        {"_move": "delete"},
        {"_move": "remove"},
        {"clause": "999999"},
        {"clause": "\u0663"},
        {"_move": "keep", "reply": "س" * 501},
        {"clause": a_clause().pk, "reply": "س" * 501},
        {"_move": "keep", "words_version": "2"},
        {"_move": "keep", "covers": "77"},
        {"remark": " "},
        {},
    ):
        assert decide(staff, comment, AS_JSON, **fields).status_code == 409, fields
    assert fate(notice) == "waiting"
    assert Comment.objects.get(pk=comment.pk).status == "approved"
    for user in (editor, reporter):
        client = Client()
        client.force_login(user)
        assert client.get(QUEUE).status_code == 403
        assert decide(client, comment, _move="keep").status_code == 403
        for page in ("live", "claim"):
            assert client.get(reverse(f"admin:comments_notice_queue_{page}")).status_code == 403
    assert decide(staff, comment, _move="keep", remark="للزملاء").status_code == 302
    assert comment.remarks.get().text == "للزملاء"


def test_who_comes_second_is_told_who_decided_what(staff, notice, moderator2):
    Notice.keep(notice.comment, by=moderator2)
    for fields in ({"_move": "keep"}, {"clause": a_clause().pk}):
        late = decide(staff, notice.comment, AS_JSON, **fields)
        assert late.status_code == 409
        assert late.json()["is_stale"]
        assert "moderator2" in late.json()["errors"][0]
    assert Comment.objects.get(pk=notice.comment_id).status == "approved"
    newer = make_notice(notice.comment)
    seen = decide(staff, notice.comment, AS_JSON, _move="keep", notice=notice.pk)
    assert seen.json()["is_stale"]
    assert fate(newer) == "waiting"


def test_what_colleagues_do_is_seen(staff, notice, moderator2):
    live, claim = (reverse(f"admin:comments_notice_queue_{name}") for name in ("live", "claim"))
    gone, removed = make_notice(), make_notice()
    assert staff.post(claim, {"comment": notice.comment_id}).status_code == 200
    stage = parse(staff.get(QUEUE)).get_element_by_id(f"card-{notice.comment_id}").get("data-stage")
    Notice.keep(gone.comment, by=moderator2)
    removed.comment.remove(by=moderator2, clause=a_clause())
    asked = {"cards": f"{notice.comment_id}.{gone.comment_id}.{removed.comment_id}"}
    told = staff.get(live, asked).json()
    assert told["count"] == 1
    assert told["cards"][str(notice.comment_id)] == {"stage": stage, "reader": ""}
    for other in (gone, removed):
        assert "moderator2" in told["cards"][str(other.comment_id)]["gone"]
    make_notice(notice.comment)
    assert staff.get(live, asked).json()["cards"][str(notice.comment_id)]["stage"] != stage
    assert staff.post(claim, {"comment": gone.comment_id}).status_code == 404


def test_what_was_reported_first_stands_first(staff, monkeypatch, time_machine):
    monkeypatch.setattr("comments.queue.desk.CARDS", 2)
    late, early = make_approved(), make_approved()
    make_notice(early)
    time_machine.move_to(timezone.now() + timedelta(hours=30))
    third = make_notice(late).comment_id, make_notice().comment_id
    page = parse(staff.get(QUEUE))
    assert shown(staff) == [early.pk, late.pk]
    (link,) = page.xpath("//a[@rel='next']/@href")
    after = parse(staff.get(QUEUE + link))
    assert [int(each) for each in after.xpath("//article/@data-comment")] == [third[1]]
    assert shown(staff, age="24") == [early.pk]
    assert shown(staff, order="newest") == [third[1], late.pk]
    assert shown(staff, language="fr") == []


def test_a_flood_against_one_comment_stays_one_card(staff, notice):
    for number in range(14):
        make_notice(notice.comment, text=f"سبب رقم {number}")
    card = parse(staff.get(QUEUE)).get_element_by_id(f"card-{notice.comment_id}")
    assert len(card.xpath(".//li[@class='queue__notice']")) == 10
    (rest,) = card.xpath(".//a[contains(@href, 'comment__id__exact')]/@href")
    listed = staff.get(rest)
    assert listed.status_code == 200
    assert "سبب رقم 13" in listed.content.decode()


def test_a_full_queue_takes_under_fifteen_queries(staff, notice, django_assert_max_num_queries):
    for _each in range(5):
        other = make_notice(make_approved(article=notice.comment.article))
        make_notice(other.comment)
    staff.get(QUEUE)
    with django_assert_max_num_queries(15):
        staff.get(QUEUE)


def test_the_start_page_says_how_many_wait_and_how_long(staff, notice, client, reporter):
    def waiting(person) -> dict[str, int]:
        found = person.get(reverse("admin:index")).context["waiting"]
        return {str(link): number for _label, number, link in found}

    make_notice(notice.comment)
    make_notice()
    assert waiting(staff)[QUEUE] == 2
    client.force_login(reporter)
    assert QUEUE not in waiting(client)


def test_all_notices_can_be_looked_through_and_none_changed(staff, notice, superuser):
    address = reverse("admin:comments_notice_change", args=[notice.pk])
    for person in (staff, Client()):
        if person is not staff:
            person.force_login(superuser)
        page = person.get(address)
        assert notice.text in page.content.decode()
        assert notice.code not in page.content.decode()
        assert person.post(address, {"text": "x"}).status_code == 403
        assert person.get(reverse("admin:comments_notice_add")).status_code == 403
        listed = reverse("admin:comments_notice_changelist")
        assert person.get(listed, {"code__startswith": "a"}).status_code in {302, 400}
