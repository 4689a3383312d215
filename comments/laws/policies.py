"""What holds for a policy and its clauses: posted whole, and then as they were posted."""

from .law import CLAUSE, POLICY, Law

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

LAWS = (
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
)

# SQLite has no TRUNCATE. An empty table may be emptied.
LAWS_OF_POSTGRESQL = (
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
