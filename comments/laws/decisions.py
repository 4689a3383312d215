"""What holds for a decision: on the words as they are, added and never changed.

A note on it can quote the words, so it can go when they are erased.
"""

from .law import DECISION, Law

# The last decision so far on the comment that is being decided, made by another person.
FORMER = (
    "SELECT 1 FROM comments_decision f WHERE f.comment_id = NEW.comment_id"
    " AND f.words_version = NEW.words_version AND f.by_id <> NEW.by_id"
    " AND f.id = (SELECT MAX(g.id) FROM comments_decision g WHERE g.comment_id = NEW.comment_id)"
)
# Zero stands for none: keys begin at one.
SAME_BUT_ITS_NOTE = (
    "NEW.id = OLD.id AND NEW.comment_id = OLD.comment_id AND NEW.ruling = OLD.ruling"
    " AND NEW.by_id = OLD.by_id AND NEW.made_at = OLD.made_at"
    " AND NEW.words_version = OLD.words_version"
    " AND COALESCE(NEW.clause_id, 0) = COALESCE(OLD.clause_id, 0)"
    " AND COALESCE(NEW.policy_id, 0) = COALESCE(OLD.policy_id, 0)"
)
PENDING = "SELECT 1 FROM comments_comment c WHERE c.id = NEW.comment_id AND c.status = 'pending'"
# The first of two approvals, the last decision so far, by the same person.
OWN_APPROVAL = (
    "SELECT 1 FROM comments_decision f WHERE f.comment_id = NEW.comment_id"
    " AND f.words_version = NEW.words_version AND f.by_id = NEW.by_id AND f.ruling = 'approve'"
    " AND f.id = (SELECT MAX(g.id) FROM comments_decision g WHERE g.comment_id = NEW.comment_id)"
)

LAWS = (
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
        "law_decision_reopen_is_own",
        DECISION,
        "INSERT",
        f"NEW.ruling = 'reopen' AND EXISTS ({PENDING}) AND NOT EXISTS ({OWN_APPROVAL})",
        "law: what waits is reopened by whoever approved it first, right after that",
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
        f"NOT ({SAME_BUT_ITS_NOTE} AND NEW.note = '' AND OLD.note <> '')",
        "law: decisions are added, never changed; a note can only be erased",
    ),
    Law(
        "law_decision_never_goes",
        DECISION,
        "DELETE",
        "1 = 1",
        "law: decisions are added, never deleted",
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
)
