"""A real server process with its own DATA_DIR, and a real headless Chromium."""

import email
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default as modern
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "browser tests 2026 olive"
START_TIMEOUT = 180  # seconds: the first start builds the demo newsroom
MANAGE = [sys.executable, "manage.py"]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Site:
    """A running newsroom: its address and where its data lies."""

    url: str
    data_dir: Path

    def mails(self) -> list[EmailMessage]:
        """Every mail that was sent so far, the oldest first."""
        files = sorted(
            (self.data_dir / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime
        )
        return [email.message_from_bytes(path.read_bytes(), policy=modern) for path in files]

    def wait_for_mail(self, to: str, subject: str = "", seconds: float = 40) -> EmailMessage:
        """The newest mail to `to` whose subject holds `subject`, once it is there."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in reversed(self.mails()):
                if to in mail["To"] and subject in mail["Subject"]:
                    return mail
            time.sleep(0.3)
        raise AssertionError(f"no mail to {to} with {subject!r} within {seconds} s")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(port: int, process: subprocess.Popen, log: Path) -> None:
    """Wait for /readyz; show what the server printed when it does not come."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            probe = HTTPConnection("localhost", port, timeout=2)
            probe.request("GET", "/readyz")
            if probe.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass  # nobody listens yet
        time.sleep(0.3)
    raise AssertionError(f"the server did not start:\n{log.read_text()[-3000:]}")


def environment_of(data_dir: Path) -> dict[str, str]:
    """The settings of a local newsroom, without those of the run that tests it."""
    foreign = {"DATABASE_URL", "CACHE_URL", "SITE_URL", "EMAIL_URL"}
    return {
        **{name: value for name, value in os.environ.items() if name not in foreign},
        "DATA_DIR": str(data_dir),
        "DEMO_PASSWORD": PASSWORD,
        "RATE_LIMIT_FACTOR": "100",
    }


@contextmanager
def serving(data_dir: Path, *arguments: str) -> Iterator[int]:
    """Run `manage.py serve` with its data in `data_dir`; its port, once it is ready."""
    port, log = free_port(), data_dir.with_suffix(".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [*MANAGE, "serve", *arguments],
            cwd=ROOT,
            env={**environment_of(data_dir), "PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_until_ready(port, process, log)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise


def build(data_dir: Path) -> None:
    """A newsroom from an empty DATA_DIR, as `make run` makes it, with every photo cut."""
    data_dir.mkdir()
    with serving(data_dir, "--no-worker"):
        pass
    cutters = [
        subprocess.Popen([*MANAGE, "work", "--once"], cwd=ROOT, env=environment_of(data_dir))
        for _each in range(2)
    ]
    assert [each.wait(START_TIMEOUT) for each in cutters] == [0, 0]


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id) -> Iterator[Site]:
    """A newsroom of this process alone; whoever comes first builds it, the others copy it."""
    data_dir = tmp_path_factory.mktemp("own") / "newsroom"
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":  # the folder of the whole run is one above those of its processes
        shared = shared.parent
    with (shared / "newsroom.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "newsroom").exists():
            build(shared / "newsroom.new")
            (shared / "newsroom.new").rename(shared / "newsroom")
    shutil.copytree(shared / "newsroom", data_dir)
    with serving(data_dir) as port:
        yield Site(f"http://localhost:{port}", data_dir)


@pytest.fixture(scope="session")
def browser() -> Browser:
    """Debian's Chromium, headless."""
    path = chromium.path()
    assert path, "Chromium is not installed"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def logged_in(browser, site):
    """The cookies of a member of staff, who types the password once a run."""
    known = {}

    def state_of(user: str) -> dict:
        if user not in known:
            context = browser.new_context(base_url=site.url)
            page = context.new_page()
            page.goto("/admin/login/?next=/admin/")
            page.fill("input[name=username]", user)
            page.fill("input[name=password]", PASSWORD)
            page.click("form#login-form [type=submit]")
            page.wait_for_url("**/admin/")
            known[user] = context.storage_state()
            context.close()
        return known[user]

    return state_of


@pytest.fixture
def open_page(browser, site, logged_in):
    """Open pages of separate visitors; every one is closed in the end."""
    contexts = []

    def open_as(user: str = "", *, scripts: bool = True, width: int = 1400, **options) -> Page:
        context = browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            base_url=site.url,
            storage_state=logged_in(user) if user else None,
            # What a service worker fetches, tests could neither see nor hold up; a ticker that
            # moves takes a core. The tests of both ask for them.
            **{"service_workers": "block", "reduced_motion": "reduce", **options},
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture(scope="session", autouse=True)
def _beside_playwright():
    """Let Django ask its database in the thread in which Playwright's event loop waits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield
