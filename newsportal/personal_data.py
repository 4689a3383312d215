"""The inventory of all personal data that the site keeps, and the purge of what is due.

The command, the worker and the public page on privacy read the same list.
"""

import time
import uuid
from datetime import UTC, datetime

from axes.models import AccessAttempt, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

import articles.personal_data
import comments.personal_data
import newsletter.personal_data
from newsportal.retention import DataClass, days_before

SLICE = 2  # seconds of purging at a stretch, so that confirmations never wait long
NO_ARGUMENTS: dict[str, list | dict] = {"args": [], "kwargs": {}}


def spent_jobs(now: datetime) -> QuerySet[DBTaskResult]:
    """Finished jobs whose time is over; what failed is kept longer, to be looked at."""
    failed = DBTaskResult.objects.failed().values("pk")
    ended = DBTaskResult.objects.finished()
    return ended.filter(
        Q(finished_at__lt=days_before("KEEP_FAILED_JOB_DAYS", now))
        | (Q(finished_at__lt=days_before("KEEP_JOB_DAYS", now)) & ~Q(pk__in=failed))
    )


def blank_jobs() -> int:
    """Take out of finished jobs what they were given; it can hold addresses. Returns how many."""
    finished = DBTaskResult.objects.finished().exclude(args_kwargs=NO_ARGUMENTS)
    return finished.update(args_kwargs=NO_ARGUMENTS)


HOUSE = (
    DataClass(
        name="house.jobs",
        what=_("Queued mails: the address that a link is sent to"),
        why=_("To send what was asked for; blanked as soon as it is sent."),
        until=_("after a mail that could not be sent"),
        keeps="KEEP_FAILED_JOB_DAYS",
        # Jobs of the news desk name photos, stories and files, never a person.
        held=lambda: DBTaskResult.objects.exclude(
            Q(args_kwargs=NO_ARGUMENTS) | Q(task_path__startswith="articles.")
        ),
        due=spent_jobs,
    ),
    DataClass(
        name="house.login_failures",
        what=_("Failed logins: the name that was typed, a scrambled network prefix"),
        why=_("To stop those who try out passwords."),
        until=_("after the last attempt"),
        keeps="KEEP_LOGIN_FAILURE_DAYS",
        held=AccessAttempt.objects.all,
        due=lambda now: AccessAttempt.objects.filter(
            attempt_time__lt=days_before("KEEP_LOGIN_FAILURE_DAYS", now)
        ),
        is_of_staff=True,
    ),
    DataClass(
        name="house.logins",
        what=_("Logins: account, time, a scrambled network prefix"),
        why=_("To see whether somebody else uses an account."),
        until=_("after the login"),
        keeps="KEEP_LOGIN_DAYS",
        held=AccessLog.objects.all,
        due=lambda now: AccessLog.objects.filter(
            attempt_time__lt=days_before("KEEP_LOGIN_DAYS", now)
        ),
        is_of_staff=True,
    ),
    DataClass(
        name="house.sessions",
        what=_("Sessions: which account is logged in"),
        why=_("To stay logged in."),
        until=_("after the login, unless somebody logs out before"),
        keeps="KEEP_SESSION_DAYS",
        held=Session.objects.all,
        due=lambda now: Session.objects.filter(expire_date__lt=now),
        is_of_staff=True,
    ),
    DataClass(
        name="house.accounts",
        what=_("Accounts: user name, name, e-mail address, last login"),
        why=_("To know who may do what."),
        until=_("As long as the account exists."),
        held=User.objects.all,
        is_of_staff=True,
    ),
    DataClass(
        name="house.log",
        what=_("The log: who changed which entry, and when"),
        why=_("To answer for what is printed."),
        until=_("As long as the account exists."),
        held=LogEntry.objects.all,
        is_of_staff=True,
    ),
)

INVENTORY = (
    *comments.personal_data.KEPT,
    *newsletter.personal_data.KEPT,
    *articles.personal_data.KEPT,
    *HOUSE,
)


# -- once a day ------------------------------------------------------------------------------------


def purge_for(seconds: float, now: datetime) -> bool:
    """Purge what is due for some seconds; True when something is left to do."""
    deadline = time.monotonic() + seconds
    for each in INVENTORY:
        each.purge_due(now, deadline)
    return time.monotonic() >= deadline


@task(priority=-50)  # behind every mail
def purge_slice() -> None:
    """Purge for a moment, and come back behind the other jobs when that was not enough."""
    if purge_for(SLICE, timezone.now()):
        purge_slice.enqueue()


def order_purge(now: datetime) -> None:
    """Queue the purge of this day; however many workers ask, there is one row a day."""
    day = now.astimezone(UTC).date()
    job: DBTaskResult = DBTaskResult(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"purge_personal_data {day}"),
        args_kwargs=NO_ARGUMENTS,
        priority=purge_slice.priority,
        task_path=purge_slice.module_path,
        queue_name=purge_slice.queue_name,
        run_after=now,
        backend_name=purge_slice.backend,
    )
    DBTaskResult.objects.bulk_create([job], ignore_conflicts=True)
