"""`manage.py serve`: the whole newsroom in one command: database, demo, worker, web server."""

import ctypes
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from articles.models import Article
from comments import laws

logger = logging.getLogger(__name__)

WORKERS = 2
THREADS = 4  # a worker's
WORKER_PAUSE = 2  # seconds before a worker that died is started again
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
REQUEST_TIMEOUT = 5  # seconds that a stopping web worker may take
STOP_TIMEOUT = 30  # seconds for the background worker; longer than a mail server may take


class Command(BaseCommand):
    """Brings the database up to date, fills an empty newsroom with the demo, and serves."""

    help = "Serves the site: migrations, demo newsroom on the first start, worker, web server."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and what to leave out."""
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen at.")
        parser.add_argument(
            "--no-demo", action="store_true", help="Do not build the demo newsroom."
        )
        parser.add_argument("--no-worker", action="store_true", help="Start no background worker.")

    def handle(self, *, host: str, no_demo: bool, no_worker: bool, **_options: Any) -> None:
        """Prepare, say where everything is, and serve until SIGTERM or SIGINT."""
        port = settings.PORT  # in the environment, as the links in mails need it too
        ensure_port_is_free(host, port)
        if is_behind():
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", verbosity=0, interactive=False)
        if not no_demo and not settings.IS_PRODUCTION and is_empty():
            call_command("demo")
        connections.close_all()  # the web workers are forked from here
        os.register_at_fork(after_in_child=end_with_parent)
        server = Granian(
            "newsportal.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=WORKERS,
            blocking_threads=THREADS,
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=REQUEST_TIMEOUT,
            log_level=LogLevels.warning,
        )
        worker = BackgroundWorker()
        if not no_worker:
            server.on_startup(worker.start)
        server.on_startup(lambda: self._say_where(host, port))
        try:
            server.serve()
        finally:
            worker.stop()

    def _say_where(self, host: str, port: int) -> None:
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104
        base = settings.SITE_URL if settings.IS_PRODUCTION else f"http://{shown}:{port}"
        self.stdout.write(f"The site:     {base}/")
        self.stdout.write(f"The newsroom: {base}/{settings.ADMIN_PATH}")
        if not settings.EMAIL_URL:
            self.stdout.write(f"Mail lies in: {settings.MAIL_DIR}")
        self.stdout.write("Ctrl+C stops everything.")
        self.stdout.flush()


def ensure_port_is_free(host: str, port: int) -> None:
    """Raise CommandError with one sentence when nobody can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken by another program: stop that one, or choose another "
                    f"port, for example PORT={port + 1} make run."
                ) from None
            raise CommandError(f"Cannot listen at {host}, port {port}: {error.strerror}.") from None


def is_behind() -> bool:
    """Whether the database is behind the code: in its tables, or in the laws that stand in it.

    Raises CommandError when the database does not answer.
    """
    connection = connections["default"]
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return bool(plan) or bool(laws.missing(connection))
    except OperationalError as error:
        raise CommandError(f"The database does not answer: {error}") from None


def is_empty() -> bool:
    """Whether nobody has worked in this newsroom yet."""
    return not get_user_model().objects.exists() and not Article.objects.exists()


def end_with_parent() -> None:
    """Have this web worker stopped when the server is killed, where the system can do that.

    Otherwise it would go on and hold the port. No milder signal: one that comes while the worker
    is starting would be taken by the handler inherited from the server.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class BackgroundWorker:
    """`manage.py work` as a child process, started again when it dies."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._watcher: threading.Thread | None = None

    def start(self) -> None:
        """Start the child and watch over it.

        The first one is started here and not in the thread: the web workers are forked next, and
        a fork in the middle of a start would inherit its pipe and keep it open.
        """
        self._watcher = threading.Thread(target=self._watch, args=[spawn_worker()], daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """End the child; it may finish the mail at hand."""
        self._stopped.set()
        if self._watcher is not None:
            self._watcher.join(STOP_TIMEOUT + 5)

    def _watch(self, process: subprocess.Popen) -> None:
        while not self._stopped.wait(0.2):
            if process.poll() is not None:
                logger.error("The worker ended with %d; it is started again", process.returncode)
                if self._stopped.wait(WORKER_PAUSE):
                    return
                process = spawn_worker()
        end_worker(process)


def spawn_worker() -> subprocess.Popen:
    """Start `manage.py work`, in a session of its own: Ctrl+C reaches it through us alone."""
    manage = Path(settings.BASE_DIR) / "manage.py"
    command = [sys.executable, str(manage), "work", f"--parent={os.getpid()}"]
    return subprocess.Popen(command, start_new_session=True)


def end_worker(process: subprocess.Popen) -> None:
    """Ask the child to stop, and make it stop if it does not."""
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
