"""Django's migrate, which then gives the four groups their permissions."""

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import DEFAULT_DB_ALIAS, connections

from articles.search import index
from newsportal import roles

TABLES = {"auth_group", "auth_permission", "auth_group_permissions", "django_content_type"}


class Command(MigrateCommand):
    """Migrates, grants the roles and fills a search index that has just been made.

    The permissions are made by a signal after the last migration, so no migration can give them to
    a group; and a signal of our own would run once for every app and in no known order. Here they
    all exist. A partial plan is no obstacle: what does not exist is given by the next run, and
    where the tables of the accounts are gone nothing is done.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then grant unless the run was only to look."""
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        using = options["database"]
        if set(connections[using].introspection.table_names()) >= TABLES:
            roles.grant(using)
        if using == DEFAULT_DB_ALIAS and index.is_missing():
            self.stdout.write("  Indexing the stories for the search ...")
            index.rebuild()
