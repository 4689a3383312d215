"""The server as `make run` starts it: real processes, a port of their own, an empty DATA_DIR."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

COMMAND = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "serve", "--no-demo"]
START_AGAIN = 5  # seconds; it takes half as long on a quiet machine
START = 60


@pytest.fixture
def environment(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {**os.environ, "DATA_DIR": str(tmp_path), "PORT": str(port)}
    for name in ("DATABASE_URL", "EMAIL_URL", "SITE_URL"):
        given.pop(name, None)
    return given


def start(environment) -> subprocess.Popen:
    return subprocess.Popen(
        COMMAND, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def wait_for(environment, path: str, seconds: float) -> float:
    """Seconds until `path` answers."""
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{environment['PORT']}{path}", timeout=seconds
            ) as answer:
                assert answer.status == 200
                return time.monotonic() - begin
        except OSError:
            time.sleep(0.05)
    return pytest.fail(f"{path} did not answer within {seconds} seconds")


def family(pid: int) -> set[int]:
    """The process ids of all descendants of `pid`."""
    found = set()
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found |= {int(child)} | family(int(child))
    return found


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def all_gone(pids: set[int], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while any(map(is_alive, pids)):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_server_starts_serves_mails_and_leaves_nothing_behind(environment, tmp_path):
    server = start(environment)
    wait_for(environment, "/healthz", START)
    wait_for(environment, "/newsletter/", 10)
    others = family(server.pid)
    assert len(others) == 3, "two web workers and the background worker"

    second = subprocess.run(
        COMMAND, env=environment, capture_output=True, text=True, check=False, timeout=START
    )
    assert second.returncode == 1
    assert "is taken by another program" in second.stderr
    assert "Traceback" not in second.stderr

    form = urllib.request.Request(
        f"http://127.0.0.1:{environment['PORT']}/newsletter/", data=b"email=reader@example.org"
    )
    assert urllib.request.urlopen(form, timeout=10).status == 200  # noqa: S310
    end = time.monotonic() + 10
    while not list((tmp_path / "mail").glob("*.eml")):
        assert time.monotonic() < end, "a confirmation leaves within 10 seconds"
        time.sleep(0.05)

    server.send_signal(signal.SIGTERM)
    output, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert all_gone(others, 5)
    assert f"http://localhost:{environment['PORT']}/" in output
    assert "reader@example.org" not in output
    assert len(list(tmp_path.glob("*.sqlite3"))) == 1

    again = start(environment)
    took = wait_for(environment, "/healthz", START)
    others = family(again.pid)
    again.kill()
    again.communicate(timeout=10)
    assert all_gone(others, 5), "a killed server leaves nothing that holds the port"
    assert took < START_AGAIN
