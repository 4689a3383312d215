"""Law 1 in the database: no comment is public without a recorded decision by a person.

Beside it what a decision rests on: a policy that was posted stays as it was.

The laws are data: a moment, a condition that must never come about, a sentence. Out of them one
trigger a law is made for SQLite and for PostgreSQL, so both know the same laws in the same words.
The conditions use only what the two dialects share.

`put_back` runs after every migrate (comments/apps.py). SQLite needs more: to alter a table Django
builds a new one, drops the old and renames the new; triggers on the dropped table vanish with it,
and the rename fails while a trigger of another table names it ("error in trigger …: no such
table"). So `step_aside` runs before a migrate that has something to do. It takes away only the
laws that name another table and bars all approval and all decisions instead: should the migration
fail half-way, nothing can be published until one has come through. PostgreSQL keeps its triggers
through ALTER TABLE and needs none of this.

There is no switch. Forging a whole Decision by SQL is outside the law.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

COMMENT = "comments_comment"
DECISION = "comments_decision"
CLAUSE = "comments_clause"
POLICY = "comments_policy"
APPEAL = "comments_appeal"
TABLES = (COMMENT, DECISION, CLAUSE, POLICY, APPEAL)

WORDS_DIFFER = (
    "(NEW.name <> OLD.name OR NEW.country <> OLD.country OR NEW.subject <> OLD.subject"
    " OR NEW.message <> OLD.message OR NEW.language <> OLD.language)"
)
# The decision that the row names is the last one of this very comment, on the words as they are.
LAST_DECISION = (
    "SELECT 1 FROM comments_decision d WHERE d.id = NEW.decision_id AND d.comment_id = NEW.id"
    " AND d.words_version = NEW.words_version AND NOT EXISTS (SELECT 1 FROM comments_decision e"
    " WHERE e.comment_id = NEW.id AND e.id > d.id)"
)
# The last decision so far on the comment that is being decided, made by another person.
FORMER = (
    "SELECT 1 FROM comments_decision f WHERE f.comment_id = NEW.comment_id"
    " AND f.words_version = NEW.words_version AND f.by_id <> NEW.by_id"
    " AND f.id = (SELECT MAX(g.id) FROM comments_decision g WHERE g.comment_id = NEW.comment_id)"
)
# What a policy lacks as long as it cannot be posted; settings.LANGUAGES says the same in tests.
LANGUAGES = ("ar", "en", "fr")
TEXT_MISSING = " OR ".join(
    f"COALESCE(TRIM(NEW.{field}_{code}), '') = ''"
    for field in ("intro", "disclaimer")
    for code in LANGUAGES
)
CLAUSE_TEXT_MISSING = " OR ".join(
    f"COALESCE(TRIM(c.{field}_{code}), '') = ''"
    for field in ("title", "text")
    for code in LANGUAGES
)
ITS_CLAUSES = "SELECT 1 FROM comments_clause c WHERE c.policy_id = NEW.id"
NUMBER_TWICE = (
    "SELECT 1 FROM comments_clause c JOIN comments_clause d ON d.policy_id = c.policy_id"
    " AND d.number = c.number AND d.id <> c.id WHERE c.policy_id = NEW.id"
)
POLICY_OF_CLAUSE = "SELECT c.policy_id FROM comments_clause c WHERE c.id = NEW.id"
POLICIES_OF_CLAUSES = "SELECT c.policy_id FROM comments_clause c"
POSTED = "SELECT 1 FROM comments_policy p WHERE p.published_at IS NOT NULL"
SAME_APPEAL = (
    "SELECT 1 FROM comments_appeal a WHERE a.id = NEW.id OR a.decision_id = NEW.decision_id"
)
# The refusal that an appeal contests is what stands on its comment.
CONTESTED = (
    "SELECT 1 FROM comments_comment c JOIN comments_decision d ON d.id = c.decision_id"
    " WHERE c.id = NEW.comment_id AND c.status = 'rejected' AND d.id = NEW.decision_id"
)


@dataclass(frozen=True)
class Law:
    """`when` must never come about at `event` on `table`; who tries is told `message`.

    `locks` makes PostgreSQL hold the comment that is being decided, so that two decisions on it
    are made one after the other; `holds` names other rows to be held so. SQLite has one writer
    anyway.
    """

    name: str
    table: str
    event: str
    when: str
    message: str
    locks: bool = False
    holds: str = ""

    @property
    def is_rebuild_proof(self) -> bool:
        """Whether SQLite can rebuild any other table while this law stands."""
        return not any(table in self.when for table in TABLES if table != self.table)

    def for_sqlite(self) -> str:
        """The trigger, in the form in which SQLite keeps it."""
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}"
            f" WHEN {self.when} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def body_for_postgresql(self) -> str:
        """The body of the trigger's function, in the form in which PostgreSQL keeps it."""
        held = f"{COMMENT} WHERE id = NEW.comment_id" if self.locks else self.holds
        lock = f"PERFORM 1 FROM {held} FOR UPDATE; " if held else ""
        row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(self.event, "NEW")
        return (
            f"BEGIN {lock}IF {self.when} THEN"
            f" RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation';"
            f" END IF; RETURN {row}; END"
        )

    def for_postgresql(self, schema: str) -> list[str]:
        """The statements that put the function and its trigger in place, for tables in `schema`.

        The function looks for tables there alone: a temporary table of the same name, which any
        connection may make, comes first otherwise.
        """
        level = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return [
            (
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql"
                f" SET search_path = {schema}, pg_temp AS $law${self.body_for_postgresql()}$law$"
            ),
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            (
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}"
                f" FOR EACH {level} EXECUTE FUNCTION {self.name}()"
            ),
            # ALWAYS: in a session that plays a replica too.
            f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.name}",
        ]


