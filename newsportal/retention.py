"""What a class of personal data is: why it is kept, how long, how it is counted and purged.

Each app lists its own in `personal_data.py`; newsportal/personal_data.py gathers them for the
command, the worker and the public page. Knows no app.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import ngettext

BATCH = 500  # rows in one transaction, so that no reader waits for the house-keeping


def delete_rows(rows: QuerySet[Any]) -> int:
    """Delete `rows`; returns how many went, with what hung on them."""
    return rows.delete()[0]


def days_before(setting: str, now: datetime) -> datetime:
    """The moment that lies as many days before `now` as the setting says."""
    return now - timedelta(days=getattr(settings, setting))


@dataclass(frozen=True, kw_only=True)
class DataClass:
    """One class of personal data.

    `held` gives the rows that have such data, `due` those whose time is over at a moment, and
    `purge` takes what is personal out of some of them and says how many it changed. `keeps` names
    the setting that holds the days and `until` says from when they count; without days `until` is
    the whole sentence.
    """

    name: str
    what: str | Promise
    why: str | Promise
    until: str | Promise
    held: Callable[[], QuerySet[Any]]
    keeps: str = ""
    due: Callable[[datetime], QuerySet[Any]] | None = None
    purge: Callable[[QuerySet[Any]], int] = delete_rows
    is_of_staff: bool = False
    batch: int = BATCH

    @property
    def how_long(self) -> str:
        """How long it is kept, in the active language."""
        if not self.keeps:
            return str(self.until)
        days = getattr(settings, self.keeps)
        return ngettext("%(days)d day %(since)s", "%(days)d days %(since)s", days) % {
            "days": days,
            "since": self.until,
        }

    def due_at(self, now: datetime) -> QuerySet[Any]:
        """The rows whose time is over at `now`."""
        return self.due(now) if self.due else self.held().none()

    def purge_due(self, now: datetime, deadline: float | None = None) -> int:
        """Purge batch by batch what is due, until `deadline` (monotonic); returns how many rows.

        Each batch asks again what is due in its own transaction: whoever is killed or comes second
        does no harm.
        """
        done = 0
        while deadline is None or time.monotonic() < deadline:
            rows = self.due_at(now)
            keys = list(rows.order_by("pk").values_list("pk", flat=True)[: self.batch])
            if not keys:
                break
            with transaction.atomic():
                changed = self.purge(rows.filter(pk__in=keys))
            if not changed:  # another worker has them
                break
            done += changed
        return done
