"""Putting the laws in place, letting them step aside, and seeing whether they stand."""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from . import appeals, comments, decisions, masks, notices, policies, threads
from .barriers import BARRIERS
from .law import COMMENT, TABLES, Law

LAWS = (
    *comments.LAWS,
    *threads.LAWS,
    *decisions.LAWS,
    *policies.LAWS,
    *appeals.LAWS,
    *masks.LAWS,
    *notices.LAWS,
)
LAWS_OF_POSTGRESQL = (
    *decisions.LAWS_OF_POSTGRESQL,
    *policies.LAWS_OF_POSTGRESQL,
    *appeals.LAWS_OF_POSTGRESQL,
    *masks.LAWS_OF_POSTGRESQL,
    *notices.LAWS_OF_POSTGRESQL,
)


def put_back(connection: BaseDatabaseWrapper) -> None:
    """Make every law stand as it is written here, and nothing but them.

    Half-way through the migrations a table may not be there yet; then its laws follow later.
    """
    there = _tables_there(connection)
    if COMMENT not in there:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _put_back_sqlite(cursor, there)
        elif connection.vendor == "postgresql":
            _put_back_postgresql(cursor, there)


def step_aside(connection: BaseDatabaseWrapper) -> None:
    """Before SQLite rebuilds tables: bar all decisions instead of checking them."""
    there = _tables_there(connection)
    if connection.vendor != "sqlite" or COMMENT not in there:
        return
    crossing = {law.name for law in LAWS if not law.is_rebuild_proof}
    with connection.cursor() as cursor:
        found = _found_in_sqlite(cursor)
        for law in BARRIERS:
            if law.name not in found and law.table in there:
                cursor.execute(law.for_sqlite())
        for name in crossing & found.keys():
            cursor.execute(f"DROP TRIGGER {name}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """What is wrong: names of laws that are missing, switched off or not as written here."""
    if _tables_there(connection) != set(TABLES):
        return [law.name for law in LAWS]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _wrong(_found_in_sqlite(cursor), _written_for_sqlite())
        if connection.vendor == "postgresql":
            return _wrong(_found_in_postgresql(cursor), _written_for_postgresql())
    return [law.name for law in LAWS]


def _tables_there(connection: BaseDatabaseWrapper) -> set[str]:
    return set(TABLES) & set(connection.introspection.table_names())


def _wrong(found: dict[str, str], written: dict[str, str]) -> list[str]:
    return sorted(
        name for name in found.keys() | written.keys() if found.get(name) != written.get(name)
    )


# -- SQLite ---------------------------------------------------------------------------------------


def _written_for_sqlite(tables: Iterable[str] = TABLES) -> dict[str, str]:
    return {law.name: law.for_sqlite() for law in LAWS if law.table in tables}


def _found_in_sqlite(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 4) = 'law_'"
    )
    return dict(cursor.fetchall())


def _put_back_sqlite(cursor: CursorWrapper, tables: Iterable[str]) -> None:
    found, written = _found_in_sqlite(cursor), _written_for_sqlite(tables)
    for name in _wrong(found, written):
        if name in written:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(written[name])
    # The barriers last: there is no moment at which neither they nor the laws stand.
    for name in found.keys() - written.keys():
        cursor.execute(f"DROP TRIGGER {name}")


# -- PostgreSQL -----------------------------------------------------------------------------------


def _laws_of_postgresql(tables: Iterable[str] = TABLES) -> list[Law]:
    return [law for law in (*LAWS, *LAWS_OF_POSTGRESQL) if law.table in tables]


def _written_for_postgresql(tables: Iterable[str] = TABLES) -> dict[str, str]:
    laws = _laws_of_postgresql(tables)
    return {
        law.name: f"{law.trigger_for_postgresql()} A bound {law.body_for_postgresql()}"
        for law in laws
    }


def _found_in_postgresql(cursor: CursorWrapper) -> dict[str, str]:
    # The definition says when it fires: none may carry a condition or another event.
    cursor.execute(
        "SELECT t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid, true), t.tgenabled,"
        " CASE WHEN p.proconfig ="
        " ARRAY['search_path=' || quote_ident(current_schema()) || ', pg_temp']"
        " THEN 'bound' ELSE 'loose' END, p.prosrc)"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND substr(t.tgname::text, 1, 4) = 'law_'"
        " AND pg_table_is_visible(c.oid)"
    )
    return dict(cursor.fetchall())


def _put_back_postgresql(cursor: CursorWrapper, tables: Iterable[str]) -> None:
    found, written = _found_in_postgresql(cursor), _written_for_postgresql(tables)
    wrong = set(_wrong(found, written))
    cursor.execute("SELECT quote_ident(current_schema())")
    schema = cursor.fetchone()[0]
    for law in _laws_of_postgresql(tables):
        if law.name in wrong:
            for statement in law.for_postgresql(schema):
                cursor.execute(statement)
    for name in wrong & found.keys() - written.keys():
        table = found[name].partition(" ON ")[2].partition(" ")[0]
        cursor.execute(f"DROP TRIGGER {name} ON {table}")
        cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
