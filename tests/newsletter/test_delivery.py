"""Law 6 in the sending: no mail without a consent, none after leaving, never one twice."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends import locmem
from django.utils import timezone

from newsletter import delivery, mails, optin
from newsletter.models import Delivery, Issue
from tests import factories as desk

from . import factories

pytestmark = pytest.mark.django_db


def send(worker: str = "one") -> int:
    return delivery.Sender(worker).send_due()


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("status", flat=True))


def receivers() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


@pytest.fixture
def story():
    return factories.make_story()


@pytest.fixture
def readers(story, outbox):
    return [factories.make_subscription(f"{code}@example.org", code) for code in ("ar", "en", "fr")]


def test_an_issue_goes_to_every_reader_once(story, readers):
    issue = factories.queue(factories.make_issue(story))
    assert not issue.is_sent
    assert send() == 3
    assert receivers() == ["ar@example.org", "en@example.org", "fr@example.org"]
    assert states() == ["sent"] * 3
    assert issue.is_sent
    assert {row.worker for row in Delivery.objects.all()} == {"one"}
    assert send("two") == 0
    assert len(mail.outbox) == 3
    by_row = {row.message_id for row in Delivery.objects.all()}
    assert {message.extra_headers["Message-ID"] for message in mail.outbox} == by_row


def test_no_mail_without_a_subscription(story, readers):
    outsider = optin.Wish("outsider@example.org", "ar", "daily", (), "/", 0)
    assert optin.sign(outsider)
    issue = factories.queue(factories.make_issue(story))
    # Even a row forged into the ledger has nobody to go to.
    Delivery.objects.create(issue=issue, language="ar", address_hash="f" * 64)
    assert send() == 3
    assert "outsider@example.org" not in receivers()
    assert Delivery.objects.get(address_hash="f" * 64).reason == "left"


def test_nothing_after_leaving_before_the_queueing(story, readers):
    optin.leave(readers[0].token)
    factories.queue(factories.make_issue(story))
    send()
    assert receivers() == ["en@example.org", "fr@example.org"]


def test_nothing_after_leaving_between_queueing_and_sending(story, readers):
    factories.queue(factories.make_issue(story))
    optin.leave(readers[0].token)
    send()
    assert receivers() == ["en@example.org", "fr@example.org"]
    assert Delivery.objects.get(status="failed").reason == "left"
    # Coming back is a new consent; the issue was addressed to the old one.
    factories.make_subscription("ar@example.org")
    send()
    assert len(mail.outbox) == 2


def test_nothing_after_leaving_at_the_last_moment(story, readers, monkeypatch):
    factories.queue(factories.make_issue(story, languages=("ar",)))
    compose = mails.issue_mail

    def compose_then_leave(*args):
        message = compose(*args)
        optin.leave(readers[0].token)
        return message

    monkeypatch.setattr(mails, "issue_mail", compose_then_leave)
    assert send() == 0
    assert mail.outbox == []
    assert Delivery.objects.get().reason == "left"


def test_rows_of_those_who_left_are_closed_without_being_due(story, readers):
    issue = factories.queue(factories.make_issue(story))
    issue.pause(by=factories.make_mailer())
    optin.leave(readers[0].token)
    assert delivery.close_left() == 1
    assert delivery.close_left() == 0
    assert states() == ["failed", "queued", "queued"]


def test_a_changed_language_counts_at_the_sending(story, readers):
    factories.queue(factories.make_issue(story))
    readers[0].language = "fr"
    readers[0].save()
    send()
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects["ar@example.org"] == factories.SUBJECTS["fr"]
    assert Delivery.objects.get(subscription=readers[0]).language == "fr"


def test_nothing_leaves_before_the_undo_time_is_over(story, readers, settings):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        issue = factories.queue(factories.make_issue(story), undo_is_over=False)
        clock.move_to(start + timedelta(seconds=settings.NEWSLETTER_UNDO_SECONDS - 1))
        assert send() == 0
        issue.pause(by=factories.make_mailer())
        clock.move_to(start + timedelta(hours=1))
        assert send() == 0
        issue.resume(by=factories.make_mailer())
        assert send() == 0
        clock.shift(timedelta(seconds=settings.NEWSLETTER_UNDO_SECONDS))
        assert issue.leaves_at == timezone.now()
        assert send() == 3


def test_a_cancelled_issue_never_leaves(story, readers):
    issue = factories.queue(factories.make_issue(story), undo_is_over=False)
    issue.cancel(by=factories.make_mailer())
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert send() == 0
    assert mail.outbox == []


def test_a_pause_in_the_middle_stops_the_rest(story, readers, monkeypatch):
    issue = factories.queue(factories.make_issue(story))
    send_messages = locmem.EmailBackend.send_messages

    def send_then_pause(backend, messages):
        if issue.status == "queued":
            issue.pause(by=factories.make_mailer())
        return send_messages(backend, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send_then_pause)
    assert send() == 1
    assert states() == ["queued", "queued", "sent"]


def test_a_story_withdrawn_after_queueing_is_not_mailed(story, readers):
    factories.queue(factories.make_issue(story))
    story.retract(by=desk.make_user(is_superuser=True), note="خطأ")
    assert send() == 0
    assert {row.reason for row in Delivery.objects.all()} == {"nothing_to_read"}


def test_two_workers_that_look_at_the_same_row_send_it_once(story, readers, monkeypatch):
    factories.queue(factories.make_issue(story))
    keys = list(Delivery.objects.values_list("pk", flat=True))
    monkeypatch.setattr(delivery.Sender, "_batch", lambda self: [keys.pop()] if keys else [])
    compose = mails.issue_mail
    other = delivery.Sender("other")
    other._connect()

    def compose_while_another_sends(issue, subscription, row):
        monkeypatch.setattr(mails, "issue_mail", compose)
        other._send_one(row.pk)
        monkeypatch.setattr(mails, "issue_mail", compose_while_another_sends)
        return compose(issue, subscription, row)

    monkeypatch.setattr(mails, "issue_mail", compose_while_another_sends)
    assert send() == 0
    assert receivers() == ["ar@example.org", "en@example.org", "fr@example.org"]
    assert {row.worker for row in Delivery.objects.all()} == {"other"}


# -- what can go wrong ----------------------------------------------------------------------------


@pytest.fixture
def one(story, outbox):
    factories.make_subscription("reader@example.org")
    factories.queue(factories.make_issue(story, languages=("ar",)))
    return Delivery.objects.get()


def failing(monkeypatch, *errors):
    left = list(errors)
    send_messages = locmem.EmailBackend.send_messages

    def answer(backend, messages):
        if left:
            raise left.pop(0)
        return send_messages(backend, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", answer)


REFUSED = smtplib.SMTPRecipientsRefused({"reader@example.org": (550, b"no reader@example.org")})
PUT_OFF = smtplib.SMTPRecipientsRefused({"reader@example.org": (450, b"later reader@example.org")})


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (REFUSED, "failed", "refused"),
        (smtplib.SMTPDataError(554, b"spam"), "failed", "refused"),
        (PUT_OFF, "queued", ""),
        (smtplib.SMTPDataError(451, b"busy"), "queued", ""),
        (smtplib.SMTPSenderRefused(550, b"who", "us"), "queued", ""),
        (smtplib.SMTPServerDisconnected(), "uncertain", ""),
        (TimeoutError(), "uncertain", ""),
        (ConnectionResetError(), "uncertain", ""),
    ],
)
def test_what_the_mail_server_says_decides(one, monkeypatch, caplog, error, status, reason):
    failing(monkeypatch, error)
    assert send() == 0
    one.refresh_from_db()
    assert (one.status, one.reason, one.attempts) == (status, reason, 1)
    assert type(error).__name__ in caplog.text
    assert "reader@example.org" not in caplog.text
    # At once nothing more is tried; later only what was surely not taken.
    assert send() == 0
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert send() == (1 if status == "queued" else 0)


def test_a_mail_put_off_again_and_again_is_given_up(one, monkeypatch):
    failing(monkeypatch, *[PUT_OFF] * 10)
    with time_machine.travel(timezone.now()) as clock:
        for _ in range(8):
            send()
            clock.shift(timedelta(days=1))
    one.refresh_from_db()
    assert (one.status, one.reason) == ("failed", "given_up")
    assert one.attempts == len(delivery.RETRIES) + 1


def test_a_mail_server_that_is_away_claims_nothing(one, monkeypatch, caplog):
    def refuse(_backend):
        raise ConnectionRefusedError

    monkeypatch.setattr(locmem.EmailBackend, "open", refuse)
    sender = delivery.Sender("one")
    assert sender.send_due() == 0
    one.refresh_from_db()
    assert (one.status, one.attempts) == ("queued", 0)
    monkeypatch.undo()
    assert sender.send_due() == 0, "the server is left in peace for a while"
    assert send() == 1


def test_what_a_dead_worker_began_becomes_uncertain_and_stays_so(one, settings):
    sender = delivery.Sender("dead")
    row = Delivery.objects.select_related("subscription").get()
    assert sender._claim(row, "ar", timezone.now())
    soon = timezone.now() + timedelta(seconds=settings.NEWSLETTER_LEASE_SECONDS - 5)
    assert delivery.expire_leases(soon) == 0
    late = timezone.now() + timedelta(seconds=settings.NEWSLETTER_LEASE_SECONDS + 5)
    assert delivery.expire_leases(late) == 1
    assert delivery.expire_leases(late) == 0
    with time_machine.travel(late + timedelta(days=30)):
        assert send() == 0
    assert states() == ["uncertain"]
    assert mail.outbox == []


def test_a_slow_worker_still_reports_what_it_sent(one, monkeypatch, settings):
    settings.NEWSLETTER_LEASE_SECONDS = 0
    send_messages = locmem.EmailBackend.send_messages

    def send_slowly(backend, messages):
        delivery.expire_leases(timezone.now() + timedelta(seconds=1))
        assert states() == ["uncertain"]
        return send_messages(backend, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send_slowly)
    assert send() == 1
    assert states() == ["sent"]


def test_an_address_that_no_mail_can_carry_fails_alone(story, outbox):
    factories.make_subscription("fine@example.org")
    odd = factories.make_subscription("odd@example.org")
    type(odd).objects.filter(pk=odd.pk).update(email="odd\n@example.org")
    factories.queue(factories.make_issue(story, languages=("ar",)))
    assert send() == 1
    assert Delivery.objects.get(status="failed").reason == "unmailable"


def test_a_slice_of_time_ends_and_goes_on_later(story, readers):
    factories.queue(factories.make_issue(story))
    assert delivery.Sender("one").send_due(seconds=0) == 0
    sender = delivery.Sender("one")
    sender.is_running = False
    assert sender.send_due() == 0
    assert send() == 3


def test_the_issue_says_when_nothing_waits(story, readers):
    issue = factories.make_issue(story)
    assert not issue.is_sent
    factories.queue(issue)
    assert not issue.is_sent
    send()
    assert Issue.objects.get(pk=issue.pk).is_sent
