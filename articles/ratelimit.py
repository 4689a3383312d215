"""Rate limits by subject and hour that need no Redis and hold across processes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import RateCount
from newsportal.client_address import client_network
from newsportal.readerforms import read_sent
from newsportal.retention import days_before

COUNT_UP = (
    'INSERT INTO {table} ("key", "hour_at", "count") VALUES (%s, %s, 1) '
    'ON CONFLICT ("key") DO UPDATE SET "count" = {table}."count" + 1 RETURNING "count"'
)


def allow(request: HttpRequest, scope: str, per_hour: int, *, now: datetime | None = None) -> bool:
    """Count one try of `scope` and say whether its neighbourhood is within the limit.

    The limit is `per_hour` times RATE_LIMIT_FACTOR. The address itself is never stored: the key
    is a hash of its network under a salt that is another one each hour.
    """
    return within(f"{scope} {client_network(request)}", per_hour, now=now)


def within(subject: str, per_hour: int, *, now: datetime | None = None) -> bool:
    """Count one try of whatever `subject` names and say whether the hour's limit allows it."""
    hour = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    count = _count_up(subject, hour)
    if count == 1:
        before = days_before("KEEP_RATE_COUNT_DAYS", hour)
        RateCount.objects.filter(hour_at__lt=before).delete()
    return count <= per_hour * settings.RATE_LIMIT_FACTOR


@dataclass(frozen=True)
class Limit:
    """How many forms of one kind a neighbourhood may send an hour, and what is said beyond it."""

    scope: str
    setting: str
    reason: Any


def read_within(limit: Limit, request: HttpRequest, blank: Form) -> tuple[Form, int]:
    """The form as `read_sent` gives it; 429 and the reason beyond `limit`."""
    form, status = read_sent(request, blank)
    if status == 200 and not allow(request, limit.scope, getattr(settings, limit.setting)):
        form.add_error(None, limit.reason)
        return form, 429
    return form, status


def tell_when(response: HttpResponse) -> HttpResponse:
    """`response`; where it says that there were too many, with the time to try again."""
    if response.status_code == 429:
        response["Retry-After"] = str(seconds_left())
    return response


def seconds_left(now: datetime | None = None) -> int:
    """Seconds until the hour is over and the counters begin anew, for Retry-After."""
    now = now or timezone.now()
    return 3600 - now.minute * 60 - now.second


def _count_up(subject: str, hour: datetime) -> int:
    key = salted_hmac(f"ratelimit {hour.isoformat()}", subject, algorithm="sha256").hexdigest()
    table = connection.ops.quote_name(RateCount._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(hour)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_UP.format(table=table), [key, moment])
        return cursor.fetchone()[0]
