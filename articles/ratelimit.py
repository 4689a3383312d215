"""Rate limits by subject and hour that need no Redis and hold across processes."""

from datetime import datetime

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import RateCount
from newsportal.client_address import client_network
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
