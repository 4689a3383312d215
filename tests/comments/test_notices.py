"""Notices: a report of what is public, decided together, answered once; in the database too."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from comments.models import Comment, Decision, Notice, Policy, Statement, reported
from newsportal.workflow import AUTHOR
from tests.comments.database import refused
from tests.comments.factories import (
    a_clause,
    make_approved,
    make_comment,
    make_notice,
    moderator_named,
)

pytestmark = pytest.mark.django_db

REPLY = "قرأنا التعليق مرة أخرى."
SECRET = "هذا الكلام يمسّ بكرامة أشخاص."


@pytest.fixture
def approver(db):
    """Who published what is reported here."""
    return moderator_named("approver")


@pytest.fixture
def comment(approver):
    """A comment that `approver` has published."""
    return make_approved()


@pytest.fixture
def notice(comment):
    """A reader's report of it."""
    return make_notice(comment)


def rows(notice):
    """The notice as a queryset, past every method."""
    return Notice.objects.filter(pk=notice.pk)


def fate(notice) -> tuple[str, str]:
    """What its reporter is told now."""
    fresh = Notice.objects.get(pk=notice.pk)
    return fresh.fate, fresh.later


def test_only_what_is_public_is_reported(comment, moderator):
    assert make_notice(comment).fate == "waiting"
    for other in (
        make_comment(),
        make_approved().remove(by=moderator, clause=a_clause()),
        make_approved().withdraw(by=AUTHOR),
    ):
        with pytest.raises(ValidationError) as error:
            make_notice(other)
        assert error.value.code == "not_public"


def test_all_notices_against_a_comment_are_answered_by_its_removal(comment, notice, moderator):
    second, elsewhere = make_notice(comment), make_notice()
    (waiting,) = reported(moderator).filter(pk=comment.pk)
    assert (waiting.first_notice, waiting.last_notice) == (notice.pk, second.pk)
    assert waiting.notice_count == 2
    comment.remove(by=moderator, clause=a_clause("incitement"), reply=REPLY)
    for each in (notice, second):
        each.refresh_from_db()
        assert (each.outcome, each.decided_by, each.reply) == ("removed", moderator, REPLY)
        assert (each.removal_id, each.removal.ruling) == (comment.decision_id, "remove")
    assert list(Notice.objects.awaiting(moderator)) == [elsewhere]


def test_removing_is_one_transaction_with_its_answers(comment, notice, moderator, monkeypatch):
    def fail(*_given):
        raise RuntimeError

    monkeypatch.setattr("comments.models.notices.NoticeQuerySet.answer_removal", fail)
    with pytest.raises(RuntimeError):
        comment.remove(by=moderator, clause=a_clause())
    assert Comment.objects.get(pk=comment.pk).status == "approved"
    assert fate(notice) == ("waiting", "")


def test_keeping_is_for_another_than_who_published(comment, notice, approver, moderator, reporter):
    for by in (approver, reporter):
        with pytest.raises(PermissionDenied):
            Notice.keep(comment, by=by)
    assert list(reported(approver)) == [comment]
    assert not reported(reporter).exists()
    with pytest.raises(ValidationError) as error:
        Notice.keep(comment, by=moderator, reply="س" * 501)
    assert error.value.code == "reply_too_long"
    assert Notice.keep(comment, by=moderator) == 1
    assert fate(notice) == ("kept", "")
    assert Comment.objects.get(pk=comment.pk).status == "approved"
    with pytest.raises(ValidationError) as error:
        Notice.keep(comment, by=moderator)
    assert error.value.code == "stale_move"
    make_notice(comment)
    comment.remove(by=approver, clause=a_clause())
    assert fate(notice) == ("kept", "")


def test_nobody_keeps_what_they_have_not_read(comment, notice, moderator):
    make_notice(comment)
    with pytest.raises(ValidationError) as error:
        Notice.keep(comment, by=moderator, seen=notice.pk)
    assert error.value.code == "stale_move"
    assert Notice.objects.open().count() == 2


@pytest.mark.parametrize("way", ["withdraw", "erase"])
def test_a_notice_lapses_with_the_words(way, comment, notice, moderator):
    comment.perform(way, by=AUTHOR)
    assert fate(notice) == ("gone", "")
    assert list(Notice.objects.lapsed()) == [notice]
    notice.refresh_from_db()
    assert (notice.text == "") is (way == "erase")
    assert not reported(moderator).exists()
    with pytest.raises(ValidationError):
        Notice.keep(comment, by=moderator)


