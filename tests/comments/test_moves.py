"""The table of moves: every state, move and person; and the record that each move writes."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError
from django.utils import timezone

from comments.models import Clause, Comment, Decision, Policy
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import a_clause, make_approved, make_comment, make_rejected

pytestmark = pytest.mark.django_db

PEOPLE = ("author", "reporter", "editor", "moderator", "mailer", "superuser")
MAKERS = {
    "pending": make_comment,
    "approved": make_approved,
    "rejected": make_rejected,
    "withdrawn": lambda: make_comment().withdraw(by=AUTHOR),
}
# `second`, and `reopen` from pending, start from a first approval; their own tests are below.
TABLE = [move for move in Comment.MOVES if move.name != "second"]
UNDONE = ("pending", "reopen")


def actor(name: str):
    """Somebody by role; the author is nobody in the newsroom."""
    if name == "author":
        return AUTHOR
    is_root = name == "superuser"
    return factories.make_user(name, role="" if is_root else name, is_superuser=is_root)


def make_move(comment: Comment, move, by) -> Comment:
    """Make the move with what it takes."""
    given = {"clause": a_clause()} if "clause" in move.takes else {}
    if move.name == "resend":
        given = {"message": "كلام آخر ألطف."}
    comment.perform(move.name, by=by, **given)
    return comment


@pytest.mark.parametrize(
    ("status", "move", "person"),
    [each for each in product(MAKERS, TABLE, PEOPLE) if (each[0], each[1].name) != UNDONE],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_table_says_who_may_move_what(status, move, person):
    comment, by = MAKERS[status](), actor(person)
    decisions = comment.decisions.count()
    is_allowed = person in ({"author"} if move.open_to_author else {"moderator", "superuser"})
    assert (move in comment.moves_for(by)) is (is_allowed and status in move.sources)
    if not is_allowed:
        with pytest.raises(PermissionDenied):
            make_move(comment, move, by)
    elif status not in move.sources:
        with pytest.raises(ValidationError) as error:
            make_move(comment, move, by)
        assert error.value.code in {"stale_move", "other_person_needed"}
    else:
        make_move(comment, move, by)
        assert comment.status == move.target
        assert comment.decisions.count() == decisions + (0 if move.open_to_author else 1)
        return
    comment.refresh_from_db()
    assert comment.status == status
    assert comment.decisions.count() == decisions


def test_no_actor_no_move(moderator):
    comment = make_comment()
    with pytest.raises(TypeError):
        comment.approve(by=None)
    with pytest.raises(TypeError):
        comment.approve()
    assert comment.approve(by=moderator).status == "approved"


def test_a_decision_says_who_what_when_and_by_which_clause(moderator):
    before = timezone.now()
    comment = make_comment().reject(
        by=moderator, clause=a_clause("incitement"), note="السطر الثاني"
    )
    decision = comment.decision
    assert (decision.ruling, decision.by, decision.words_version) == ("reject", moderator, 1)
    assert (decision.clause.code, decision.policy, decision.note) == (
        "incitement",
        Policy.current(),
        "السطر الثاني",
    )
    assert before <= decision.made_at <= timezone.now()
    assert str(comment) == str(comment.pk)
    assert comment.reopen(by=moderator).status == "pending"
    assert [each.ruling for each in comment.decisions.all()] == ["reject", "reopen"]


def test_a_refusal_names_a_clause_in_force(moderator):
    draft = Policy.objects.create(version=99)
    clause = Clause.objects.create(policy=draft, code="x", number=1, title_ar="x", text_ar="x")
    comment = make_comment()
    for given, code in ((None, "clause_required"), (clause, "clause_not_in_force")):
        with pytest.raises(ValidationError) as error:
            comment.reject(by=moderator, clause=given)
        assert error.value.code == code
    assert comment.reject(by=moderator, clause=a_clause()).status == "rejected"


def test_who_comes_second_is_told_who_decided_what(moderator, moderator2):
    comment = make_comment()
    seen_by_second = Comment.objects.get(pk=comment.pk)
    comment.approve(by=moderator)
    with pytest.raises(ValidationError) as error:
        seen_by_second.reject(by=moderator2, clause=a_clause())
    assert error.value.code == "stale_move"
    assert moderator.username in error.value.messages[0]
    assert comment.decisions.get().ruling == "approve"


def test_nobody_approves_words_that_they_have_not_seen(moderator, moderator2):
    comment = make_comment()
    seen = Comment.objects.get(pk=comment.pk)
    comment.reject(by=moderator2, clause=a_clause())
    comment.resend(by=AUTHOR, message="كلام آخر تماماً")
    with pytest.raises(ValidationError) as error:
        seen.approve(by=moderator)
    assert error.value.code == "stale_move"
    assert Comment.objects.get(pk=comment.pk).approve(by=moderator).words_version == 2


def test_legal_risk_needs_two_persons_to_publish_and_one_to_refuse(moderator, moderator2):
    comment = make_comment(is_legal_risk=True)
    with pytest.raises(ValidationError) as error:
        comment.second(by=moderator)
    assert error.value.code == "first_needed"
    comment.approve(by=moderator)
    assert (comment.status, comment.decision.ruling) == ("pending", "approve")
    assert comment not in Comment.objects.awaiting(moderator)
    assert comment in Comment.objects.awaiting(moderator2)
    assert "second" in [move.name for move in comment.moves_for(moderator2)]
    for name, by, code in (
        ("approve", moderator2, "second_needed"),
        ("second", moderator, "other_person_needed"),
    ):
        with pytest.raises(ValidationError) as error:
            comment.perform(name, by=by)
        assert error.value.code == code
    assert comment.second(by=moderator2).status == "approved"
    assert make_comment(is_legal_risk=True).reject(by=moderator, clause=a_clause()).pk


def test_an_overturned_legal_risk_waits_for_a_second_person(moderator, moderator2):
    comment = make_comment(is_legal_risk=True).reject(by=moderator, clause=a_clause())
    with pytest.raises(ValidationError) as error:
        comment.overturn(by=moderator)
    assert error.value.code == "other_person_needed"
    assert comment.overturn(by=moderator2).status == "pending"
    assert comment.second(by=moderator).status == "approved"
    plain = make_comment().reject(by=moderator, clause=a_clause())
    assert plain.overturn(by=moderator2).status == "approved"


def test_new_words_wait_for_a_decision_of_their_own(moderator):
    comment = make_rejected()
    with pytest.raises(ValidationError) as error:
        comment.resend(by=AUTHOR, message=comment.message)
    assert error.value.code == "words_unchanged"
    comment.resend(by=AUTHOR, message="كلام ألطف", name="سلمى")
    assert (comment.status, comment.decision, comment.words_version) == ("pending", None, 2)
    assert comment.approve(by=moderator).name == "سلمى"
    with pytest.raises(TypeError):
        comment.resend(by=AUTHOR, status="approved")


@pytest.mark.parametrize("status", MAKERS)
def test_erasing_leaves_the_decisions_and_none_of_the_words(status):
    comment = MAKERS[status]()
    Comment.objects.filter(pk=comment.pk).update(email="reader@example.org")
    decisions = list(comment.decisions.all())
    comment.erase(by=AUTHOR)
    assert comment.status == "withdrawn"
    words = (comment.name, comment.email, comment.subject, comment.message, comment.country.code)
    assert not any(words)
    assert list(comment.decisions.all()) == decisions
    comment.erase(by=AUTHOR)
    assert Comment.objects.get(pk=comment.pk).words_version == 2


def test_a_stale_save_brings_no_decision_back(moderator):
    comment = make_comment()
    stale = Comment.objects.get(pk=comment.pk)
    comment.approve(by=moderator)
    stale.email = "reader@example.org"
    stale.save()
    comment.refresh_from_db()
    assert (comment.status, comment.email) == ("approved", "reader@example.org")


def test_awaiting_is_what_a_person_can_decide(moderator, reporter):
    pending, reopened = make_comment(), make_approved()
    reopened.reopen(by=moderator)
    make_approved()
    make_rejected()
    assert list(Comment.objects.awaiting(moderator).oldest_first()) == [pending, reopened]
    assert not Comment.objects.awaiting(reporter).exists()


def test_codes_are_long_and_their_own():
    codes = {make_comment().code for _each in range(3)}
    assert len(codes) == 3
    assert all(len(code) == 18 and code.isascii() and code.islower() for code in codes)


def test_the_default_policy_stands_in_three_languages():
    policy = Policy.current()
    clauses = list(policy.clauses.all())
    assert policy.version == 1
    assert [clause.code for clause in clauses] == [
        "insult",
        "defamation",
        "incitement",
        "dignity",
        "decent-language",
        "advertising",
        "personal-data",
        "off-topic",
    ]
    assert {clause.code for clause in clauses if clause.is_legal_risk} == {
        "defamation",
        "incitement",
    }
    for language in ("ar", "en", "fr"):
        texts = [getattr(policy, f"{name}_{language}") for name in ("intro", "disclaimer")]
        for clause in clauses:
            texts += [getattr(clause, f"{name}_{language}") for name in ("title", "text")]
        assert all(texts)
        assert len(set(texts)) == len(texts)


def test_the_policy_in_force_is_the_newest_published_one():
    assert Policy.current().version == 1
    Policy.objects.create(version=2)
    assert Policy.current().version == 1
    assert Policy.current(timezone.now() - timedelta(days=9999)) is None


def test_decisions_stay_when_their_moderator_would_go(moderator):
    make_comment().approve(by=moderator)
    with pytest.raises(ProtectedError):
        moderator.delete()
    assert Decision.objects.count() == 1


def test_a_first_approval_is_undone_by_its_own_person_and_soon(moderator, moderator2, superuser):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        plain, comment = make_comment(), make_comment(is_legal_risk=True)
        appealed = make_rejected(is_legal_risk=True).overturn(by=moderator)
        comment.approve(by=moderator)
        for each, by, code in (
            (plain, moderator, "not_decided"),
            (appealed, moderator, "not_decided"),
            (comment, moderator2, "own_approval_only"),
            (comment, superuser, "own_approval_only"),
        ):
            assert "reopen" not in [move.name for move in each.moves_for(by)]
            with pytest.raises(ValidationError) as error:
                each.reopen(by=by)
            assert error.value.code == code
        assert comment.reopen(by=moderator).status == "pending"
        assert not comment.waits_for_second
        assert comment in Comment.objects.awaiting(moderator), "it waits for a first approval again"
        with pytest.raises(ValidationError) as error:
            comment.second(by=moderator2)
        assert error.value.code == "first_needed"
        comment.approve(by=moderator)
    late = start + timedelta(seconds=settings.COMMENT_UNDO_SECONDS)
    with time_machine.travel(late, tick=False):
        with pytest.raises(ValidationError) as error:
            comment.reopen(by=moderator)
        assert error.value.code == "undo_over"
        assert comment.second(by=moderator2).status == "approved"
    rulings = [each.ruling for each in comment.decisions.all()]
    assert rulings == ["approve", "reopen", "approve", "second"]
