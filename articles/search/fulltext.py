"""The SQL in which SQLite's FTS5 and PostgreSQL differ: matching and order.

Words are stems made by `newsportal.arabic`: letters or digits only, so that neither database's own
analysis changes them and nothing in them has to be escaped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression, FloatField

FIELD_WEIGHTS = (4.0, 2.0, 1.0)  # headline; kicker, dek, names; text
ENTRIES, OWNERS = "articles_searchentry", "articles_translation"
SYNONYMS = "articles_synonym"

# -- what is asked for ---------------------------------------------------------------------------

Alternatives = Sequence[str]
"""Words of which any one will do."""


def any_of(words: Alternatives) -> str:
    """The condition 'one of these words', in the language of the database."""
    if connection.vendor == "sqlite":
        return " OR ".join(f'"{word}"' for word in words)
    return " | ".join(f"'{word}'" for word in words)


def all_of(groups: Iterable[Alternatives]) -> str:
    """The condition 'a word of each group'."""
    glue = " AND " if connection.vendor == "sqlite" else " & "
    return glue.join(f"({any_of(words)})" for words in groups)


@dataclass(frozen=True)
class Counted:
    """How many entries hold each group of words, how many there are, and the synonyms' lists."""

    found: list[int]
    total: int
    synonyms: list[str]


def count_matches(groups: Sequence[Alternatives], at_most: int) -> Counted:
    """Count the entries, each number at most `at_most`, and read the synonyms. One query.

    The counts say how telling a word is; they are shown to nobody.
    """
    one = f"SELECT 1 FROM {ENTRIES} WHERE {_matches_sql(ENTRIES)} LIMIT {at_most}"  # noqa: S608
    # The entries' own rows are wide; the translations are counted along an index.
    counted = [*([one] * len(groups)), f"SELECT 1 FROM {OWNERS} LIMIT {at_most}"]  # noqa: S608
    columns = [f"(SELECT COUNT(*) FROM ({query}) AS _found)" for query in counted]  # noqa: S608
    is_sqlite = connection.vendor == "sqlite"
    joined = "GROUP_CONCAT(words, CHAR(10))" if is_sqlite else "STRING_AGG(words, CHR(10))"
    columns.append(f"(SELECT {joined} FROM {SYNONYMS})")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", [any_of(words) for words in groups])
        *found, total, synonyms = cursor.fetchone()
    return Counted(found, total, (synonyms or "").split("\n"))


def _matches_sql(table: str) -> str:
    if connection.vendor == "sqlite":
        return f"{table}.{table} MATCH %s"
    return f"{table}.vector @@ %s::tsquery"


class _OverTable(Expression):
    """An expression about the whole row of a table of words, named by one of its columns."""

    def __init__(self, column: Any, output_field: Any) -> None:
        super().__init__(output_field=output_field)
        self.column = column

    def get_source_expressions(self) -> list[Any]:
        """The column, so that Django resolves and relabels it."""
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """The column, resolved."""
        (self.column,) = exprs

    def _names(self, compiler: Any) -> tuple[str, str]:
        """The alias of the table in this query, and its own name; both quoted."""
        quote = compiler.quote_name_unless_alias
        return quote(self.column.alias), quote(self.column.target.model._meta.db_table)


class Matches(_OverTable):
    """Whether the row of `column` matches a condition made by `any_of` or `all_of`."""

    conditional = True

    def __init__(self, column: Any, condition: str) -> None:
        super().__init__(column, BooleanField())
        self.condition = condition

    def as_sqlite(self, compiler: Any, _connection: Any, **_context: Any) -> tuple[str, list]:
        """FTS5: its hidden column has the table's name."""
        alias, table = self._names(compiler)
        return f"{alias}.{table} MATCH %s", [self.condition]

    def as_postgresql(self, compiler: Any, _connection: Any, **_context: Any) -> tuple[str, list]:
        """PostgreSQL: the vector, which has an index."""
        alias, _table = self._names(compiler)
        return f"{alias}.vector @@ %s::tsquery", [self.condition]


class Relevance(_OverTable):
    """How well the row fits: the database's own measure, good enough to choose candidates by.

    FTS5 knows how rare a word is; PostgreSQL does not, and is told by `rarities`.
    """

    def __init__(
        self,
        column: Any,
        groups: Sequence[Alternatives],
        rarities: Sequence[float],
    ) -> None:
        super().__init__(column, FloatField())
        self.groups = groups
        self.rarities = rarities

    def as_sqlite(self, compiler: Any, _connection: Any, **_context: Any) -> tuple[str, list]:
        """BM25, whose best is the smallest."""
        alias, table = self._names(compiler)
        weights = ", ".join(str(weight) for weight in FIELD_WEIGHTS)
        return f"-bm25({alias}.{table}, {weights})", []

    def as_postgresql(self, compiler: Any, _connection: Any, **_context: Any) -> tuple[str, list]:
        """The sum over the words; 1 damps long texts by the logarithm of their length."""
        alias, _table = self._names(compiler)
        top = max(FIELD_WEIGHTS)
        headline, about, body = (weight / top for weight in FIELD_WEIGHTS)
        rank = f"ts_rank('{{{body}, {body}, {about}, {headline}}}', {alias}.vector, %s::tsquery, 1)"
        params: list[Any] = []
        for words, rarity in zip(self.groups, self.rarities, strict=True):
            params += [rarity, any_of(words)]
        return " + ".join([f"%s * {rank}"] * len(self.groups)), params
