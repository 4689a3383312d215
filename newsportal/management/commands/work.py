"""`manage.py work`: the background worker, with a tick every 30 seconds."""

import logging
import os
import signal
import socket
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from articles import mostread, reportletters
from articles.models import Photo, ShareCard
from comments import alerts, statements
from comments.models import SpentChallenge, Trace
from newsletter import delivery
from newsportal import personal_data

logger = logging.getLogger(__name__)

TICK = 30  # seconds
PAUSE = 1  # seconds without work until the next look
NICENESS = 10  # beside the web server's 0
# Seconds of tasks, then of newsletter, at a stretch: so confirmations never wait long, nor does an
# issue wait for a hundred photos.
SLICE = 3
DATABASE_PAUSE = 2  # seconds until the next try when the database does not answer

TASK_LEASE = timedelta(minutes=2)  # no task here takes longer; the mail time-out is 20 seconds
TASK_TRIES = 3  # a task that takes its worker down with it is not tried for ever

ABSENT_DATABASE = (DatabaseError, InterfaceError)


class Command(BaseCommand):
    """Runs queued tasks, sends issues and keeps house, until SIGTERM; any number may run."""

    help = "Runs the background worker: the task queue, the newsletter and a tick every 30 seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once` for tests and cron, `--parent` for `serve`."""
        parser.add_argument("--once", action="store_true", help="Work off what waits, then stop.")
        parser.add_argument(
            "--parent", type=int, help="Stop when this, the parent process, is gone."
        )

    def handle(self, *, once: bool, parent: int | None, **_options: Any) -> None:
        """Work once or until told to stop."""
        desk = Desk()
        if once:
            desk.work_once()
            return
        os.nice(NICENESS)  # pages come first: cutting photos would take every core from them
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: desk.stop())
        self.stdout.write("The worker is up.")
        desk.run(parent=parent)
        self.stdout.write("The worker has stopped.")


class Queue(Worker):
    """The library's worker, which here does what waits and returns."""

    def run(self) -> None:
        """Run every task that is due; the connection stays open, its keeper is the desk."""
        self.run_due()

    def run_due(self, *, seconds: float | None = None) -> bool:
        """Run the tasks that are due, for so many seconds at most; False when none is left."""
        end = None if seconds is None else time.monotonic() + seconds
        while self.running and (row := self._claim()):
            self.run_task(row)
            if end is not None and time.monotonic() >= end:
                return True
        return False

    def _claim(self) -> DBTaskResult | None:
        ready = DBTaskResult.objects.ready()
        if not ready.exists():  # most of the time: no lock for that
            return None
        with exclusive_transaction(ready.db):
            row = ready.get_locked()
            if row is not None:
                row.claim(self.worker_id)
        return row


class Desk:
    """One worker process: its name, its queue and its sender."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{get_random_string(6)}"
        self.queue = Queue(
            queue_names=["*"],
            interval=PAUSE,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            excluded_queue_names=[],
        )
        self.sender = delivery.Sender(self.name)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Finish the task or mail at hand, then return from `run`."""
        self.queue.running = False
        self.sender.is_running = False
        self._stopped.set()

    def work_once(self) -> None:
        """Queued tasks, one tick and all mail that is due."""
        self.queue.run()
        tick(timezone.now())
        self.sender.send_due()
        self.queue.run()

    def run(self, *, parent: int | None = None) -> None:
        """Work until stopped, or until the process `parent` is gone."""
        next_tick = 0.0
        while not self._stopped.is_set() and (parent is None or os.getppid() == parent):
            pause: float = PAUSE
            try:
                if self.queue.run_due(seconds=SLICE):
                    pause = 0
                if time.monotonic() >= next_tick:
                    next_tick = time.monotonic() + TICK
                    tick(timezone.now())
                if self.sender.send_due(seconds=SLICE):
                    pause = 0
            except ABSENT_DATABASE as error:
                # The text of the error is left out: it can quote a row.
                logger.warning("The database does not answer: %s", type(error).__name__)
                pause = DATABASE_PAUSE
            close_old_connections()
            self._stopped.wait(pause)


def tick(now: datetime) -> None:
    """What has to be looked after; every step is idempotent and claims what it changes."""
    delivery.close_left()
    uncertain = delivery.expire_leases(now)
    if uncertain:
        logger.warning("%d deliveries were begun and never reported: uncertain", uncertain)
    personal_data.order_purge(now)
    reap_tasks(now)
    prune_tasks(now)
    Trace.objects.forget(now)
    SpentChallenge.objects.forget(now)
    Photo.objects.queue_uncut()
    ShareCard.objects.queue_due(now)
    mostread.forget(timezone.localdate(now))
    statements.send_due(now)
    reportletters.send_due(now)
    try:
        alerts.send_queue_mail(now)
    except OSError as error:  # the mail server; the next tick tries again
        logger.warning("The mail to moderators was not sent: %s", type(error).__name__)


def reap_tasks(now: datetime) -> int:
    """Queue again what a dead worker had begun, a few times; returns how many rows changed."""
    stale = DBTaskResult.objects.running().filter(started_at__lt=now - TASK_LEASE)
    changed = 0
    for key, started_at, workers in stale.values_list("pk", "started_at", "worker_ids"):
        row = DBTaskResult.objects.running().filter(pk=key, started_at=started_at)
        if len(workers) < TASK_TRIES:
            changed += row.update(status=TaskResultStatus.READY, started_at=None)
        else:
            changed += row.update(
                status=TaskResultStatus.FAILED,
                finished_at=now,
                traceback="Its worker died each time.",
            )
    return changed


def prune_tasks(now: datetime) -> int:
    """Blank what finished tasks were given, delete the old ones; returns how many went."""
    personal_data.blank_jobs()
    return personal_data.spent_jobs(now).delete()[0]
