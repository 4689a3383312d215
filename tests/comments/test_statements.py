"""The statement of reasons: after the undo time, in the comment's language, never twice."""

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from lxml import html

from comments import statements
from comments.models import Appeal, Comment, Statement
from newsportal.management.commands import work
from newsportal.outbox import LEASE, RETRIES, send_one
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import a_clause, make_comment

pytestmark = pytest.mark.django_db

EMAIL = "reader@example.org"
LANGUAGES = ("ar", "en", "fr")
UNDO = timedelta(seconds=10)


@pytest.fixture
def outbox():
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def story():
    """A story that can be read in three languages."""
    factories.make_site()
    return factories.make_published(languages=("en", "fr"))


def make(story, language="ar", **fields):
    """A pending comment whose author gave an e-mail."""
    return make_comment(story, language=language, email=EMAIL, **fields)


def tick(after: timedelta = UNDO) -> int:
    """What the worker does `after` the present."""
    return statements.send_due(timezone.now() + after)


def parsed(message):
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_told_whole_in_the_language_of_the_comment(language, story, outbox, moderator):
    secret = "كلام لا يُرسَل بالبريد"
    comment = make(story, language, message=secret, name="سلمى", findings=["honeypot"])
    clause = a_clause()
    with translation.override("fr" if language == "ar" else "ar"):
        comment.reject(by=moderator, clause=clause)
        assert tick() == 1
    message = parsed(outbox[0])
    assert message["To"] == EMAIL
    assert message["Content-Language"] == language
    assert message["Auto-Submitted"] == "auto-generated"
    assert str(comment.pk) in message["Subject"]
    text, page = [part.get_content() for part in message.iter_parts()]
    tree = html.fromstring(page)
    direction = "rtl" if language == "ar" else "ltr"
    assert (tree.get("lang"), tree.get("dir")) == (language, direction)
    prefix = "" if language == "ar" else f"/{language}"
    link = f"http://localhost:8000{prefix}/comments/status/{comment.code}/"
    assert link in text.splitlines()
    assert link in tree.xpath("//a/@href")
    with translation.override(language):
        parts = [
            getattr(clause, f"title_{language}"),
            getattr(clause, f"text_{language}"),
            story.text_in(language, "headline"),
            translation.gettext(
                "An automatic check had marked something in it for the moderator to look at. "
                "It decides nothing: a person read your comment and decided."
            ),
            translation.gettext("As posted in version %(version)s of the policy.")
            % {"version": clause.policy.version},
        ]
    for body in (text, tree.text_content()):
        squeezed = " ".join(body.replace("\u200f", "").split())
        for part in parts:
            assert " ".join(part.split()) in squeezed, part
        assert secret not in squeezed
        assert "سلمى" not in squeezed


def test_nothing_leaves_before_the_undo_time_or_without_an_address(story, outbox, moderator):
    comment = make(story).approve(by=moderator)
    make_comment(story).approve(by=moderator)
    make(story)
    assert tick(UNDO - timedelta(seconds=1)) == 0
    assert tick() == 1
    assert tick() == 0
    assert tick(timedelta(days=1)) == 0
    assert [message.to for message in outbox] == [[EMAIL]]
    assert Statement.objects.get().decision == comment.decision


def test_an_undone_decision_is_told_to_nobody(story, outbox, moderator):
    comment = make(story).reject(by=moderator, clause=a_clause())
    comment.reopen(by=moderator)
    assert tick() == 0
    comment.approve(by=moderator)
    assert tick() == 1
    assert len(outbox) == 1
    assert Statement.objects.get().decision.ruling == "approve"


@pytest.mark.parametrize("way", ["reopen", "withdraw", "erase", "resend"])
def test_what_is_queued_and_no_longer_true_is_void(way, story, outbox, moderator):
    comment = make(story).reject(by=moderator, clause=a_clause())
    Statement.objects.queue(timezone.now() + UNDO)
    assert Statement.objects.count() == 1
    given = {"message": "كلام آخر"} if way == "resend" else {}
    comment.perform(way, by=moderator if way == "reopen" else AUTHOR, **given)
    assert not Statement.objects.claim(Statement.objects.get().pk, timezone.now() + UNDO)
    assert tick() == 0
    assert Statement.objects.get().status == "void"
    assert outbox == []