def test_a_notice_waits_while_the_comment_is_read_anew(comment, notice, moderator, moderator2):
    comment.reopen(by=moderator)
    assert fate(notice) == ("waiting", "")
    assert not reported(moderator).exists()
    comment.approve(by=moderator2)
    assert list(reported(moderator)) == [comment]
    comment.reopen(by=moderator)
    comment.reject(by=moderator, clause=a_clause())
    assert fate(notice) == ("removed", "")


def test_other_words_are_not_the_ones_that_were_reported(comment, notice, moderator, moderator2):
    comment.reopen(by=moderator)
    rows(notice).update(text="")  # nothing depends on the words
    # By moves a refusal answers the notice first: this is written past them.
    clause = a_clause()
    ruling = {"ruling": "reject", "clause": clause, "policy": clause.policy}
    decision = Decision.objects.create(comment=comment, by=moderator, words_version=1, **ruling)
    Comment.objects.filter(pk=comment.pk).update(status="rejected", decision=decision)
    Comment.objects.filter(pk=comment.pk).update(
        status="pending", decision=None, message="كلام آخر", words_version=2
    )
    comment.refresh_from_db()
    comment.approve(by=moderator)
    assert fate(notice) == ("gone", "")
    assert not reported(moderator2).exists()
    comment.remove(by=moderator2, clause=a_clause())
    assert fate(notice) == ("gone", "")


def test_a_removal_that_stands_no_longer_is_told_so(comment, notice, moderator, moderator2):
    comment.remove(by=moderator, clause=a_clause())
    assert fate(notice) == ("removed", "")
    comment.reopen(by=moderator2)
    assert fate(notice) == ("removed", "pending")
    comment.approve(by=moderator2)
    assert fate(notice) == ("removed", "published")
    other = make_notice()
    removed = other.comment.remove(by=moderator, clause=a_clause())
    removed.overturn(by=moderator2)
    assert fate(other) == ("removed", "published")
    removed.withdraw(by=AUTHOR)
    assert fate(other) == ("removed", "")


# -- undoing --------------------------------------------------------------------------------------


