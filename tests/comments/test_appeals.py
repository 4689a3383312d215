"""Appeals: one against a refusal, answered by another person, with a reply; in the database too."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from comments.models import Appeal, Comment
from newsportal.workflow import AUTHOR
from tests.comments.database import refused
from tests.comments.factories import a_clause, make_approved, make_comment, moderator_named

pytestmark = pytest.mark.django_db

REASONS = "لم أشتم أحداً، بل نقلت ما قيل في الجلسة."
REPLY = "أعدنا القراءة."


@pytest.fixture
def comment(moderator):
    """A comment that `moderator` has refused."""
    return make_comment().reject(by=moderator, clause=a_clause())


@pytest.fixture
def appeal(comment):
    """The author's objection to that."""
    return Appeal.lodge(comment, REASONS)


def rows(appeal):
    """The appeal as a queryset, past every method."""
    return Appeal.objects.filter(pk=appeal.pk)


def test_an_appeal_waits_for_everybody_but_who_refused(appeal, moderator, moderator2, reporter):
    assert (appeal.outcome, appeal.is_open) == ("", True)
    assert list(Appeal.objects.awaiting(moderator2)) == [appeal]
    assert not Appeal.objects.awaiting(moderator).exists()
    assert not Appeal.objects.awaiting(reporter).exists()
    for by in (moderator, reporter):
        for answer in (appeal.uphold, appeal.overturn):
            with pytest.raises(PermissionDenied):
                answer(by=by, reply=REPLY)
    for answer in (appeal.uphold, appeal.overturn):
        with pytest.raises(ValidationError) as error:
            answer(by=moderator2, reply=" ")
        assert error.value.code == "reply_required"
    appeal.refresh_from_db()
    assert appeal.is_open


def test_a_superuser_answers_no_appeal_against_themselves(superuser):
    comment = make_comment().reject(by=superuser, clause=a_clause())
    with pytest.raises(PermissionDenied):
        Appeal.lodge(comment, REASONS).overturn(by=superuser, reply=REPLY)


def test_upholding_lets_the_refusal_stand(appeal, comment, moderator2):
    appeal.uphold(by=moderator2, reply=REPLY)
    assert (appeal.outcome, appeal.decided_by, appeal.reply) == ("upheld", moderator2, REPLY)
    comment.refresh_from_db()
    assert (comment.status, comment.decision_id) == ("rejected", appeal.decision_id)
    assert not Appeal.objects.open().exists()
    for answer in (appeal.uphold, appeal.overturn):
        with pytest.raises(ValidationError) as error:
            answer(by=moderator2, reply=REPLY)
        assert error.value.code == "stale_move"


def test_overturning_publishes_by_a_decision(appeal, comment, moderator2):
    appeal.overturn(by=moderator2, reply=REPLY)
    assert (appeal.outcome, appeal.decided_by, appeal.reply) == ("overturned", moderator2, REPLY)
    comment.refresh_from_db()
    assert (comment.status, comment.decision.ruling) == ("approved", "overturn")


def test_a_refusal_that_is_overturned_elsewhere_grants_the_appeal(appeal, comment, moderator2):
    comment.overturn(by=moderator2)
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.reply) == ("overturned", "")


def test_there_is_one_appeal_against_a_refusal_and_it_has_words(comment):
    for text in ("", " \n"):
        with pytest.raises(ValidationError) as error:
            Appeal.lodge(comment, text)
        assert error.value.code == "text_required"
    Appeal.lodge(comment, REASONS)
    with pytest.raises(ValidationError) as error:
        Appeal.lodge(comment, REASONS)
    assert error.value.code == "appealed_already"
    for other in (make_comment(), make_approved()):
        with pytest.raises(ValidationError) as error:
            Appeal.lodge(other, REASONS)
        assert error.value.code == "not_refused"


