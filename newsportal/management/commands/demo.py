"""`manage.py demo`: a small newsroom to look around in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsportal.demo.build import AlreadyThere, NotEmpty, build
from newsportal.demo.people import Login
from newsportal.demo.progress import Progress


class Command(BaseCommand):
    """Builds the demo newsroom once; a second run changes nothing."""

    help = "Builds the demo newsroom in an empty database and prints its logins."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --in-production."""
        parser.add_argument(
            "--in-production",
            action="store_true",
            help="Build it even where SITE_URL is https: accounts with known names come with it.",
        )

    def handle(self, *, in_production: bool, verbosity: int, **_options: Any) -> None:
        """Build, or say why not."""
        if settings.IS_PRODUCTION and not in_production:
            raise CommandError(
                "This is production (SITE_URL is https). The demo brings accounts with known "
                "names; add --in-production to build it all the same."
            )
        if verbosity:
            self.stdout.write("Building the demo newsroom …")
        try:
            logins = build(Progress(self.stdout if verbosity else None))
        except AlreadyThere:
            self.stdout.write("The demo newsroom is here already; nothing was changed.")
            return
        except NotEmpty:
            raise CommandError(
                "There are stories here already; the demo is built only into an empty newsroom. "
                "Another DATA_DIR or DATABASE_URL gives it one."
            ) from None
        self._tell(logins)

    def _tell(self, logins: list[Login]) -> None:
        self.stdout.write("The demo newsroom stands. Logins:")
        for login in logins:
            password = login.password or "(was here before, its password is unchanged)"
            self.stdout.write(f"  {login.name:<11} {password:<14} {login.role}")
