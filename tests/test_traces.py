"""Nothing of a reader remains: every column of every table is looked through, and the log.

The words go in through the real pages, moderators quote them wherever they can write, and then
their author takes them back by mail, or their time is over.
"""

import base64
import logging
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import ErrorReport
from comments import figures, own
from comments.models import Appeal, Comment, Mask, Notice
from newsletter import optin
from newsportal.personal_data import INVENTORY
from tests import factories
from tests.comments.factories import a_clause, make_approved
from tests.pages import form_data, parse

pytestmark = pytest.mark.django_db

MARK = "qzxmark"
EMAIL = f"{MARK}@example.org"
REPORTER = f"{MARK}.reporter@example.org"
QUOTED = f"كتب {MARK} وهاتفه 71 123 456"
ADDRESS = "198.51.100.77"


@pytest.fixture(autouse=True)
def log(monkeypatch):
    """What the site's own handler writes meanwhile, whatever was to be logged at all."""
    stream = StringIO()
    handlers = logging.getLogger().handlers
    handler = next((each for each in handlers if each.name == "stderr"), handlers[0])
    monkeypatch.setattr(handler, "stream", stream)
    mail.outbox = []
    factories.make_site()
    return stream


def spellings(text: str) -> set[str]:
    """`text`, and what remains of it inside the base64 of anything that holds it."""
    found = {text.lower()}
    for before in range(3):
        encoded = base64.urlsafe_b64encode(b"\0" * before + text.encode()).decode()
        found.add(encoded[4:-4].lower())
    return found


def traces(*marks: str) -> set[str]:
    """The columns, as 'table.column', in which one of `marks` stands, sessions decoded."""
    wanted = {each for mark in marks for each in spellings(mark)}
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if any(each in _text(value).lower() for each in wanted):
                        found.add(f"{table}.{name}")
    if any(mark in str(each.get_decoded()) for each in Session.objects.all() for mark in marks):
        found.add("django_session.session_data")
    return found


def _text(value) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def staff_client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def comment(moderator, moderator2, editor) -> Comment:
    """A comment with marks in it, and around it everything that can be written about one."""
    reader, staff = Client(REMOTE_ADDR=ADDRESS), staff_client(moderator)
    story = factories.make_published()
    fields = {"name": MARK, "email": EMAIL, "subject": MARK, "message": f"{QUOTED} {EMAIL}"}
    reader.post(reverse("comment_post", args=[story.pk]), fields)
    comment = Comment.objects.get()
    assert comment.findings
    desk = reverse("admin:comments_comment_queue")
    staff.post(desk, {"comment": comment.pk, "remark": QUOTED})
    Mask.objects.create(
        comment=comment, field="name", start=0, stop=3, kind="name", words_version=1, by=moderator
    )
    made = staff.post(desk, {"comment": comment.pk, "clause": a_clause().pk, "words_version": 1})
    assert made.status_code == 302
    reader.post(reverse("comment_appeal", args=[comment.code]), {"text": QUOTED})
    appeal = Appeal.objects.get()
    # As older versions wrote, and as any extension might.
    for row in (comment, appeal):
        LogEntry.objects.create(
            user=moderator,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=QUOTED,
            action_flag=CHANGE,
            change_message=QUOTED,
        )
    appeal.overturn(by=moderator2, reply=QUOTED)
    comment.refresh_from_db()
    comment.reopen(by=moderator, note=QUOTED)
    comment.approve(by=moderator2)
    Notice.lodge(comment, clause=a_clause(), text=QUOTED, email=REPORTER, language="ar")
    door = reverse("report_error", args=[story.pk])
    reader.post(door, {"message": QUOTED, "passage": MARK, "email": EMAIL})
    ErrorReport.objects.get().answer(by=editor, reply=QUOTED)
    own.ask(EMAIL, "ar")
    return comment


def trail(comment: Comment) -> list[tuple]:
    """The record of a comment, without anything that could hold its words."""
    rows = comment.decisions.values_list("ruling", "clause", "by", "made_at", "words_version")
    asked = comment.appeals.values_list("outcome", "decided_by", "decided_at", "made_at")
    reports = comment.notices.values_list("outcome", "clause", "made_at")
    return [*rows, *asked, *reports, *comment.masks.values_list("field", "kind", "by", "made_at")]


