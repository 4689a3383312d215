"""What several processes share: counters of limits, spent challenges, comments to be decided."""

import json
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
COMMENTS = 50
BUILD = f"""
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.comments.factories import make_comment, moderator_named
from tests.factories import make_published
for name in ("first", "second"):
    moderator_named(name)
story = make_published()
for number in range({COMMENTS}):
    make_comment(story, is_legal_risk=number % 5 == 0)
"""
# Both have read every comment before either decides; one approves and one refuses.
DECIDE = """
import json, sys
import django
django.setup()
from django.core.exceptions import ValidationError
from comments.models import Comment
from tests.comments.factories import a_clause, moderator_named
me, clause = moderator_named(sys.argv[1]), a_clause()
rows = list(Comment.objects.order_by("pk"))
print("ready", flush=True)
sys.stdin.readline()
won, told = [], {}
for row in rows:
    try:
        row.approve(by=me) if me.username == "first" else row.reject(by=me, clause=clause)
        won.append(row.pk)
    except ValidationError as error:
        assert error.code == "stale_move"
        told[row.pk] = error.messages[0]
print(json.dumps([won, told]))
"""
TRAILS = """
import json
import django
django.setup()
from comments.models import Comment
found = Comment.objects.order_by("pk").values_list("pk", "status", "decisions__by__username")
print(json.dumps(list(found)))
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


def start(program: str, environment: dict[str, str], *arguments: str) -> subprocess.Popen:
    """A process of its own that runs `program`."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, **pipes)


def at_once(program: str, environment: dict[str, str]) -> list[str]:
    """What two processes say that begin together."""
    both = [start(program, environment, name) for name in ("first", "second")]
    assert [each.stdout.readline() for each in both] == ["ready\n"] * 2
    for each in both:
        each.stdin.write("\n")
        each.stdin.flush()
    return [each.communicate(timeout=60)[0] for each in both]


@pytest.mark.every_database
def test_two_processes_count_every_try_and_spend_every_challenge_once(environment):
    answers = [[int(part) for part in said.split()] for said in at_once(PROGRAM, environment)]
    assert sum(allowed for allowed, *_won in answers) == TRIES  # of twice as many
    assert sorted(number for _allowed, *won in answers for number in won) == list(range(TRIES))


@pytest.mark.every_database
def test_two_moderators_decide_every_comment_once(environment):
    """At legal risk too: the other's first approval makes the card on the screen a stale one."""
    builder = start(BUILD, environment)
    assert builder.communicate(timeout=120)[0] == ""
    assert builder.returncode == 0
    answers = [json.loads(said) for said in at_once(DECIDE, environment)]
    winners = {}
    for (won, told), other in zip(answers, ("second", "first"), strict=True):
        assert len(won) + len(told) == COMMENTS
        assert all(other in sentence for sentence in told.values())
        winners |= dict.fromkeys(won, "first" if other == "second" else "second")
    assert len(winners) == COMMENTS
    trails = json.loads(start(TRAILS, environment).communicate(timeout=60)[0])
    assert [(key, by) for key, _status, by in trails] == sorted(winners.items())
    for place, (_key, status, by) in enumerate(trails):
        is_half_approved = place % 5 == 0 and by == "first"
        approved = "pending" if is_half_approved else "approved"
        assert status == (approved if by == "first" else "rejected")
