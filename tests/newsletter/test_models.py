"""Constraints of the newsletter, broken from above, and the moves of an issue."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from newsletter import optin
from newsletter.models import AddressMark, Delivery, Issue, Subscription
from tests import factories as desk

from . import factories

pytestmark = pytest.mark.django_db

STATES = {
    "draft": {"status": "draft", "queued_at": None},
    "queued": {"status": "queued", "queued_at": timezone.now()},
    "paused": {"status": "paused", "queued_at": timezone.now()},
    "cancelled": {"status": "cancelled", "queued_at": timezone.now()},
}


def refused_by_database(rows, **changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**changes)


# -- consents -------------------------------------------------------------------------------------


def test_one_consent_per_address_however_written():
    factories.make_subscription("Reader@Example.org")
    copy = Subscription.objects.get()
    copy.pk, copy.token, copy.email = None, "another", "READER@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.bulk_create([copy])
    factories.make_subscription("reader@EXAMPLE.org", language="fr")
    assert Subscription.objects.get().language == "fr"


@pytest.mark.parametrize(
    "changes",
    [
        {"consent_text": ""},
        {"consent_page": ""},
        {"token": ""},
        {"email": ""},
        {"language": "de"},
        {"consent_language": "xx"},
        {"rhythm": "hourly"},
    ],
)
def test_a_subscription_without_its_consent_is_refused(changes):
    factories.make_subscription()
    refused_by_database(Subscription.objects.all(), **changes)


def test_a_consent_that_has_ended_is_not_written_again():
    factories.make_subscription("gone@example.org")
    opened = Subscription.objects.get()
    optin.leave(opened.token)
    opened.rhythm = "weekly"
    with pytest.raises(DatabaseError), transaction.atomic():
        opened.save()
    assert not Subscription.objects.exists()


def test_leaving_deletes_the_address_and_leaves_a_mark():
    subscription = factories.make_subscription("gone@example.org")
    subscription.delete()
    assert not Subscription.objects.exists()
    mark = AddressMark.objects.get()
    assert mark.left_at
    assert "gone" not in mark.address_hash


def test_tokens_are_long_and_differ():
    tokens = {factories.make_subscription().token for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43


# -- issues ---------------------------------------------------------------------------------------


def test_an_issue_keeps_state_and_time_together():
    issue = factories.make_issue()
    rows = Issue.objects.filter(pk=issue.pk)
    refused_by_database(rows, status="queued")
    refused_by_database(rows, queued_at=timezone.now())
    refused_by_database(rows, status="sent", queued_at=timezone.now())
    refused_by_database(rows, rhythm="hourly")


def test_a_stale_form_does_not_stop_a_mailing():
    factories.make_subscription()
    issue = factories.make_issue(factories.make_story())
    stale = Issue.objects.get(pk=issue.pk)
    issue.queue(by=factories.make_mailer())
    stale.subject_ar = "عنوان آخر"
    stale.save()
    issue.refresh_from_db()
    assert (issue.status, issue.subject_ar) == ("queued", "عنوان آخر")


def test_an_issue_does_not_carry_a_story_twice():
    story = factories.make_story()
    issue = factories.make_issue(story)
    with pytest.raises(IntegrityError), transaction.atomic():
        issue.items.create(article=story)


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("move", Issue.MOVES, ids=lambda move: move.name)
def test_each_move_from_each_state_by_each_role(status, move):
    factories.make_subscription()
    issue = factories.make_issue(factories.make_story())
    Issue.objects.filter(pk=issue.pk).update(**STATES[status])
    issue.refresh_from_db()
    for role in ("editor", "moderator", "reporter"):
        user = desk.make_user(role, role=role)
        assert issue.moves_for(user) == []
        with pytest.raises(PermissionDenied):
            issue.perform(move.name, by=user)
    with pytest.raises(TypeError):
        issue.perform(move.name, by=None)
    issue.refresh_from_db()
    assert issue.status == status
    mailer = factories.make_mailer()
    assert (move in issue.moves_for(mailer)) == (status in move.sources)
    if status in move.sources:
        issue.perform(move.name, by=mailer)
        assert issue.status == move.target
        return
    with pytest.raises(ValidationError) as caught:
        issue.perform(move.name, by=mailer)
    assert caught.value.error_list[0].code == "stale_move"
    issue.refresh_from_db()
    assert issue.status == status
    assert not Delivery.objects.exists()


def test_what_is_missing_is_said_before_queueing():
    mailer = factories.make_mailer()

    def codes(issue):
        with pytest.raises(ValidationError) as caught:
            issue.queue(by=mailer)
        assert issue.status == "draft"
        return [error.code for error in caught.value.error_list]

    assert codes(factories.make_issue(languages=())) == ["subject_missing"]
    assert codes(factories.make_issue()) == ["items_missing"]
    only_arabic = desk.make_published()
    assert codes(factories.make_issue(only_arabic)) == ["nothing_visible"] * 2
    assert codes(factories.make_issue(only_arabic, languages=("ar",))) == ["recipients_missing"]
    draft = desk.make_article()
    assert codes(factories.make_issue(draft, languages=("ar",))) == ["nothing_visible"]


def test_an_issue_is_addressed_to_those_who_asked_for_it():
    sport, culture = desk.make_section("رياضة"), desk.make_section("ثقافة")
    in_three = factories.make_story(section=sport)
    wanted = {
        factories.make_subscription("all@example.org").pk,
        factories.make_subscription("sport@example.org", sections=[sport, culture]).pk,
        factories.make_subscription("english@example.org", "en").pk,
    }
    factories.make_subscription("culture@example.org", sections=[culture])
    factories.make_subscription("weekly@example.org", rhythm="weekly")
    factories.make_subscription("french@example.org", "fr")
    issue = factories.make_issue(in_three, languages=("ar", "en"), rhythm="daily")
    issue.queue(by=factories.make_mailer())
    rows = Delivery.objects.all()
    assert {row.subscription_id for row in rows} == wanted
    assert {row.status for row in rows} == {"queued"}
    assert {row.language for row in rows} == {"ar", "en"}


def test_queueing_takes_few_queries_for_many(django_assert_max_num_queries, monkeypatch):
    story = factories.make_story()
    for _ in range(30):
        factories.make_subscription()
    issue = factories.make_issue(story, languages=("ar",))
    mailer = factories.make_mailer()
    with django_assert_max_num_queries(30):
        issue.queue(by=mailer)
    assert Delivery.objects.count() == 30


# -- deliveries -----------------------------------------------------------------------------------


@pytest.fixture
def delivery():
    factories.make_subscription("reader@example.org")
    issue = factories.make_issue(factories.make_story(), languages=("ar",))
    factories.queue(issue)
    return Delivery.objects.get()


def test_the_same_issue_never_twice_to_one_address(delivery):
    again = Delivery(issue=delivery.issue, language="ar", address_hash=delivery.address_hash)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.bulk_create([again])


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "sent"},
        {"sent_at": timezone.now()},
        {"status": "sending"},
        {"status": "uncertain", "claimed_at": timezone.now()},
        {"status": "failed"},
        {"reason": "left"},
        {"status": "delivered"},
        {"address_hash": ""},
    ],
)
def test_a_delivery_that_says_what_cannot_be_is_refused(delivery, changes):
    refused_by_database(Delivery.objects.all(), **changes)


def test_a_plain_save_never_writes_what_a_step_writes(delivery):
    delivery.status = "sent"
    delivery.sent_at = timezone.now()
    delivery.save()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.sent_at) == ("queued", None)


def test_the_message_id_is_that_of_the_row(delivery):
    same = Delivery.objects.get(pk=delivery.pk)
    assert delivery.message_id == same.message_id
    assert delivery.message_id.startswith(f"<issue-{delivery.issue_id}.{delivery.pk}.")
    assert "reader" not in delivery.message_id


def test_the_address_goes_with_its_consent(delivery):
    assert delivery.email == "reader@example.org"
    delivery.subscription.delete()
    delivery.refresh_from_db()
    assert delivery.email == ""
