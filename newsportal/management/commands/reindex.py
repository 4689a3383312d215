"""`manage.py reindex`: make the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.models import Article
from articles.search import index
from newsportal.demo.progress import Progress


class Command(BaseCommand):
    """Rebuilds the index in batches; may run beside everything else, and again at any time."""

    help = (
        "Makes the search index anew, in batches, while the site goes on; the same when repeated."
    )

    def handle(self, *, verbosity: int, **_options: Any) -> None:
        """Rebuild, with a bar on a terminal."""
        progress = Progress(self.stdout if verbosity else None)
        progress.stage("Stories indexed", Article._base_manager.count())
        index.rebuild(progress.step)
        progress.close()
