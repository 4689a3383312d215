"""Related rows in one column: many small lists for the price of one query.

A story's page shows tags, authors, corrections and languages; each as a prefetch of its own would
break the page's budget of queries.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import JSONField, Model, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive


class Rows(Subquery):
    """The rows of `queryset` as a list of dicts of `fields`, in the queryset's order."""

    output_field = JSONField()

    def __init__(self, queryset: QuerySet, *fields: str, **named: str) -> None:
        items = JSONObject(**{name: name for name in fields}, **named)
        # Not queryset.values(): modeltranslation's adds every column when it is given none.
        super().__init__(QuerySet.values(queryset, item=items))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """SQLite's JSON is text, and has to be told so."""
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT JSON_GROUP_ARRAY(JSON(_rows.item)) FROM (%(subquery)s) _rows)",
        )

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """PostgreSQL aggregates no rows to NULL."""
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT COALESCE(JSONB_AGG(_rows.item), '[]'::JSONB)"
            " FROM (%(subquery)s) _rows)",
        )


def moment(text: str | None) -> datetime | None:
    """A time out of a JSON row; SQLite writes it in UTC without saying so."""
    parsed = parse_datetime(text) if text else None
    return parsed.replace(tzinfo=UTC) if parsed and is_naive(parsed) else parsed


def fill(instance: Model, relation: str, rows: Iterable[Model]) -> None:
    """Make `instance.<relation>.all()` answer `rows` without a query, as a prefetch does."""
    queryset = getattr(instance, relation).all()
    queryset._result_cache = list(rows)
    queryset._prefetch_done = True
    vars(instance).setdefault("_prefetched_objects_cache", {})[relation] = queryset