LAWS = (
    Law(
        "law_comment_begins_undecided",
        COMMENT,
        "INSERT",
        "NEW.status <> 'pending' OR NEW.decision_id IS NOT NULL OR NEW.words_version <> 1",
        "law: a comment begins as pending, with no decision, with words_version 1",
    ),
    Law(
        "law_comment_number_is_new",
        COMMENT,
        "INSERT",
        "EXISTS (SELECT 1 FROM comments_decision d WHERE d.comment_id = NEW.id)"
        " OR EXISTS (SELECT 1 FROM comments_comment c WHERE c.code = NEW.code)",
        "law: another comment has this code, or decisions stand under this number",
    ),
    Law(
        "law_comment_approved_by_decision",
        COMMENT,
        "UPDATE",
        f"NEW.status = 'approved' AND NOT EXISTS ({LAST_DECISION}"
        " AND ((NOT NEW.is_legal_risk AND d.ruling IN ('approve', 'overturn'))"
        " OR d.ruling = 'second'))",
        "law: approved needs an approving decision, the last one on this comment and these words"
        " (at legal risk: by a second person)",
    ),
    Law(
        "law_comment_rejected_by_decision",
        COMMENT,
        "UPDATE",
        f"NEW.status = 'rejected' AND NOT EXISTS ({LAST_DECISION}"
        " AND d.ruling IN ('reject', 'remove'))",
        "law: rejected needs a refusing decision, the last one on this comment and these words",
    ),
    Law(
        "law_comment_words_stay",
        COMMENT,
        "UPDATE",
        f"{WORDS_DIFFER} AND NEW.status NOT IN ('pending', 'withdrawn')",
        "law: the words of a decided comment cannot change",
    ),
    Law(
        "law_comment_new_words_are_counted",
        COMMENT,
        "UPDATE",
        f"({WORDS_DIFFER} AND NEW.words_version <> OLD.words_version + 1)"
        f" OR (NEW.words_version <> OLD.words_version AND NOT {WORDS_DIFFER})",
        "law: words change only together with words_version, by one",
    ),
    Law(
        "law_comment_stays_in_its_place",
        COMMENT,
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.article_id <> OLD.article_id OR NEW.code <> OLD.code",
        "law: a comment keeps its number, its code and its story",
    ),
    Law(
        "law_comment_withdrawn_for_good",
        COMMENT,
        "UPDATE",
        "OLD.status = 'withdrawn' AND NEW.status <> 'withdrawn'",
        "law: what its author has withdrawn stays withdrawn",
    ),
    Law(
        "law_comment_legal_risk_stays",
        COMMENT,
        "UPDATE",
        "OLD.is_legal_risk AND NOT NEW.is_legal_risk AND NEW.words_version = OLD.words_version",
        "law: the same words do not lose their legal risk",
    ),
    Law(
        "law_comment_decided_is_kept",
        COMMENT,
        "DELETE",
        "EXISTS (SELECT 1 FROM comments_decision d WHERE d.comment_id = OLD.id)",
        "law: a comment with decisions is kept; its words can be erased",
    ),
    Law(
        "law_decision_fits_the_words",
        DECISION,
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM comments_comment c WHERE c.id = NEW.comment_id"
        " AND c.words_version = NEW.words_version)",
        "law: a decision is made on the words as they are now",
        locks=True,
    ),
    Law(
        "law_decision_comes_last",
        DECISION,
        "INSERT",
        "EXISTS (SELECT 1 FROM comments_decision d WHERE d.id = NEW.id"
        " OR (d.comment_id = NEW.comment_id AND d.id > NEW.id AND NEW.id > 0))",
        "law: decisions are added, one after the other",
        locks=True,
    ),
    Law(
        "law_decision_second_is_another",
        DECISION,
        "INSERT",
        f"NEW.ruling = 'second' AND NOT EXISTS ({FORMER} AND f.ruling IN ('approve', 'overturn'))",
        "law: a second approval follows the first one, by another person",
        locks=True,
    ),
    Law(
        "law_decision_overturn_is_another",
        DECISION,
        "INSERT",
        f"NEW.ruling = 'overturn' AND NOT EXISTS ({FORMER} AND f.ruling IN ('reject', 'remove'))",
        "law: a refusal is overturned by another person than the one who refused",
        locks=True,
    ),
    Law(
        "law_decision_clause_of_its_policy",
        DECISION,
        "INSERT",
        "NEW.clause_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM comments_clause c"
        " WHERE c.id = NEW.clause_id AND c.policy_id = NEW.policy_id)",
        "law: the clause is one of the policy that the decision names",
    ),
    Law(
        "law_decision_never_changes",
        DECISION,
        "UPDATE",
        "1 = 1",
        "law: decisions are added, never changed",
    ),
    Law(
        "law_decision_never_goes",
        DECISION,
        "DELETE",
        "1 = 1",
        "law: decisions are added, never deleted",
    ),
    Law(
        "law_policy_begins_as_draft",
        POLICY,
        "INSERT",
        "NEW.published_at IS NOT NULL"
        f" OR EXISTS ({POSTED} AND (p.id = NEW.id OR p.version = NEW.version))",
        "law: a policy begins as a draft, beside those that were posted",
    ),
    Law(
        "law_policy_keeps_its_number",
        POLICY,
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.version <> OLD.version",
        "law: a policy keeps its number and its version",
    ),
    Law(
        "law_policy_posted_never_changes",
        POLICY,
        "UPDATE",
        "OLD.published_at IS NOT NULL",
        "law: a posted policy stays as it was posted",
    ),
    Law(
        "law_policy_posted_never_goes",
        POLICY,
        "DELETE",
        "OLD.published_at IS NOT NULL",
        "law: a posted policy is never deleted",
    ),
    Law(
        "law_policy_posted_is_whole",
        POLICY,
        "UPDATE",
        f"NEW.published_at IS NOT NULL AND ({TEXT_MISSING}"
        f" OR NOT EXISTS ({ITS_CLAUSES}) OR EXISTS ({ITS_CLAUSES} AND ({CLAUSE_TEXT_MISSING}))"
        f" OR EXISTS ({NUMBER_TWICE}) OR EXISTS ({POSTED} AND p.version > NEW.version))",
        "law: a policy is posted whole, in every language, after those before it",
    ),
    Law(
        "law_clause_of_posted_never_added",
        CLAUSE,
        "INSERT",
        f"EXISTS ({POSTED} AND (p.id = NEW.policy_id OR p.id = ({POLICY_OF_CLAUSE})))",
        "law: a posted policy gets no further clauses",
        holds="comments_policy WHERE id = NEW.policy_id",
    ),
    Law(
        "law_clause_of_posted_never_changes",
        CLAUSE,
        "UPDATE",
        f"NEW.id <> OLD.id OR EXISTS ({POSTED} AND p.id IN (OLD.policy_id, NEW.policy_id))",
        "law: the clauses of a posted policy stay as they were posted",
        holds="comments_policy WHERE id IN (OLD.policy_id, NEW.policy_id)",
    ),
    Law(
        "law_clause_of_posted_never_goes",
        CLAUSE,
        "DELETE",
        f"EXISTS ({POSTED} AND p.id = OLD.policy_id)",
        "law: the clauses of a posted policy are never deleted",
        holds="comments_policy WHERE id = OLD.policy_id",
    ),
    Law(
        "law_appeal_contests_what_stands",
        APPEAL,
        "INSERT",
        f"NEW.outcome <> '' OR NEW.text = '' OR NOT EXISTS ({CONTESTED}) OR EXISTS ({SAME_APPEAL})",
        "law: an appeal begins open and is the only one against a refusal that stands",
        locks=True,
    ),
    Law(
        "law_appeal_stays_as_lodged",
        APPEAL,
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.comment_id <> OLD.comment_id"
        " OR NEW.decision_id <> OLD.decision_id OR NEW.made_at <> OLD.made_at"
        " OR (NEW.text <> OLD.text AND NEW.text <> '')"
        " OR (OLD.outcome <> '' AND (NEW.outcome <> OLD.outcome"
        " OR NEW.decided_by_id <> OLD.decided_by_id OR NEW.decided_at <> OLD.decided_at"
        " OR (NEW.reply <> OLD.reply AND NEW.reply <> '')))",
        "law: an appeal and its outcome stay; their words can only be erased",
    ),
    Law(
        "law_appeal_upheld_by_another",
        APPEAL,
        "UPDATE",
        "NEW.outcome = 'upheld' AND OLD.outcome = '' AND (NEW.reply = ''"
        f" OR NOT EXISTS ({CONTESTED} AND d.by_id <> NEW.decided_by_id))",
        "law: a refusal is upheld with a reply, by another person than the one who refused",
        locks=True,
    ),
    Law(
        "law_appeal_overturned_by_decision",
        APPEAL,
        "UPDATE",
        "NEW.outcome = 'overturned' AND OLD.outcome = '' AND NOT EXISTS (SELECT 1"
        " FROM comments_decision d WHERE d.ruling = 'overturn' AND d.by_id = NEW.decided_by_id"
        " AND d.id = (SELECT MIN(e.id) FROM comments_decision e"
        " WHERE e.comment_id = NEW.comment_id AND e.id > NEW.decision_id))",
        "law: an appeal is granted by the decision that overturns the refusal",
        locks=True,
    ),
    Law(
        "law_appeal_never_goes",
        APPEAL,
        "DELETE",
        "1 = 1",
        "law: appeals are kept; their words can be erased",
    ),
)