def counted() -> tuple:
    """The figures that an erasure must not change: what came in, how long it took, who objected."""
    total, _months = figures.gather()
    waits = (total.decided, total.median, total.slowest)
    return (total.received, *waits, total.appeals, total.granted, total.upheld)


def test_the_sweep_sees_what_is_there(comment):
    found = traces(MARK)
    for place in (
        "comments_comment.message",
        "comments_remark.text",
        "comments_appeal.text",
        "comments_appeal.reply",
        "comments_decision.note",
        "comments_notice.email",
        "articles_errorreport.message",
        "articles_errorreport.reply",
        "django_admin_log.change_message",
        "django_tasks_database_dbtaskresult.args_kwargs",
    ):
        assert place in found
    optin.ask(f"{MARK}@example.net", "ar", "daily", [], "/")
    DBTaskResult.objects.filter(task_path__startswith="comments.").delete()
    assert "django_tasks_database_dbtaskresult.args_kwargs" in traces(f"{MARK}@example.net")


def test_erasing_by_mail_leaves_no_trace_but_the_decisions(comment, log):
    other = make_approved(message="كلام آخر", email="other@example.org")
    record, figure = trail(comment), counted()
    assert len(record) >= 6
    call_command("work", "--once")
    [sent] = [each for each in mail.outbox if "/comments/own/" in each.body]
    [link] = re.findall(r"https?://[^/]+(\S+/comments/own/\S+|/comments/own/\S+)", sent.body)
    own.send_link.enqueue(EMAIL, "ar")  # asked for once more meanwhile
    client = Client(REMOTE_ADDR=ADDRESS)
    page = parse(client.get(link))
    assert client.post(link, form_data(page, "erase-form")).status_code == 200
    assert traces(MARK, "71 123 456") == {"comments_notice.email"}  # the reporter's, a third person
    reporter = reverse("own_comments_list", args=[own.sign(REPORTER)])
    client.post(reporter)
    assert traces(MARK, "71 123 456", ADDRESS, "198.51.100") == set()
    comment.refresh_from_db()
    assert (comment.status, str(comment)) == ("withdrawn", str(comment.pk))
    assert (trail(comment), counted()) == (record, figure)
    other.refresh_from_db()
    assert (other.message, other.email) == ("كلام آخر", "other@example.org")
    for each in (MARK, ADDRESS, comment.code, "71 123"):
        assert each not in log.getvalue()


def test_what_is_not_erased_goes_in_its_time(comment, log, time_machine, moderator2):
    door = reverse("admin:login")
    wrong = {"username": MARK, "password": f"{MARK} password"}
    client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=f"{MARK}/1.0")
    for _each in range(settings.AXES_FAILURE_LIMIT + 1):
        client.post(f"{door}?next=/{MARK}/", wrong)
    optin.ask(EMAIL, "ar", "daily", [], "/")
    assert "axes_accessattempt.username" in traces(MARK)
    assert traces(ADDRESS, "198.51.100", f"{MARK} password", f"{MARK}/1.0") == set()
    Notice.keep(comment, by=factories.make_user("third", role="moderator"), reply=QUOTED)
    Comment.objects.get().withdraw(by=own.AUTHOR)
    record, figure = trail(comment), counted()
    call_command("work", "--once")
    last = max(getattr(settings, each.keeps) for each in INVENTORY if each.keeps)
    time_machine.move_to(timezone.now() + timedelta(days=last + 1))
    assert traces(MARK)
    call_command("work", "--once")
    assert traces(MARK, "71 123 456") == set()
    assert (trail(comment), counted()) == (record, figure)
    for each in (MARK, ADDRESS, comment.code):
        assert each not in log.getvalue()


def test_every_column_with_words_of_people_is_in_the_inventory(comment):
    """Whoever adds a table that readers' words reach has to say why they are kept, and how long."""
    named = {each.held().model._meta.db_table for each in INVENTORY}
    client = Client(REMOTE_ADDR=ADDRESS)
    client.post(reverse("admin:login"), {"username": MARK, "password": "wrong"})
    optin.subscribe(EMAIL, "ar", "daily", [], optin.Consent(MARK, "ar", "/"))
    assert {place.split(".")[0] for place in traces(MARK)} <= named
