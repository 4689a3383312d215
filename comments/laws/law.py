"""One law, and the trigger that it becomes on each database."""

from dataclasses import dataclass

COMMENT = "comments_comment"
DECISION = "comments_decision"
CLAUSE = "comments_clause"
POLICY = "comments_policy"
APPEAL = "comments_appeal"
MASK = "comments_mask"
NOTICE = "comments_notice"
TABLES = (COMMENT, DECISION, CLAUSE, POLICY, APPEAL, MASK, NOTICE)


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

    def trigger_for_postgresql(self) -> str:
        """The trigger, in the form in which PostgreSQL names it."""
        level = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}"
            f" FOR EACH {level} EXECUTE FUNCTION {self.name}()"
        )

    def for_postgresql(self, schema: str) -> list[str]:
        """The statements that put the function and its trigger in place, for tables in `schema`.

        The function looks for tables there alone: a temporary table of the same name, which any
        connection may make, comes first otherwise.
        """
        return [
            (
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql"
                f" SET search_path = {schema}, pg_temp AS $law${self.body_for_postgresql()}$law$"
            ),
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            self.trigger_for_postgresql(),
            # ALWAYS: in a session that plays a replica too.
            f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.name}",
        ]