# SQLite has no TRUNCATE. An empty table may be emptied.
LAWS_OF_POSTGRESQL = (
    Law(
        "law_decision_never_truncated",
        DECISION,
        "TRUNCATE",
        "EXISTS (SELECT 1 FROM comments_decision)",
        "law: decisions are added, never deleted",
    ),
    Law(
        "law_appeal_never_truncated",
        APPEAL,
        "TRUNCATE",
        "EXISTS (SELECT 1 FROM comments_appeal)",
        "law: appeals are kept; their words can be erased",
    ),
    Law(
        "law_policy_never_truncated",
        POLICY,
        "TRUNCATE",
        f"EXISTS ({POSTED})",
        "law: a posted policy is never deleted",
    ),
    Law(
        "law_clause_never_truncated",
        CLAUSE,
        "TRUNCATE",
        f"EXISTS ({POSTED} AND p.id IN ({POLICIES_OF_CLAUSES}))",
        "law: the clauses of a posted policy are never deleted",
    ),
)

# Stand in for the laws that have stepped aside; what they bar needs no other table to be read.
BARRIERS = (
    Law(
        "law_barrier_approval",
        COMMENT,
        "UPDATE",
        "NEW.status IN ('approved', 'rejected') AND (OLD.status <> NEW.status"
        " OR NEW.decision_id <> OLD.decision_id OR NEW.is_legal_risk <> OLD.is_legal_risk)",
        "law: nothing is decided while the tables are rebuilt; run migrate to its end",
    ),
    Law(
        "law_barrier_insert",
        COMMENT,
        "INSERT",
        "1 = 1",
        "law: nothing is added while the tables are rebuilt; run migrate to its end",
    ),
    Law(
        "law_barrier_decision",
        DECISION,
        "INSERT",
        "1 = 1",
        "law: nothing is decided while the tables are rebuilt; run migrate to its end",
    ),
    Law(
        "law_barrier_appeal",
        APPEAL,
        "UPDATE",
        "NEW.outcome <> OLD.outcome",
        "law: nothing is decided while the tables are rebuilt; run migrate to its end",
    ),
    Law(
        "law_barrier_new_appeal",
        APPEAL,
        "INSERT",
        "1 = 1",
        "law: nothing is added while the tables are rebuilt; run migrate to its end",
    ),
    Law(
        "law_barrier_posting",
        POLICY,
        "UPDATE",
        "NEW.published_at IS NOT NULL AND OLD.published_at IS NULL",
        "law: nothing is posted while the tables are rebuilt; run migrate to its end",
    ),
    *(
        Law(
            f"law_barrier_clause_{event.lower()}",
            CLAUSE,
            event,
            "1 = 1",
            "law: no clause is written while the tables are rebuilt; run migrate to its end",
        )
        for event in ("INSERT", "UPDATE", "DELETE")
    ),
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
    return {law.name: f"{law.table} A bound {law.body_for_postgresql()}" for law in laws}


def _found_in_postgresql(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute(
        "SELECT t.tgname, concat_ws(' ', c.relname, t.tgenabled, CASE WHEN p.proconfig ="
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
        table = found[name].partition(" ")[0]
        cursor.execute(f"DROP TRIGGER {name} ON {table}")
        cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
