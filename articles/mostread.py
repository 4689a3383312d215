"""The most read stories, counted without following anybody.

A story's page counts itself when it is asked for by what does not name itself a machine: a number
for each story, language and day, and nothing of who asked. Each process keeps its numbers in memory
and adds them to the table every few seconds, all processes to the same rows; one that ends loses
its last seconds.
"""

import logging
import re
import threading
from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.db import Error, close_old_connections, connection, transaction
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Article, ReadCount
from articles.models.stories import ArticleQuerySet

logger = logging.getLogger(__name__)

# Names by which machines call themselves; a browser's begins with Mozilla/ and holds none of them.
MACHINE = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|archiver|preview|facebookexternalhit|whatsapp|telegram"
    r"|monitor|uptime|scan|fetch|feed|lighthouse|validator|http-?client",
    re.IGNORECASE,
)

# The row of a story that is gone meanwhile is not begun.
ADD = (
    'INSERT INTO articles_readcount ("article_id", "language", "day", "count")'
    ' SELECT "id", %s, %s, %s FROM articles_article WHERE "id" = %s'
    ' ON CONFLICT ("article_id", "language", "day")'
    ' DO UPDATE SET "count" = articles_readcount."count" + excluded."count"'
)

Key = tuple[int, str, date]


def is_reader(request: HttpRequest) -> bool:
    """Whether a person seems to have asked for the page, and not only in advance."""
    name = request.headers.get("User-Agent", "")
    in_advance = "prefetch" in request.headers.get("Sec-Purpose", "")
    is_browser = name.startswith("Mozilla/") and not MACHINE.search(name)
    return request.method == "GET" and is_browser and not in_advance


class Tally:
    """The reads that this process has seen and not yet added to the table."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._lock = threading.Lock()

    def add(self, article: Article, language: str) -> None:
        """Count one read, in memory."""
        with self._lock:
            self._counts[article.pk, language, timezone.localdate()] += 1

    def write(self) -> int:
        """Add what was counted to the table; returns how many rows. Kept if the database fails."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            add_up(counts)
        except Error as error:  # a line that was cut is an InterfaceError, and no DatabaseError
            logger.warning("Reads are kept for the next try: %s", type(error).__name__)
            with self._lock:
                self._counts.update(counts)
            return 0
        return len(counts)

    def keep(self) -> None:
        """Write every few seconds, from a thread of its own."""
        threading.Thread(target=self._write_on, name="reads", daemon=True).start()

    def _write_on(self) -> None:
        pause = threading.Event()
        while not pause.wait(settings.READS_WRITTEN_SECONDS):
            close_old_connections()
            self.write()


tally = Tally()


def add_up(counts: Counter[Key]) -> None:
    """Add `counts` to the rows, in one transaction and always in the same order."""
    if not counts:
        return
    adapt = connection.ops.adapt_datefield_value
    rows = [
        (language, adapt(day), number, pk) for (pk, language, day), number in sorted(counts.items())
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(ADD, rows)


def most_read(language: str) -> ArticleQuerySet:
    """The stories read most often in `language` in the last days, most often first."""
    since = timezone.localdate() - timedelta(days=settings.MOST_READ_DAYS - 1)
    stories = Article.objects.published(language)
    counted = stories.filter(reads__language=language, reads__day__gte=since)
    return counted.annotate(read=Sum("reads__count")).order_by("-read", "-pk").for_cards()


def forget(now_day: date) -> int:
    """Drop numbers that are older than anybody looks at; returns how many rows."""
    last = now_day - timedelta(days=settings.READS_KEPT_DAYS)
    return ReadCount.objects.filter(day__lt=last).delete()[0]
