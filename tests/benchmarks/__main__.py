"""`make bench`: how pages grow with the archive, as ratios in one run.

Every figure is the time of a page with a thousand stories divided by the time of the same page with
ten, both taken in this run on this machine; 1.0 means that the archive costs the reader nothing.
"""

import os
import statistics
import tempfile
import time

ROUNDS = 15
SMALL, LARGE = 10, 1_000
COMMENTS = 50


def main() -> None:
    """Measure in a newsroom of its own and print a table."""
    with tempfile.TemporaryDirectory(prefix="newsportal-bench-") as data_dir:
        os.environ["DATA_DIR"] = data_dir
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsportal.settings"
        for name in ("DATABASE_URL", "CACHE_URL", "SITE_URL"):
            os.environ.pop(name, None)
        import django

        django.setup()
        measure()


def measure() -> None:
    """Build the two archives one after the other and time every page in both."""
    from django.core.management import call_command

    from newsportal import roles

    call_command("migrate", verbosity=0)
    roles.grant()
    newsroom = Newsroom()
    newsroom.grow_to(SMALL)
    small = newsroom.time_pages()
    newsroom.grow_to(LARGE)
    large = newsroom.time_pages()
    print(f"| page | with {SMALL} stories | with {LARGE:,} | ratio | queries |")
    print("|---|---|---|---|---|")
    for title, (before, queries_before) in small.items():
        after, queries = large[title]
        count = str(queries) if queries == queries_before else f"{queries_before} → {queries}"
        print(
            f"| {title} | {before * 1000:.1f} ms | {after * 1000:.1f} ms "
            f"| {after / before:.2f} | {count} |"
        )


class Newsroom:
    """A newsroom whose archive grows, built through domain methods."""

    def __init__(self) -> None:
        from tests import factories
        from tests.comments.factories import make_approved

        self.factories = factories
        self.editor = factories.make_user("editor", role="editor")
        self.sections = [factories.make_section(f"قسم {number}") for number in range(7)]
        self.source = factories.make_source()
        self.count = 0
        self.story = self.add()
        for number in range(COMMENTS):
            make_approved(self.story, message=f"تعليق رقم {number}")

    def add(self) -> object:
        """One more published story."""
        self.count += 1
        article = self.factories.make_article(
            f"خبر المرفأ رقم {self.count}",
            section=self.sections[self.count % 7],
            source=self.source,
            body_ar="<p>" + "وصلت السفينة إلى المرفأ عند الفجر. " * 60 + "</p>",
        )
        return article.publish(by=self.editor)

    def grow_to(self, count: int) -> None:
        """Publish until there are `count` stories."""
        while self.count < count:
            self.add()

    def time_pages(self) -> dict[str, tuple[float, int]]:
        """Median seconds and the number of queries of every page."""
        pages = {
            "front page": "/",
            f"story with {COMMENTS} comments": self.story.url_in("ar"),
            "section": self.sections[1].get_absolute_url(),
            "search": "/search/?q=المرفأ",
            "feed": "/feeds/latest.xml",
            "ticker": "/ticker.json",
        }
        return {title: time_page(address) for title, address in pages.items()}


def time_page(address: str) -> tuple[float, int]:
    """Median seconds of a page, and how many queries it takes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    count = len(queries)
    seconds = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        client.get(address)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), count


if __name__ == "__main__":
    main()
