"""What several processes share without Redis: the counters of the limits, the spent challenges."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

TRIES = 40
# Both wait for a line of their own, so that they begin together.
PROGRAM = f"""
import sys
import django
django.setup()
from django.db import connection
from django.utils import timezone
from articles import ratelimit
from articles.models import RateCount
from comments.models import SpentChallenge
if sys.argv[1] == "first":
    with connection.schema_editor() as editor:
        editor.create_model(RateCount)
        editor.create_model(SpentChallenge)
print("ready", flush=True)
sys.stdin.readline()
now = timezone.now()
allowed = sum(ratelimit.within("x", {TRIES}, now=now) for _ in range({TRIES}))
won = [n for n in range({TRIES}) if SpentChallenge.objects.spend(str(n), until=now)]
print(allowed, *won)
"""


@pytest.fixture
def environment(tmp_path, django_db_blocker):
    """The environment of a database of its own, on the server of the suite."""
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "newsportal.settings",
        "RATE_LIMIT_FACTOR": "1",
        "SECRET_KEY": "the same for both",
    }
    environment.pop("DATABASE_URL", None)
    if connection.vendor != "postgresql":
        yield environment
        return
    name = f"shared_{os.getpid()}"
    given = settings.DATABASES["default"]
    place = f"{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}"
    environment["DATABASE_URL"] = f"postgres://{given['USER']}:{given['PASSWORD']}@{place}/{name}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield environment
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.every_database
def test_two_processes_count_every_try_and_spend_every_challenge_once(environment):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, name], cwd=settings.BASE_DIR, env=environment, **pipes
        )
        for name in ("first", "second")
    ]
    assert [each.stdout.readline() for each in both] == ["ready\n"] * 2
    for each in both:
        each.stdin.write("\n")
        each.stdin.flush()
    answers = [[int(part) for part in each.communicate(timeout=60)[0].split()] for each in both]
    assert sum(allowed for allowed, *_won in answers) == TRIES  # of twice as many
    assert sorted(number for _allowed, *won in answers for number in won) == list(range(TRIES))