@pytest.mark.parametrize("way", ["reopen", "withdraw", "erase", "resend"])
def test_an_appeal_lapses_with_its_refusal(way, appeal, comment, moderator2):
    given = {"message": "كلام ألطف"} if way == "resend" else {}
    comment.perform(way, by=moderator2 if way == "reopen" else AUTHOR, **given)
    appeal = Appeal.objects.get(pk=appeal.pk)
    assert not appeal.is_open
    assert not Appeal.objects.open().exists()
    for answer in (appeal.uphold, appeal.overturn):
        with pytest.raises(ValidationError) as error:
            answer(by=moderator2, reply=REPLY)
        assert error.value.code == "stale_move"


def test_a_second_refusal_can_be_appealed_against_anew(appeal, comment, moderator2):
    comment.resend(by=AUTHOR, message="كلام ألطف")
    comment.reject(by=moderator2, clause=a_clause())
    second = Appeal.lodge(comment, REASONS)
    assert list(Appeal.objects.open()) == [second]


def test_a_granted_appeal_at_legal_risk_waits_for_a_second_person(moderator, moderator2):
    comment = make_comment(is_legal_risk=True).reject(by=moderator, clause=a_clause())
    appeal = Appeal.lodge(comment, REASONS).overturn(by=moderator2, reply=REPLY)
    comment.refresh_from_db()
    assert (appeal.outcome, comment.status, comment.waits_for_second) == (
        "overturned",
        "pending",
        True,
    )


def test_erasing_reaches_the_words_of_an_appeal(appeal, comment, moderator2):
    appeal.uphold(by=moderator2, reply=REPLY)
    Comment.objects.get(pk=comment.pk).erase(by=AUTHOR)
    appeal.refresh_from_db()
    assert (appeal.text, appeal.reply, appeal.outcome) == ("", "", "upheld")


def test_words_are_sent_again_once(comment, moderator2):
    comment.resend(by=AUTHOR, message="كلام ألطف")
    comment.reject(by=moderator2, clause=a_clause())
    assert "resend" not in [move.name for move in comment.moves_for(AUTHOR)]
    with pytest.raises(ValidationError) as error:
        comment.resend(by=AUTHOR, message="كلام ثالث")
    assert error.value.code == "resent_already"
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(
            status="pending", decision=None, message="كلام ثالث", words_version=3
        )
    comment.refresh_from_db()
    assert comment.erase(by=AUTHOR).words_version == 3


# -- on the desk ----------------------------------------------------------------------------------


def test_the_desk_shows_what_waits_and_to_whom(client, appeal, moderator, moderator2, reporter):
    address = reverse("admin:comments_appeal_changelist") + "?open=yes"
    for user, count in ((moderator2, 1), (moderator, 0)):
        client.force_login(user)
        waiting = {str(link): number for _label, number, link in client_waiting(client)}
        assert waiting[address] == count
        assert REASONS[:20] in client.get(address).content.decode()
    appeal.uphold(by=moderator2, reply=REPLY)
    assert REASONS[:20] not in client.get(address).content.decode()
    client.force_login(reporter)
    assert client.get(address).status_code == 403


def client_waiting(client):
    """What the start page says is waiting."""
    return client.get(reverse("admin:index")).context["waiting"]


def test_the_desk_answers_with_two_buttons_and_a_reply(client, appeal, comment, moderator2):
    page = reverse("admin:comments_appeal_change", args=[appeal.pk])
    client.force_login(moderator2)
    shown = client.get(page).content.decode()
    assert comment.message in shown
    assert REASONS in shown
    assert 'value="uphold"' in shown
    assert 'value="overturn"' in shown
    for fields in (
        {"_move": "uphold", "reply": " "},
        {"_move": "uphold", "reply": "س" * 2_001},
        {"_move": "delete", "reply": REPLY},
        {"reply": REPLY},
    ):
        answer = client.post(page, fields)
        assert answer.status_code == 200
        assert fields["reply"].strip() in answer.content.decode()
        appeal.refresh_from_db()
        assert appeal.is_open
    assert client.post(page, {"_move": "uphold", "reply": REPLY}).status_code == 302
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.decided_by, appeal.reply) == ("upheld", moderator2, REPLY)
    assert 'name="_move"' not in client.get(page).content.decode()
    assert client.post(page, {"_move": "overturn", "reply": REPLY}).status_code == 200
    comment.refresh_from_db()
    assert comment.status == "rejected"


