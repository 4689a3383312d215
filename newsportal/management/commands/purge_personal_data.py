"""`manage.py purge_personal_data`: what personal data is held, and the purge of what is due."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from newsportal.personal_data import INVENTORY

ROW = "{:<26}{:>10}{:>10}{:>10}  {}"


class Command(BaseCommand):
    """Counts and purges class by class; it can be run at any time, twice, and be stopped."""

    help = "Purges personal data whose time is over, and reports on every class of it."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run` changes nothing."""
        parser.add_argument("--dry-run", action="store_true", help="Only count.")

    def handle(self, *, dry_run: bool, **_options: Any) -> None:
        """Print one line for each class of data."""
        now = timezone.now()
        self.stdout.write(ROW.format("class of data", "held", "due", "purged", "kept"))
        for each in INVENTORY:
            held, due = each.held().count(), each.due_at(now).count()
            purged = "-" if dry_run else each.purge_due(now)
            self.stdout.write(ROW.format(each.name, held, due, purged, each.how_long))
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
