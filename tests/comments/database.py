"""Past the code and straight at the database, whose laws must hold by themselves."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction


@contextmanager
def refused(match: str = "law: ") -> Iterator[None]:
    """Assert that the database refuses what happens inside, and that it says which law."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        yield


def sql(statement: str, *values: object) -> int:
    """Run raw SQL; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