def test_who_refused_is_told_so_and_answers_nothing(client, appeal, moderator, reporter):
    page = reverse("admin:comments_appeal_change", args=[appeal.pk])
    client.force_login(moderator)
    assert 'name="_move"' not in client.get(page).content.decode()
    for user in (moderator, reporter):
        client.force_login(user)
        for answer in ("uphold", "overturn"):
            assert client.post(page, {"_move": answer, "reply": REPLY}).status_code == 403
    appeal.refresh_from_db()
    assert appeal.is_open


# -- past the methods -----------------------------------------------------------------------------


def test_the_database_lets_nobody_judge_their_own_refusal(appeal, moderator, moderator2):
    answer = {"outcome": "upheld", "decided_at": timezone.now(), "reply": REPLY}
    with refused():
        rows(appeal).update(**answer, decided_by=moderator)
    with refused():
        rows(appeal).update(**{**answer, "reply": ""}, decided_by=moderator2)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(appeal).update(**answer, decided_by=None)
    for outcome in ("", "maybe"):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows(appeal).update(**{**answer, "outcome": outcome}, decided_by=moderator2)
    assert rows(appeal).update(**answer, decided_by=moderator2) == 1


def test_the_database_grants_no_appeal_without_the_decision(appeal, comment, moderator, moderator2):
    answer = {"outcome": "overturned", "decided_at": timezone.now(), "reply": REPLY}
    with refused():
        rows(appeal).update(**answer, decided_by=moderator2)
    comment.reopen(by=moderator2)
    with refused():
        rows(appeal).update(**answer, decided_by=moderator2)
    comment.reject(by=moderator2, clause=a_clause())
    comment.overturn(by=moderator)
    with refused():
        rows(appeal).update(**answer, decided_by=moderator)


def test_the_database_keeps_appeals_as_they_were_lodged(appeal, comment, moderator2):
    other = make_comment().reject(by=moderator2, clause=a_clause())
    for change in ({"comment": other}, {"decision": other.decision}, {"text": "كلام آخر"}):
        with refused():
            rows(appeal).update(**change)
    appeal.uphold(by=moderator2, reply=REPLY)
    for change in (
        {"decided_by": moderator_named("third")},
        {"decided_at": timezone.now()},
        {"reply": "كلام آخر"},
        {"outcome": "overturned"},
        {"outcome": "", "decided_by": None, "decided_at": None},
    ):
        with refused():
            rows(appeal).update(**change)
    with refused():
        rows(appeal)._raw_delete("default")
    with refused():
        appeal.delete()
    assert rows(appeal).update(text="", reply="") == 1
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with refused():
                cursor.execute("TRUNCATE comments_appeal CASCADE")


def test_the_database_takes_no_appeal_but_against_what_stands(comment, moderator2):
    pending, first = make_comment(), comment.decision
    other = make_comment().reject(by=moderator2, clause=a_clause())
    good = {"comment": comment, "decision": first, "text": REASONS}
    answered = {"outcome": "upheld", "decided_by": moderator2, "decided_at": timezone.now()}
    for fields in (
        {**good, "comment": pending},
        {**good, "comment": other},
        {**good, "decision": other.decision},
        {**good, "text": ""},
        {**good, **answered, "reply": REPLY},
    ):
        with refused():
            Appeal.objects.create(**fields)
    assert Appeal.objects.create(**good).is_open
    with refused():
        Appeal.objects.create(**good)
