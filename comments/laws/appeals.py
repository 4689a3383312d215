"""What holds for an appeal: against a refusal that stands, decided by another person."""

from .law import APPEAL, Law

SAME_APPEAL = (
    "SELECT 1 FROM comments_appeal a WHERE a.id = NEW.id OR a.decision_id = NEW.decision_id"
)
# The refusal that an appeal contests is what stands on its comment.
CONTESTED = (
    "SELECT 1 FROM comments_comment c JOIN comments_decision d ON d.id = c.decision_id"
    " WHERE c.id = NEW.comment_id AND c.status = 'rejected' AND d.id = NEW.decision_id"
)

LAWS = (
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
        "law_appeal_never_truncated",
        APPEAL,
        "TRUNCATE",
        "EXISTS (SELECT 1 FROM comments_appeal)",
        "law: appeals are kept; their words can be erased",
    ),
)
