"""Mail to moderators when comments wait: wanted, at most hourly, once, in their language."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from articles.models import SiteProfile, StaffPreference
from comments.alerts import send_queue_mail
from comments.models import QueueMail
from tests.comments.factories import a_clause, make_comment

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def wish(moderator):
    """A moderator who wants the mail."""
    return QueueMail.objects.create(user=moderator, is_wanted=True)


def test_only_who_wants_it_is_told_and_only_while_comments_wait(wish, moderator2, reporter):
    QueueMail.objects.create(user=moderator2)
    QueueMail.objects.create(user=reporter, is_wanted=True)
    assert send_queue_mail(NOW) == 0
    comment = make_comment()
    assert send_queue_mail(NOW) == 1
    assert [message.to for message in mail.outbox] == [[wish.user.email]]
    comment.reject(by=moderator2, clause=a_clause())
    assert send_queue_mail(NOW + timedelta(hours=2)) == 0


def test_at_most_one_an_hour(wish):
    make_comment()
    for minutes, told in ((0, 1), (1, 0), (59, 0), (60, 1), (61, 0)):
        assert send_queue_mail(NOW + timedelta(minutes=minutes)) == told, minutes
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr"), ("fr", "ltr")])
def test_it_is_written_in_the_moderator_s_language(wish, language, direction, settings):
    StaffPreference.objects.create(user=wish.user, language=language)
    comment = make_comment(message="كلام لا يُرسل بالبريد")
    send_queue_mail(NOW)
    [message] = mail.outbox
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert f'lang="{language}" dir="{direction}"' in html
    for part in (message.body, html):
        assert f"{settings.SITE_URL}/admin/comments/comment/queue/" in part
        assert comment.message not in part
    assert "\n" not in message.subject
    assert message.extra_headers["Content-Language"] == language


def test_an_outage_frees_the_claim(wish, monkeypatch):
    make_comment()

    def fail(*_args, **_kwargs):
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", fail)
        assert send_queue_mail(NOW) == 0
    assert QueueMail.objects.get().sent_at is None
    assert send_queue_mail(NOW + timedelta(seconds=30)) == 1


def test_two_workers_tell_once(wish, monkeypatch):
    make_comment()

    def meanwhile(messages, *_args, **_kwargs):
        # The other worker looks while the mail is on its way.
        assert send_queue_mail(NOW) == 0
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", lambda _self, sent: meanwhile(sent))
    assert send_queue_mail(NOW) == 1


def test_who_has_left_or_lost_the_right_is_not_told(wish, moderator):
    make_comment()
    moderator.is_active = False
    moderator.save()
    assert send_queue_mail(NOW) == 0
    moderator.is_active = True
    moderator.save()
    moderator.groups.clear()
    assert send_queue_mail(NOW) == 0


def test_a_line_break_in_the_name_of_the_site_stops_no_mail(wish):
    SiteProfile.objects.create(pk=1, name_ar="المرصد\nBcc: other@example.org")
    make_comment()
    assert send_queue_mail(NOW) == 1
    assert mail.outbox[0].message()["Bcc"] is None
