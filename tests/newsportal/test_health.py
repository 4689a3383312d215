"""Whether the process lives, and whether it can serve."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import override_settings

from newsportal import health


def test_the_process_lives_without_any_database(client):
    # No `db` here: pytest-django refuses every query.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.django_db
def test_a_whole_house_is_ready(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "failing": []})
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def fail(*_args, **_kwargs):
    raise OperationalError("gone")


@pytest.mark.django_db
@pytest.mark.parametrize("name", list(health.CHECKS))
def test_what_fails_is_named(client, monkeypatch, name):
    for broken in (fail, lambda: False):
        monkeypatch.setitem(health.CHECKS, name, broken)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["failing"]) == (503, [name])


@pytest.mark.django_db
def test_a_cache_that_forgets_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(cache, "set", lambda *args, **kwargs: None)
    assert client.get("/readyz").json()["failing"] == ["cache"]


@pytest.mark.django_db
def test_a_migration_that_has_not_run_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'newsletter' AND name = '0001_initial'"
        )
    assert "migrations" in client.get("/readyz").json()["failing"]


@pytest.mark.django_db
def test_a_law_that_does_not_stand_is_not_ready(client):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            cursor.execute(f"DROP TRIGGER {cursor.fetchone()[0]}")
        else:
            cursor.execute("ALTER TABLE comments_comment DISABLE TRIGGER USER")
    assert client.get("/readyz").json()["failing"] == ["laws"]


@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True)
def test_probes_are_not_sent_to_https(client):
    assert client.get("/about/").status_code == 301
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
