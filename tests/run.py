"""Everything `make test` does, in order: quick checks, then the suite on each database.

SQLite always; PostgreSQL, Redis and the browser where the machine has them. With CI=true a missing
one is a failure. The last run leaves var/junit.xml.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import redis

from tests import chromium

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CODE = ["newsportal", "articles", "comments", "newsletter", "tests", "manage.py"]
IS_CI = os.environ.get("CI") == "true"
DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/newsportal")
CACHE_URL = os.environ.get("TEST_CACHE_URL", "redis://127.0.0.1:6379/9")


def has_redis(url: str) -> bool:
    """Whether a Redis answers at `url`."""
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=2).ping())
    except redis.RedisError:
        return False


def has_postgresql(url: str) -> bool:
    """Whether a PostgreSQL lets the tests in at `url`; they make a database of their own."""
    parts = urlsplit(url)
    try:
        psycopg2.connect(
            host=parts.hostname,
            port=parts.port or 5432,
            user=parts.username,
            password=parts.password,
            dbname="postgres",
            connect_timeout=2,
        ).close()
    except psycopg2.OperationalError:
        return False
    return True


def run(title: str, *command: str, **environment: str) -> None:
    """Run one check; stop everything when it fails."""
    started = time.monotonic()
    print(f"── {title}", flush=True)
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False)
    if done.returncode:
        print(f"✗ {title}: failed with {done.returncode}", flush=True)
        sys.exit(done.returncode)
    print(f"✓ {title} ({time.monotonic() - started:.0f} s)", flush=True)


def quick_checks() -> None:
    """Lint, format, templates, types, import contracts, migrations, translations, settings."""
    templates = [str(path) for path in (ROOT / "templates").rglob("*.html")]
    run("lint", str(BIN / "ruff"), "check", *CODE)
    run("format", str(BIN / "ruff"), "format", "--check", *CODE)
    run("templates", str(BIN / "djade"), "--check", "--target-version", "5.2", *templates)
    run("import contracts", str(BIN / "lint-imports"), "--no-cache")
    run("missing migrations", sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")
    run("translations", sys.executable, "manage.py", "messages", "--check")
    run(
        "deploy check",
        sys.executable,
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SITE_URL="https://news.example",
        ALLOWED_HOSTS="news.example",
        SECRET_KEY="0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    )
    run("types", str(BIN / "mypy"), "newsportal", "articles", "comments", "newsletter")


def suite(name: str, *arguments: str, **environment: str) -> None:
    """Run pytest once; its JUnit file lies at `report_of(name)`."""
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report_of(name)}", *arguments]
    run(f"tests on {name}", *command, **environment)


def report_of(name: str) -> Path:
    """Where the run called `name` leaves its JUnit file."""
    return ROOT / "var" / f"junit-{name}.xml"


def join_reports(reports: list[Path]) -> None:
    """One var/junit.xml out of those of the runs."""
    suites = ET.Element("testsuites")
    for report in reports:
        for each in ET.parse(report).getroot().iter("testsuite"):
            each.set("name", report.stem)
            suites.append(each)
    ET.ElementTree(suites).write(ROOT / "var" / "junit.xml", encoding="utf-8", xml_declaration=True)


def required(what: str, is_there: bool) -> bool:
    """Whether to run a part; with CI=true a missing part is a failure."""
    if not is_there:
        print(f"! {what} is not here: its tests do not run", flush=True)
        if IS_CI:
            sys.exit(f"CI=true, and {what} is missing")
    return is_there


def main() -> None:
    """Run all checks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the tests")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsportal-test-") as data_dir:
        os.environ["DATA_DIR"] = data_dir
        # Some hundred processes are started: each would compile all anew.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY"):
            os.environ.pop(name, None)
        quick_checks()
        if options.quick:
            return
        (ROOT / "var").mkdir(exist_ok=True)
        join_reports([report_of(name) for name in all_suites()])


def all_suites() -> list[str]:
    """Run the suite on every database and in the browser; return the names of the runs."""
    count = os.environ.get("TEST_WORKERS", "2")
    workers = ["-n", count, "--dist", "worksteal", "--ignore=tests/browser"]
    names = ["sqlite"]
    suite("sqlite", *workers)
    cache = {"CACHE_URL": CACHE_URL} if required("Redis", has_redis(CACHE_URL)) else {}
    if required("PostgreSQL", has_postgresql(DATABASE_URL)):
        suite("postgresql", *workers, DATABASE_URL=DATABASE_URL, **cache)
        names.append("postgresql")
    if required("Chromium", chromium.path() is not None):
        suite("browser", "tests/browser", "-n", "2", "--dist", "loadfile")
        names.append("browser")
    return names


if __name__ == "__main__":
    main()
