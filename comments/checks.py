"""System checks of the comments: the laws stand in the database."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from comments import laws
from comments.laws.law import COMMENT


@checks.register(checks.Tags.database)
def check_laws_stand(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """W001 for each database whose laws are missing or changed (`check --database default`).

    A warning, since an error would keep `migrate`, which runs this check, from mending it; the
    answer of /readyz is the one that takes a server out of service.
    """
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if COMMENT not in connection.introspection.table_names():
            continue  # before the first migrate
        wrong = laws.missing(connection)
        if wrong:
            found.append(
                checks.Warning(
                    f"Laws of the comments do not stand in '{alias}': {', '.join(wrong)}.",
                    hint="Run manage.py migrate, which puts them back.",
                    id="comments.W001",
                )
            )
    return found
