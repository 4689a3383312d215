"""The background worker: its queue, its tick, and what it survives."""

import os
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments import alerts
from newsletter import optin
from newsletter.models import Delivery
from newsportal.management.commands import work
from tests.newsletter import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox():
    mail.outbox = []
    return mail.outbox


def queued_task() -> DBTaskResult:
    optin.ask("reader@example.org", "ar", "daily", [], "/newsletter/")
    return DBTaskResult.objects.get(task_path=optin.send_confirmation.module_path)


def test_once_works_off_the_queue_the_tick_and_the_mail(outbox, monkeypatch):
    told = []
    monkeypatch.setattr(alerts, "send_queue_mail", told.append)
    factories.make_subscription("subscriber@example.org")
    factories.queue(factories.make_issue(factories.make_story(), languages=("ar",)))
    task = queued_task()
    call_command("work", "--once")
    assert [message.to for message in outbox] == [
        ["reader@example.org"],
        ["subscriber@example.org"],
    ]
    task.refresh_from_db()
    assert task.status == "SUCCESSFUL"
    assert len(told) == 1
    call_command("work", "--once")
    assert len(outbox) == 2


def test_what_a_dead_worker_had_begun_is_queued_again_a_few_times(outbox):
    task = queued_task()
    now = timezone.now()
    for tries in range(1, work.TASK_TRIES + 1):
        task.refresh_from_db()
        task.claim(f"dead-{tries}")
        assert work.reap_tasks(now) == 0, "it may still be at work"
        begun = now - work.TASK_LEASE - timedelta(seconds=1)
        DBTaskResult.objects.update(started_at=begun)
        assert work.reap_tasks(now) == 1
        assert work.reap_tasks(now) == 0
        task.refresh_from_db()
        assert task.status == ("READY" if tries < work.TASK_TRIES else "FAILED")
    work.Desk().queue.run()
    assert outbox == []


def test_a_reaped_task_is_done_by_the_next_worker(outbox):
    task = queued_task()
    task.claim("dead")
    DBTaskResult.objects.update(started_at=timezone.now() - work.TASK_LEASE * 2)
    call_command("work", "--once")
    assert len(outbox) == 1
    task.refresh_from_db()
    assert task.status == "SUCCESSFUL"


def test_finished_tasks_are_deleted_as_they_hold_addresses(outbox):
    task = queued_task()
    call_command("work", "--once")
    now = timezone.now()
    assert work.prune_tasks(now) == 0
    assert work.prune_tasks(now + timedelta(days=settings.KEEP_JOB_DAYS)) >= 1
    assert not DBTaskResult.objects.filter(pk=task.pk).exists()


def test_the_tick_can_run_twice_at_once(outbox):
    factories.make_subscription().delete()
    work.tick(timezone.now())
    work.tick(timezone.now())
    assert outbox == []


def test_a_mail_server_that_is_away_does_not_stop_the_tick(monkeypatch, caplog):
    def fail(_now):
        raise ConnectionRefusedError("moderator@example.org")

    monkeypatch.setattr(alerts, "send_queue_mail", fail)
    work.tick(timezone.now())
    assert "ConnectionRefusedError" in caplog.text
    assert "moderator@example.org" not in caplog.text


def test_the_worker_outlives_a_database_that_does_not_answer(monkeypatch, caplog):
    desk = work.Desk()
    monkeypatch.setattr(work, "DATABASE_PAUSE", 0)
    answers = iter([OperationalError("database is locked: reader@example.org"), None, None])
    seen = []

    def answer(**_limits):
        error = next(answers)
        seen.append(error)
        if error:
            raise error
        desk.stop()

    monkeypatch.setattr(desk.queue, "run_due", answer)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    desk.run()
    assert len(seen) == 2
    assert "OperationalError" in caplog.text
    assert "reader@example.org" not in caplog.text


def test_the_worker_stops_when_its_parent_is_gone(monkeypatch):
    desk = work.Desk()
    monkeypatch.setattr(desk.queue, "run", lambda: pytest.fail("there is no parent any more"))
    desk.run(parent=os.getppid() + 1)


def test_stopping_lets_no_further_mail_leave(outbox):
    factories.make_subscription()
    factories.queue(factories.make_issue(factories.make_story(), languages=("ar",)))
    desk = work.Desk()
    desk.stop()
    desk.run()
    desk.sender.send_due()
    assert outbox == []
    assert Delivery.objects.get().status == "queued"


def test_each_worker_has_a_name_of_its_own():
    names = {work.Desk().name for _ in range(5)}
    assert len(names) == 5
    assert max(map(len, names)) <= 64
