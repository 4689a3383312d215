"""Alters the tables that the laws stand on and tries to break the laws afterwards.

Run as a program in a database of its own (`python -m tests.comments.rebuild`): SQLite rebuilds no
table inside a transaction, and a test's transaction is what keeps the others' rows apart.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import pytest
from django.conf import settings

ALTER = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("comments", "{former}")]
    operations = [
        migrations.AlterField("comment", "name", models.CharField(max_length={length}, blank=True)),
        migrations.AlterField("decision", "ruling", models.CharField(max_length={length})),
        migrations.AlterField("clause", "code", models.SlugField(max_length={length})),
        migrations.AlterField(
            "policy", "status", models.CharField(max_length={length}, default="draft")
        ),
        migrations.AlterField("notice", "code", models.CharField(max_length={length}, unique=True)),
        {more}
    ]
"""
FAILING = """
        migrations.RunPython(lambda apps, editor: 1 / 0, migrations.RunPython.noop),
"""


@contextmanager
def own_migrations() -> Iterator[Path]:
    """The migrations of the comments under another name, to which others can be added."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "probe_migrations"
        package.mkdir()
        (package / "__init__.py").touch()
        for path in (settings.BASE_DIR / "comments" / "migrations").glob("0*.py"):
            line = (
                f"from importlib import import_module\n\nname = 'comments.migrations.{path.stem}'\n"
            )
            line += "Migration = import_module(name).Migration\n"
            (package / path.name).write_text(line, encoding="utf-8")
        sys.path.insert(0, folder)
        settings.MIGRATION_MODULES = {"comments": "probe_migrations"}
        yield package


def main() -> None:
    """Alter by migrate, by a migrate that fails, and by the schema editor alone."""
    from django.core.management import call_command
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import IntegrityError, OperationalError, connection, models, transaction

    from comments import laws
    from comments.models import Clause, Comment, Decision, Policy
    from tests.comments.factories import make_approved, make_comment, moderator_named
    from tests.comments.test_laws import ATTEMPTS
    from tests.comments.test_masks import ATTEMPTS as ATTEMPTS_ON_MASKS
    from tests.comments.test_policy import ATTEMPTS as ATTEMPTS_ON_THE_POLICY
    from tests.comments.test_threads import ATTEMPTS as ATTEMPTS_ON_THREADS

    def attempt_everything() -> None:
        assert laws.missing(connection) == [], laws.missing(connection)
        for attempt in ATTEMPTS:
            with transaction.atomic():
                attempt(moderator_named("first"), moderator_named("other"))
                transaction.set_rollback(True)
        for attempt in (*ATTEMPTS_ON_THE_POLICY, *ATTEMPTS_ON_MASKS, *ATTEMPTS_ON_THREADS):
            with transaction.atomic():
                attempt()
                transaction.set_rollback(True)
        print("every attempt refused")

    TABLES = (  # noqa: N806
        (Comment, "name"),
        (Decision, "ruling"),
        (Clause, "code"),
        (Policy, "status"),
    )

    def rebuild(model: type[models.Model], name: str, length: int) -> None:
        old = model._meta.get_field(name)
        new = old.clone()
        new.max_length = length
        new.set_attributes_from_name(name)
        new.model = model
        with connection.schema_editor() as editor:
            editor.alter_field(model, old, new)

    def rebuild_by_hand(table: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE new__{table} AS SELECT * FROM {table}")
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(f"ALTER TABLE new__{table} RENAME TO {table}")

    # The real hasher takes a quarter of a second each for a hundred moderators.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with own_migrations() as package:
        former = sorted(path.stem for path in package.glob("0*.py"))[-1]
        call_command("migrate", verbosity=0)
        approved, pending = make_approved(), make_comment()

        alter = package / "0100_alter.py"
        alter.write_text(ALTER.format(former=former, length=90, more=""), encoding="utf-8")
        call_command("migrate", verbosity=0)
        attempt_everything()

        failing = package / "0101_alter.py"
        failing.write_text(
            ALTER.format(former="0100_alter", length=91, more=FAILING), encoding="utf-8"
        )
        with pytest.raises(ZeroDivisionError):
            call_command("migrate", verbosity=0)
        comment_rows = Comment.objects.filter(pk=approved.pk)
        barred = [
            lambda: comment_rows.update(message="كلام آخر"),
            lambda: Decision.objects.filter(comment=approved).update(note="بعد حين"),
        ]
        if connection.vendor == "sqlite":
            # Half-way: what cannot be checked is barred.
            assert laws.missing(connection) != []
            barred.append(lambda: pending.approve(by=moderator_named("first")))
        for attempt in barred:
            with pytest.raises(IntegrityError, match="law: "), transaction.atomic():
                attempt()
        failing.unlink()
        call_command("migrate", verbosity=0)
        attempt_everything()

        if connection.vendor == "sqlite":
            # The reason for stepping aside: what Django does to alter a table fails under the laws.
            for model, _name in TABLES:
                with pytest.raises(OperationalError, match="error in trigger law_"):
                    rebuild_by_hand(model._meta.db_table)
            assert laws.missing(connection) == []
        laws.step_aside(connection)
        for model, name in TABLES:
            rebuild(model, name, 93)
        if connection.vendor == "sqlite":
            assert len(laws.missing(connection)) > len(laws.LAWS) / 2
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        attempt_everything()
        comment_rows.get()


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
    django.setup()
    main()
