"""Law 6 with real processes: two workers, a slow mail server, and kill -9 again and again."""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

READERS = 60
KILLS = 6
SECONDS_A_MAIL = 0.05

FILL = f"""
from datetime import timedelta
from django.utils import timezone
from newsletter.models import Issue
from tests.newsletter import factories
for number in range({READERS}):
    factories.make_subscription(f"reader{{number}}@example.org", "ar")
factories.queue(factories.make_issue(factories.make_story(), languages=("ar",)))
"""

COUNT = """
from collections import Counter
from newsletter.models import Delivery
print(dict(Counter(Delivery.objects.values_list("status", flat=True))))
"""

EXPIRE = """
from datetime import timedelta
from django.utils import timezone
from newsletter import delivery
print(delivery.expire_leases(timezone.now() + timedelta(days=1)))
"""


class SlowSink:
    """Takes every mail, slowly, and keeps whom it was for."""

    def __init__(self, port):
        self.port = port
        self.taken = []

    async def handle_DATA(self, _server, _session, envelope):
        await asyncio.sleep(SECONDS_A_MAIL)
        self.taken += envelope.rcpt_tos
        return "250 taken"


@pytest.fixture
def sink():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = SlowSink(port)
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def newsroom(tmp_path, sink, django_db_blocker):
    """The environment of a newsroom with a database of its own, on the server of the suite."""
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "PYTHONPATH": os.pathsep.join([str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]),
        "DJANGO_SETTINGS_MODULE": "newsportal.settings",
    }
    environment.pop("DATABASE_URL", None)
    name = f"killed_{os.getpid()}"
    if connection.vendor != "postgresql":
        yield environment
        return
    given = settings.DATABASES["default"]
    place = f"{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}"
    environment["DATABASE_URL"] = f"postgres://{given['USER']}:{given['PASSWORD']}@{place}/{name}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield environment
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(environment, script: str) -> str:
    """Run Django code in a process of its own and return what it prints."""
    code = f"import django; django.setup()\n{script}"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def manage(environment, *arguments: str) -> subprocess.Popen:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


@pytest.mark.every_database
def test_killed_workers_never_mail_anybody_twice(newsroom, sink):
    assert manage(newsroom, "migrate", "--verbosity=0").wait(120) == 0
    run(newsroom, FILL)
    workers = [manage(newsroom, "work") for _ in range(2)]
    try:
        for _ in range(KILLS):
            reached = len(sink.taken)
            wait_until(lambda reached=reached: len(sink.taken) > reached, 60)
            time.sleep(random.uniform(0, 2 * SECONDS_A_MAIL))
            victim = workers.pop(0)
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            workers.append(manage(newsroom, "work"))
        wait_until(lambda: "queued" not in run(newsroom, COUNT), 60)
        time.sleep(2 * SECONDS_A_MAIL + 0.2)
    finally:
        for worker in workers:
            worker.terminate()
        codes = [worker.wait(30) for worker in workers]
    assert codes == [0, 0]
    assert max(Counter(sink.taken).values()) == 1, "somebody got the issue twice"
    states = Counter(eval(run(newsroom, COUNT)))  # noqa: S307
    assert set(states) <= {"sent", "sending"}
    assert states["sending"] <= KILLS
    assert states["sent"] <= len(set(sink.taken)) <= READERS
    assert states["sent"] >= READERS - KILLS
    # What was begun and not reported goes to a person; no later run sends it.
    assert int(run(newsroom, EXPIRE)) == states["sending"]
    taken = len(sink.taken)
    assert manage(newsroom, "work", "--once").wait(60) == 0
    assert len(sink.taken) == taken
    assert Counter(eval(run(newsroom, COUNT)))["uncertain"] == states["sending"]  # noqa: S307


def wait_until(condition, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)
