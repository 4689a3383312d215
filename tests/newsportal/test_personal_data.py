"""The inventory of personal data: what is due, and when; purged once, reported truly."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from articles.models import ErrorReport, RateCount
from comments.models import Appeal, Comment, Remark, Trace
from newsletter.models import Delivery, Subscription
from newsportal import personal_data
from newsportal.management.commands import work
from newsportal.workflow import AUTHOR
from tests.comments.factories import (
    make_approved,
    make_comment,
    make_rejected,
)
from tests.factories import make_published, make_user
from tests.newsletter.factories import make_issue, make_story, make_subscription, queue
from tests.pages import parse, words

pytestmark = pytest.mark.django_db

INVENTORY = {each.name: each for each in personal_data.INVENTORY}
EMAIL = "reader@example.org"


def in_days(setting: str):
    """A moment at which everything that is there now has had its time, by one setting."""
    return timezone.now() + timedelta(days=getattr(settings, setting), minutes=1)


def purge(name: str, now) -> int:
    """Purge one class; what a second purge finds is nothing."""
    done = INVENTORY[name].purge_due(now)
    assert INVENTORY[name].purge_due(now) == 0
    return done


# -- what is due, and when -------------------------------------------------------------------------


def test_the_address_of_a_comment_goes_after_the_last_decision_and_no_sooner(moderator2):
    later = in_days("KEEP_COMMENT_EMAIL_DAYS")
    waiting, approved = make_comment(email=EMAIL), make_approved(email=EMAIL)
    objecting, answered = make_rejected(email=EMAIL), make_rejected(email=EMAIL)
    taken_back = make_comment(email=EMAIL).withdraw(by=AUTHOR)
    Appeal.lodge(objecting, "لم أشتم أحداً.")
    Appeal.lodge(answered, "لم أشتم أحداً.").uphold(by=moderator2, reply="قرأناه.")
    Appeal.objects.filter(comment=answered).update(reply="")
    assert purge("comments.email", timezone.now()) == 0
    assert purge("comments.email", later) == 3
    kept = Comment.objects.exclude(email="").values_list("pk", flat=True)
    assert set(kept) == {waiting.pk, objecting.pk}
    assert set(Comment.objects.filter(email="")) == {approved, answered, taken_back}


def test_a_recent_answer_to_an_appeal_keeps_the_address(moderator2, time_machine):
    comment = make_rejected(email=EMAIL)
    appeal = Appeal.lodge(comment, "لم أشتم أحداً.")
    time_machine.move_to(in_days("KEEP_COMMENT_EMAIL_DAYS"), tick=False)
    appeal.uphold(by=moderator2, reply="قرأناه من جديد.")
    assert purge("comments.email", timezone.now() + timedelta(minutes=1)) == 0
    assert purge("comments.email", in_days("KEEP_COMMENT_EMAIL_DAYS")) == 1


def test_withdrawn_words_are_erased_and_the_decisions_stay():
    comment = make_rejected(name="رلى سمعان", email=EMAIL, subject="موضوع")
    comment.decisions.get()
    comment.withdraw(by=AUTHOR)
    kept = make_rejected(message="كلام مرفوض باقٍ")
    assert purge("comments.withdrawn", timezone.now()) == 0
    assert purge("comments.withdrawn", in_days("KEEP_WITHDRAWN_COMMENT_DAYS")) == 1
    comment.refresh_from_db()
    assert (comment.status, comment.message, comment.name) == ("withdrawn", "", "")
    assert [row.ruling for row in comment.decisions.all()] == ["reject"]
    kept.refresh_from_db()
    assert kept.message == "كلام مرفوض باقٍ"


def test_appeals_and_remarks_lose_their_words_in_their_time(moderator2):
    answered, open_one, lapsed = make_rejected(), make_rejected(), make_rejected()
    Appeal.lodge(answered, "حجة أولى").uphold(by=moderator2, reply="جواب")
    Appeal.lodge(open_one, "حجة ثانية")
    Appeal.lodge(lapsed, "حجة ثالثة")
    lapsed.reopen(by=moderator2)
    Remark.objects.create(comment=answered, by=moderator2, text="ملاحظة")
    later = in_days("KEEP_APPEAL_WORDS_DAYS")
    assert purge("comments.appeals", timezone.now()) == 0
    assert purge("comments.appeals", later) == 2
    assert [row.text for row in Appeal.objects.order_by("pk")] == ["", "حجة ثانية", ""]
    assert Appeal.objects.get(comment=answered).outcome == "upheld"
    assert purge("comments.remarks", timezone.now()) == 0
    assert purge("comments.remarks", in_days("KEEP_REMARK_DAYS")) == 1


def test_hashes_limits_marks_and_deliveries_have_their_time():
    Trace.objects.keep(make_approved(email=EMAIL))
    RateCount.objects.create(key="k", hour_at=timezone.now(), count=1)
    make_subscription()
    queue(make_issue(make_story()))
    call_command("work", "--once")
    delivery = Delivery.objects.get(status="sent")
    make_subscription("gone@example.org").delete()
    cases = {
        "comments.hashes": "KEEP_AUTHOR_HASH_DAYS",
        "articles.limits": "KEEP_RATE_COUNT_DAYS",
        "newsletter.deliveries": "KEEP_DELIVERY_DAYS",
        "newsletter.marks": "CONFIRM_LINK_DAYS",
    }
    for name, setting in cases.items():
        assert INVENTORY[name].held().count() == 1, name
        assert purge(name, timezone.now()) == 0, name
        assert purge(name, in_days(setting) + timedelta(days=1)) == 1, name
        assert not INVENTORY[name].held().exists(), name
    delivery.refresh_from_db()
    assert (delivery.status, delivery.email) == ("sent", "")
    assert Subscription.objects.exists()
    assert Delivery.objects.count() == 1


def test_logins_keep_neither_address_nor_browser_and_go(client):
    user = make_user("chief", role="editor")
    sent = {"username": "typed-by-mistake", "password": "wrong"}
    headers = {"User-Agent": "Marked/1.0", "Accept": "text/marked"}
    for _each in range(2):
        client.post("/admin/login/?next=/marked/", sent, headers=headers, REMOTE_ADDR="192.0.2.77")
    attempt = AccessAttempt.objects.get()
    assert attempt.failures_since_start == 2
    good = {"username": user.username, "password": "a long enough password 7"}
    assert Client().post("/admin/login/", good, headers=headers).status_code == 302
    for row in (attempt, AccessLog.objects.get()):
        held = str({name: value for name, value in vars(row).items() if name[0] != "_"})
        assert "192.0.2" not in held
        assert "arked" not in held
    assert purge("house.login_failures", in_days("KEEP_LOGIN_FAILURE_DAYS")) == 1
    assert purge("house.logins", timezone.now()) == 0
    assert purge("house.logins", in_days("KEEP_LOGIN_DAYS")) == 1
    assert purge("house.sessions", timezone.now()) == 0
    assert purge("house.sessions", in_days("KEEP_SESSION_DAYS")) == 1
    assert not Session.objects.exists()


def test_reports_of_errors_lose_their_words_after_the_answer(editor):
    story = make_published()
    waiting, answered = (
        ErrorReport.objects.create(article=story, language="ar", message="خطأ", email=EMAIL)
        for _each in range(2)
    )
    answered.answer(by=editor, reply="جواب")
    assert purge("articles.reports", timezone.now()) == 0
    assert purge("articles.reports", in_days("KEEP_ERROR_REPORT_DAYS")) == 1
    answered.refresh_from_db()
    assert (answered.status, answered.message, answered.email, answered.reply) == (
        "answered", "", "", "",
    )  # fmt: skip
    waiting.refresh_from_db()
    assert waiting.message == "خطأ"


# -- the command and the worker --------------------------------------------------------------------


def report(*options: str) -> dict[str, list[str]]:
    """What the command prints, by class."""
    out = StringIO()
    call_command("purge_personal_data", *options, stdout=out)
    rows = [line.split() for line in out.getvalue().splitlines()]
    return {row[0]: row[1:4] for row in rows if row and row[0] in INVENTORY}


def test_the_command_reports_every_class_and_a_dry_run_changes_nothing(time_machine):
    comment = make_approved(email=EMAIL)
    make_comment(email=EMAIL)
    assert report("--dry-run")["comments.email"] == ["2", "0", "-"]
    time_machine.move_to(in_days("KEEP_COMMENT_EMAIL_DAYS"), tick=False)
    assert set(report("--dry-run")) == set(INVENTORY)
    assert report("--dry-run")["comments.email"] == ["2", "1", "-"]
    comment.refresh_from_db()
    assert comment.email == EMAIL
    assert report()["comments.email"] == ["2", "1", "1"]
    assert report()["comments.email"] == ["1", "0", "0"]


def test_a_purge_works_in_batches_and_can_be_stopped_between_them(monkeypatch):
    for _each in range(5):
        make_approved(email=EMAIL)
    later, email = in_days("KEEP_COMMENT_EMAIL_DAYS"), replace(INVENTORY["comments.email"], batch=2)
    stopped = iter([True, True, False])
    monkeypatch.setattr("newsportal.retention.time.monotonic", lambda: 0 if next(stopped) else 9)
    assert email.purge_due(later, deadline=1) == 4
    assert Comment.objects.exclude(email="").count() == 1
    assert email.purge_due(later) == 1


def test_the_workers_purge_once_a_day_and_come_back_for_the_rest(time_machine, monkeypatch):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    make_approved(email=EMAIL)
    time_machine.shift(timedelta(days=settings.KEEP_COMMENT_EMAIL_DAYS + 1))
    jobs = DBTaskResult.objects.filter(task_path=personal_data.purge_slice.module_path)
    work.tick(timezone.now())
    work.tick(timezone.now() + timedelta(hours=2))
    assert jobs.count() == 1
    work.Desk().queue.run()
    assert not Comment.objects.exclude(email="").exists()
    time_machine.shift(timedelta(hours=9))
    work.tick(timezone.now())
    assert jobs.ready().count() == 0
    time_machine.shift(timedelta(hours=9))
    work.tick(timezone.now())
    assert jobs.ready().count() == 1
    with monkeypatch.context() as patch:
        patch.setattr(personal_data, "purge_for", lambda *_given: True)
        personal_data.purge_slice.call()
    assert jobs.ready().count() == 2


def test_finished_jobs_forget_what_they_were_given():
    from newsletter import optin

    optin.ask("reader@example.org", "ar", "daily", [], "/newsletter/")
    held = INVENTORY["house.jobs"].held
    assert held().count() == 1
    call_command("work", "--once")
    work.tick(timezone.now())
    assert held().count() == 0
    assert DBTaskResult.objects.successful().exists()


# -- the page --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_the_page_says_what_the_inventory_says(client, language, settings):
    settings.KEEP_COMMENT_EMAIL_DAYS = 7_777
    text = words(parse(client.get("/privacy/" if language == "ar" else f"/{language}/privacy/")))
    assert "7777" in text.replace("\u202f", "").replace("\u00a0", "").replace(",", "")
    with translation.override(language):
        for each in personal_data.INVENTORY:
            assert " ".join(str(each.what).split()) in text, each.name
            assert each.keeps == "" or hasattr(settings, each.keeps)


@pytest.mark.parametrize(
    ("language", "told"),
    [("ar", "من آخر 7 أخبار"), ("en", "the last 7 stories"), ("fr", "7 derniers articles")],
)
def test_the_page_names_the_copies_that_a_browser_keeps(client, language, told, settings):
    settings.SAVED_STORIES_MAX = 7
    prefix = "" if language == "ar" else f"/{language}"
    page = parse(client.get(f"{prefix}/privacy/"))
    [main] = page.xpath("//main")
    assert told in words(main)
    assert f"{prefix}/offline/" in main.xpath(".//a/@href")


def test_the_names_of_the_classes_are_their_own():
    assert len(INVENTORY) == len(personal_data.INVENTORY)
