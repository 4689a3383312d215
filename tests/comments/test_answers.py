"""The answer to a reporter by mail: after the undo time, in the notice's language, never twice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from lxml import html

from comments import statements
from comments.models import Notice, Statement
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import a_clause, make_approved, make_notice

pytestmark = pytest.mark.django_db

EMAIL = "reporter@example.org"
SECRET = "كلام صاحب التعليق"
REASON = "كلام صاحب البلاغ"


@pytest.fixture
def outbox():
    """What was mailed."""
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def story():
    """A story that can be read in three languages."""
    factories.make_site()
    return factories.make_published(languages=("en", "fr"))


def report(story, language="ar", email=EMAIL, **fields):
    """A notice about a comment that nobody else has reported."""
    comment = make_approved(story, message=SECRET, **fields)
    return make_notice(comment, text=REASON, email=email, language=language)


def tick(after: timedelta = timedelta(seconds=10)) -> int:
    """What the worker does `after` the present."""
    return statements.send_due(timezone.now() + after)


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
@pytest.mark.parametrize("outcome", ["removed", "kept"])
def test_an_outcome_is_told_in_the_language_of_the_notice(
    outcome, language, story, outbox, moderator
):
    notice, clause = report(story, language), a_clause("incitement")
    reply = "رأينا أن البلاغ في محله."
    if outcome == "kept":
        Notice.keep(notice.comment, by=moderator, reply=reply)
    else:
        notice.comment.remove(by=moderator, clause=clause, reply=reply)
    assert tick(timedelta(seconds=9)) == 0
    assert (tick(), tick()) == (1, 0)
    (message,) = outbox
    assert message.to == [EMAIL]
    parts = (message.body, str(message.alternatives[0][0]))
    page = html.fromstring(parts[1])
    assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    for part in parts:
        assert notice.code in part
        assert reply in part
        assert SECRET not in part
        assert REASON not in part
        told = getattr(clause, f"title_{language}")
        assert (told in part) is (outcome == "removed")
    assert str(notice.comment_id) in message.subject


def test_only_who_gave_an_address_is_told_and_each_once(story, outbox, moderator):
    notice = report(story, email="")
    others = [make_notice(notice.comment, email=f"r{n}@example.org") for n in range(2)]
    Notice.keep(notice.comment, by=moderator)
    assert tick() == 2
    assert sorted(message.to[0] for message in outbox) == [each.email for each in others]


def test_what_was_undone_is_told_to_nobody(story, outbox, moderator):
    kept, removed = report(story), report(story, email=EMAIL)
    Notice.keep(kept.comment, by=moderator)
    removed.comment.remove(by=moderator, clause=a_clause())
    for notice in (kept, removed):
        Notice.undo(notice.comment, by=moderator)
    assert tick() == 0
    Notice.keep(removed.comment, by=moderator)
    assert tick() == 1
    assert Statement.objects.get(notice=removed).status == "sent"


@pytest.mark.parametrize("way", ["overturn", "reopen", "forget"])
def test_what_is_no_longer_true_is_not_told(way, story, outbox, moderator, moderator2):
    notice = report(story)
    notice.comment.remove(by=moderator, clause=a_clause())
    Statement.objects.queue(timezone.now() + timedelta(seconds=10))
    if way == "forget":
        Notice.objects.spent(timezone.now() + timedelta(days=1)).blank()
    else:
        notice.comment.perform(way, by=moderator2)
    tick()
    assert not outbox
    assert Statement.objects.get(notice=notice).status == "void"


def test_nobody_is_told_that_what_has_gone_stays(story, outbox, moderator):
    notice = report(story)
    Notice.keep(notice.comment, by=moderator)
    notice.comment.withdraw(by=AUTHOR)
    assert tick() == 0
    assert Statement.objects.get(notice=notice).status == "void"


def test_an_author_who_takes_a_removed_comment_back_changes_no_answer(story, outbox, moderator):
    notice = report(story)
    notice.comment.remove(by=moderator, clause=a_clause())
    notice.comment.erase(by=AUTHOR)
    assert tick() == 1
    assert outbox[0].to == [EMAIL]


def test_an_undone_removal_is_not_told_to_the_author_again(story, outbox, moderator):
    author = "author@example.org"
    notice = report(story, email="")
    comment = make_approved(story, message=SECRET, email=author)
    make_notice(comment)
    assert tick() == 1
    comment.remove(by=moderator, clause=a_clause())
    Notice.undo(comment, by=moderator)
    assert tick() == 0
    comment.remove(by=moderator, clause=a_clause())
    assert tick() == 1
    assert [message.to[0] for message in outbox] == [author, author]
    assert notice.fate == "waiting"