def test_the_first_of_two_approvals_is_not_told(story, outbox, moderator, moderator2):
    comment = make(story, is_legal_risk=True).approve(by=moderator)
    assert tick() == 0
    comment.second(by=moderator2)
    assert tick() == 1
    assert len(outbox) == 1


def test_every_outcome_has_a_mail_of_its_own(story, outbox, moderator, moderator2):
    comment = make(story).approve(by=moderator)
    tick()
    comment.remove(by=moderator, clause=a_clause())
    tick()
    Appeal.lodge(comment, "لم أفعل").uphold(by=moderator2, reply="قرأناه ثانية.")
    tick()
    other = make(story).reject(by=moderator, clause=a_clause())
    Appeal.lodge(other, "لم أفعل").overturn(by=moderator2, reply="معك حق.")
    tick()
    kinds = [statements.kind_of(each) for each in Statement.objects.order_by("pk")]
    assert kinds == ["published", "removed", "upheld", "granted"]
    assert len({message.subject for message in outbox}) == 4
    assert "قرأناه ثانية." in outbox[2].body
    assert "معك حق." in outbox[3].body
    assert f"#comment-{other.pk}" in outbox[3].body
    assert tick() == 0


def test_erasing_after_an_upheld_appeal_sends_nothing(story, outbox, moderator, moderator2):
    comment = make(story).reject(by=moderator, clause=a_clause())
    tick()
    Appeal.lodge(comment, "لم أفعل").uphold(by=moderator2, reply="قرأناه ثانية.")
    Comment.objects.get(pk=comment.pk).erase(by=AUTHOR)
    tick()
    assert len(outbox) == 1


# -- never twice ----------------------------------------------------------------------------------


def test_a_decision_has_one_statement(story, moderator):
    comment = make(story).approve(by=moderator)
    for _each in range(2):
        Statement.objects.queue(timezone.now() + UNDO)
    assert Statement.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create(decision=comment.decision)
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create()


def test_of_two_workers_one_sends(story, outbox, moderator):
    make(story).approve(by=moderator)
    now = timezone.now() + UNDO
    Statement.objects.queue(now)
    key = Statement.objects.get().pk
    assert Statement.objects.claim(key, now)
    assert not Statement.objects.claim(key, now)
    assert send_one(Statement, key, statements.compose, get_connection(), now) is False
    assert outbox == []


def test_what_a_killed_worker_had_begun_is_not_sent_again(story, outbox, moderator):
    make(story).approve(by=moderator)
    now = timezone.now() + UNDO
    Statement.objects.queue(now)
    Statement.objects.claim(Statement.objects.get().pk, now)
    assert tick() == 0
    assert tick(UNDO + LEASE + timedelta(seconds=1)) == 0
    assert Statement.objects.get().status == "uncertain"
    assert outbox == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (smtplib.SMTPRecipientsRefused({EMAIL: (550, b"no such user")}), "failed"),
        (smtplib.SMTPRecipientsRefused({EMAIL: (451, b"later")}), "queued"),
        (smtplib.SMTPServerDisconnected(EMAIL), "uncertain"),
        (TimeoutError(EMAIL), "uncertain"),
    ],
)
def test_a_mail_is_tried_again_only_when_it_was_surely_not_taken(
    error, status, story, outbox, moderator, monkeypatch, caplog
):
    def fail(_self, _messages):
        raise error

    make(story).approve(by=moderator)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", fail)
        assert tick() == 0
    assert Statement.objects.get().status == status
    assert EMAIL not in caplog.text
    assert tick() == 0
    later = tick(UNDO + timedelta(seconds=RETRIES[0] + 1))
    assert later == (1 if status == "queued" else 0)


def test_no_mail_server_claims_nothing(story, outbox, moderator, monkeypatch, caplog):
    def fail(_self):
        raise ConnectionRefusedError(EMAIL)

    make(story).approve(by=moderator)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", fail)
        assert tick() == 0
    assert Statement.objects.get().status == "queued"
    assert EMAIL not in caplog.text
    assert tick() == 1


def test_old_news_is_not_sent(story, outbox, moderator):
    make(story).approve(by=moderator)
    assert tick(timedelta(days=8)) == 0
    assert not Statement.objects.exists()


def test_the_worker_sends_them(story, outbox, moderator):
    make(story).approve(by=moderator)
    work.tick(timezone.now())
    assert outbox == []
    work.tick(timezone.now() + UNDO)
    work.tick(timezone.now() + UNDO)
    assert len(outbox) == 1
