"""The moderation queue with 100 comments waiting and with 100,000: part of `make bench`.

Measured on a new SQLite file and, where the machine has one, in a new database of PostgreSQL.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROUNDS = 9
FEW, MANY = 100, 100_000
STORIES = 50
LANGUAGES = ("ar", "ar", "ar", "en", "fr")
WORDS = "شكراً على هذا الخبر، وقد زرت المرفأ أمس ورأيت السفينة بعيني. "


def main() -> None:
    """One table for SQLite and one for PostgreSQL, each in a process and a database of its own."""
    from tests.run import DATABASE_URL, has_postgresql

    with tempfile.TemporaryDirectory(prefix="newsportal-bench-") as data_dir:
        environment = {**os.environ, "DATA_DIR": data_dir}
        for name in ("DATABASE_URL", "CACHE_URL", "SITE_URL"):
            environment.pop(name, None)
        _run(environment)
        if has_postgresql(DATABASE_URL):
            with new_database(DATABASE_URL) as address:
                _run({**environment, "DATABASE_URL": address})


def _run(environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.queue", "here"], env=environment, check=True
    )


@contextmanager
def new_database(url: str) -> Iterator[str]:
    """A new database on the server of `url`, dropped in the end."""
    import psycopg2

    name, parts = f"bench_{os.getpid()}", urlsplit(url)
    server = psycopg2.connect(f"{url.rsplit('/', 1)[0]}/postgres")
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield parts._replace(path=f"/{name}").geturl()
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
            server.close()


def measure() -> None:
    """Measure on the database of this process and print a table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    desk = Desk()
    desk.grow_to(FEW)
    before = desk.time_all()
    desk.grow_to(MANY)
    after = desk.time_all()
    print(f"\n| queue, {connection.vendor} | with {FEW} | with {MANY:,} | ratio | queries |")
    print("|---|---|---|---|---|")
    for title, (seconds, queries) in after.items():
        former = before[title][0]
        print(
            f"| {title} | {former * 1000:.1f} ms | {seconds * 1000:.1f} ms "
            f"| {seconds / former:.2f} | {queries} |"
        )


class Desk:
    """A moderator before a queue that grows."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.test import Client

        from tests import factories
        from tests.comments.factories import a_clause, moderator_named

        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(
            moderator_named("moderator"), "django.contrib.auth.backends.ModelBackend"
        )
        self.clause = a_clause()
        Path(settings.TRIAGE_MODEL).touch()  # the order is on offer where a model lies
        section, source = factories.make_section(), factories.make_source()
        self.stories = [
            factories.make_published(f"خبر {number}", section=section, source=source)
            for number in range(STORIES)
        ]

    def grow_to(self, count: int) -> None:
        """Let readers write until so many comments wait; one in ten has a finding."""
        from django.db import connection
        from django.utils import timezone

        from comments.models import Comment

        there = Comment.objects.filter(status="pending").count()
        now = timezone.now()
        noticed = {"screen": "links", "severity": 1, "spans": [[0, 5]], "note": ""}
        noticed |= {"field": "message", "clause_code": "advertising"}
        Comment.objects.bulk_create(
            [
                Comment(
                    article=self.stories[number % STORIES],
                    language=LANGUAGES[number % len(LANGUAGES)],
                    email=f"reader{number % 30_000}@example.org" if number % 3 == 0 else "",
                    message=f"{WORDS * (1 + number % 5)}{number}",
                    findings=[noticed] if number % 10 == 0 else [],
                    is_legal_risk=number % 200 == 0,
                    triage_score=number * 7919 % 1000 / 1000 if number % 5 else None,
                    created_at=now,
                )
                for number in range(there, count)
            ],
            batch_size=500,
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as either database does by itself in time

    def time_all(self) -> dict[str, tuple[float, int]]:
        """Median seconds and the number of queries of each thing that a moderator does."""
        from django.urls import reverse

        from comments.models import Comment

        queue = reverse("admin:comments_comment_queue")
        keys = Comment.objects.filter(status="pending").order_by("pk").values_list("pk", flat=True)
        middle = keys[len(keys) // 2]
        pages = {
            "open the queue": queue,
            "the newest first": f"{queue}?order=newest",
            "further on": f"{queue}?after={middle}",
            "likely refused first": f"{queue}?order=likely",
            "further on in that order": f"{queue}?order=likely&after={middle}",
            "one language": f"{queue}?language=fr",
            "one story": f"{queue}?story={self.stories[1].pk}",
            "one finding": f"{queue}?finding=links",
            "over an hour old": f"{queue}?age=1",
            "see what colleagues do": f"{queue}live/?cards={'.'.join(map(str, keys[:20]))}",
            "the start page": reverse("admin:index"),
        }
        found = {name: timed(lambda each=each: self.get(each)) for name, each in pages.items()}
        waiting = iter(keys.filter(is_legal_risk=False)[: 2 * ROUNDS + 10])
        found["approve one"] = timed(lambda: self.decide(next(waiting), _move="approve"))
        found["refuse one"] = timed(lambda: self.decide(next(waiting), clause=self.clause.pk))
        return found

    def get(self, address: str) -> None:
        """Open a page."""
        assert self.client.get(address).status_code == 200, address

    def decide(self, key: int, **given: object) -> None:
        """Decide as a key of the queue does."""
        sent = {"comment": key, "words_version": 1, **given}
        queue = "/admin/comments/comment/queue/"
        answer = self.client.post(queue, sent, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.content


def timed(deed: Callable[[], None]) -> tuple[float, int]:
    """Median seconds of `deed`, and how many queries it takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        deed()
    count = len(queries)
    seconds = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        deed()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), count


if __name__ == "__main__":
    measure() if "here" in sys.argv else main()