def test_a_removal_is_undone_whole_for_ten_seconds(
    comment, notice, moderator, moderator2, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    comment.remove(by=moderator, clause=a_clause(), reply=REPLY)
    with pytest.raises(ValidationError) as error:
        Notice.undo(comment, by=moderator2)
    assert error.value.code == "undo_over"
    time_machine.shift(timedelta(seconds=9))
    Notice.undo(comment, by=moderator)
    notice.refresh_from_db()
    assert (notice.outcome, notice.reply) == ("", REPLY)  # what was typed is not lost
    assert Comment.objects.get(pk=comment.pk).status == "approved"
    trail = list(comment.decisions.values_list("ruling", flat=True))
    assert trail == ["approve", "remove", "reopen", "approve"]
    assert Notice.keep(comment, by=moderator) == 1  # the publication in question was another's
    time_machine.shift(timedelta(seconds=11))
    with pytest.raises(ValidationError) as error:
        Notice.undo(comment, by=moderator)
    assert error.value.code == "undo_over"
    assert fate(notice) == ("kept", "")


def test_keeping_is_undone_alone(comment, notice, moderator):
    Notice.keep(comment, by=moderator, reply=REPLY)
    Notice.undo(comment, by=moderator)
    assert fate(notice) == ("waiting", "")
    assert comment.decisions.count() == 1


def test_an_undone_removal_at_legal_risk_waits_for_a_second_person(moderator, moderator2):
    comment = make_comment(is_legal_risk=True).approve(by=moderator2).second(by=moderator)
    notice = make_notice(comment)
    comment.remove(by=moderator, clause=a_clause())
    Notice.undo(comment, by=moderator)
    comment.refresh_from_db()
    assert (comment.status, comment.waits_for_second) == ("pending", True)
    assert fate(notice) == ("waiting", "")
    comment.second(by=moderator2)
    assert list(reported(moderator)) == [comment]


def test_a_removal_that_others_have_gone_on_with_is_not_undone(comment, notice, moderator):
    comment.remove(by=moderator, clause=a_clause())
    comment.overturn(by=moderator_named("third"))
    assert Notice.undoable(comment, moderator) is None


# -- forgetting -----------------------------------------------------------------------------------


def test_old_answers_are_forgotten_and_what_waits_is_not(comment, moderator):
    email = "reporter@example.org"
    waiting = make_notice(email=email)
    kept, lapsed = make_notice(comment, email=email), make_notice(email=email)
    Notice.keep(comment, by=moderator)
    lapsed.comment.withdraw(by=AUTHOR)
    assert Notice.objects.spent(timezone.now() - timedelta(days=1)).blank() == 0
    assert Notice.objects.spent(timezone.now() + timedelta(days=1)).blank() == 2
    assert Notice.objects.spent(timezone.now() + timedelta(days=1)).blank() == 0
    for each in (kept, lapsed, waiting):
        each.refresh_from_db()
        assert ((each.email, each.text) == ("", "")) is (each != waiting)
    assert fate(kept) == ("kept", "")


# -- past the methods -----------------------------------------------------------------------------


def test_the_database_takes_no_notice_but_of_what_is_public(comment, approver, moderator):
    draft = Policy.objects.create(version=99)
    posted = a_clause()
    good = {
        "comment": comment,
        "decision": comment.decision,
        "words_version": 1,
        "clause": posted,
        "text": SECRET,
        "language": "ar",
        "code": "c" * 18,
    }
    drafted = draft.clauses.create(number=1, code="other", title="x", text="y")
    answered = {"decided_by": moderator, "decided_at": timezone.now()}
    for change in (
        {"comment": make_comment()},
        {"decision": make_approved().decision},
        {"words_version": 2},
        {"clause": drafted},
        {"text": ""},
        {"reply": REPLY},
        {"outcome": "kept", **answered},
    ):
        with refused():
            Notice.objects.create(**{**good, **change})
    first = Notice.objects.create(**good)
    with refused():
        Notice.objects.create(**good)
    with refused():
        Notice.objects.create(**{**good, "code": "d" * 18}, pk=first.pk)


def test_the_database_answers_no_notice_without_the_decision(comment, notice, approver, moderator):
    answer = {"decided_by": moderator, "decided_at": timezone.now()}
    with refused():
        rows(notice).update(**answer, outcome="removed", removal=comment.decision)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(notice).update(**answer, outcome="removed")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(notice).update(**answer, outcome="maybe")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(notice).update(**{**answer, "decided_by": None}, outcome="kept")
    with refused():
        rows(notice).update(**{**answer, "decided_by": approver}, outcome="kept")
    removed = make_approved().remove(by=moderator, clause=a_clause())
    with refused():
        rows(notice).update(**answer, outcome="removed", removal=removed.decision)
    with refused():  # words that are not public are not kept
        comment.reopen(by=moderator)
        rows(notice).update(**answer, outcome="kept")
    assert rows(notice).update(**answer, outcome="kept") == 1


def test_the_database_keeps_notices_as_they_were_lodged(comment, notice, moderator):
    other = make_approved()
    for change in (
        {"comment": other},
        {"decision": other.decision},
        {"words_version": 2},
        {"clause": a_clause("incitement")},
        {"text": "كلام آخر"},
        {"email": "other@example.org"},
        {"code": "d" * 18},
        {"language": "fr"},
        {"made_at": timezone.now() - timedelta(days=1)},
    ):
        with refused():
            rows(notice).update(**change)
    Notice.keep(comment, by=moderator, reply=REPLY)
    for change in (
        {"decided_by": moderator_named("third")},
        {"decided_at": timezone.now() + timedelta(days=1)},
        {"reply": "كلام آخر"},
    ):
        with refused():
            rows(notice).update(**change)
    with refused():
        rows(notice)._raw_delete("default")
    assert rows(notice).update(text="", email="", reply="") == 1
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with refused():
                cursor.execute("TRUNCATE comments_notice CASCADE")


def test_the_database_takes_back_only_what_was_not_told(comment, notice, moderator, moderator2):
    untouched = {"outcome": "", "decided_by": None, "decided_at": None, "removal": None}
    comment.remove(by=moderator, clause=a_clause())
    with refused():
        rows(notice).update(**untouched)
    comment.reopen(by=moderator2)  # not an undoing: by somebody else
    with refused():
        rows(notice).update(**untouched)
    told = make_notice()
    Notice.keep(told.comment, by=moderator)
    Statement.objects.create(notice=told)
    with refused():
        rows(told).update(**untouched)
