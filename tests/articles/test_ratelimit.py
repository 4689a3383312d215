"""Rate limits: counted in the database, by neighbourhood and hour; no address is stored."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from articles import ratelimit
from articles.models import RateCount

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 10, 59, 58, tzinfo=UTC)


def asks(address: str, scope: str = "comment", now: datetime = NOW, limit: int = 2) -> bool:
    """Whether a request from `address` is allowed."""
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    return ratelimit.allow(request, scope, limit, now=now)


def test_a_neighbourhood_has_its_number_an_hour():
    assert [asks("192.0.2.1"), asks("192.0.2.200"), asks("192.0.2.3")] == [True, True, False]
    assert asks("192.0.3.1")
    assert asks("192.0.2.1", scope="signup")
    assert asks("192.0.2.1", now=NOW + timedelta(seconds=2))
    assert [asks(f"2001:db8:1:{number}::1") for number in range(3)] == [True, True, False]
    assert asks("2001:db8:1:100::1")


def test_a_subject_is_counted_whoever_asks():
    answers = [ratelimit.within("comments on story 7", 2, now=NOW) for _each in range(3)]
    assert answers == [True, True, False]
    assert ratelimit.within("comments on story 8", 2, now=NOW)
    assert ratelimit.within("comments on story 7", 2, now=NOW + timedelta(hours=1))


def test_the_factor_multiplies_every_limit(settings):
    settings.RATE_LIMIT_FACTOR = 1.5
    assert [asks("192.0.2.1") for _each in range(4)] == [True, True, True, False]


def test_nothing_stored_tells_an_address_and_old_counts_go():
    asks("192.0.2.1")
    asks("192.0.2.1", now=NOW + timedelta(hours=1))
    keys = set(RateCount.objects.values_list("key", flat=True))
    assert len(keys) == 2  # another salt each hour
    assert all(len(key) == 64 and "192" not in key.split(".") for key in keys)
    asks("192.0.2.1", now=NOW + timedelta(days=3))
    assert RateCount.objects.count() == 1


def test_the_time_until_the_next_hour():
    assert ratelimit.seconds_left(NOW) == 2
