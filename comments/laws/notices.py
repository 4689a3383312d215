"""What holds for a notice: against what is public, answered whole, taken back before it is told."""

from .law import NOTICE, Law

# The publication that a notice contests stands on its comment, on the words that were reported.
CONTESTED = (
    "SELECT 1 FROM comments_comment c JOIN comments_decision d ON d.id = NEW.decision_id"
    " WHERE c.id = NEW.comment_id AND d.comment_id = c.id AND c.status = 'approved'"
    " AND c.words_version = NEW.words_version AND d.words_version = c.words_version"
)
SAME_NOTICE = "SELECT 1 FROM comments_notice n WHERE n.id = NEW.id OR n.code = NEW.code"
POSTED = (
    "SELECT 1 FROM comments_clause k JOIN comments_policy p ON p.id = k.policy_id"
    " WHERE k.id = NEW.clause_id AND p.status = 'published'"
)
TOLD = "SELECT 1 FROM comments_statement s WHERE s.notice_id = OLD.id"
UNDONE = (
    "SELECT 1 FROM comments_decision d WHERE d.ruling = 'reopen' AND d.by_id = OLD.decided_by_id"
    " AND d.id = (SELECT MIN(e.id) FROM comments_decision e"
    " WHERE e.comment_id = OLD.comment_id AND e.id > OLD.removal_id)"
)

LAWS = (
    Law(
        "law_notice_begins_open",
        NOTICE,
        "INSERT",
        "NEW.outcome <> '' OR NEW.text = '' OR NEW.reply <> ''"
        f" OR NOT EXISTS ({CONTESTED} AND c.decision_id = d.id)"
        f" OR NOT EXISTS ({POSTED}) OR EXISTS ({SAME_NOTICE})",
        "law: a notice begins open, under a posted clause, against a comment that is public",
        locks=True,
    ),
    Law(
        "law_notice_stays_as_lodged",
        NOTICE,
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.comment_id <> OLD.comment_id"
        " OR NEW.decision_id <> OLD.decision_id OR NEW.words_version <> OLD.words_version"
        " OR NEW.clause_id <> OLD.clause_id OR NEW.code <> OLD.code"
        " OR NEW.language <> OLD.language OR NEW.made_at <> OLD.made_at"
        " OR (NEW.text <> OLD.text AND NEW.text <> '')"
        " OR (NEW.email <> OLD.email AND NEW.email <> '')"
        " OR (OLD.outcome <> '' AND NEW.outcome <> '' AND (NEW.outcome <> OLD.outcome"
        " OR NEW.decided_by_id <> OLD.decided_by_id OR NEW.decided_at <> OLD.decided_at"
        " OR NEW.removal_id <> OLD.removal_id"
        " OR (NEW.reply <> OLD.reply AND NEW.reply <> '')))",
        "law: a notice and its outcome stay; their words can only be erased",
    ),
    Law(
        "law_notice_removed_by_decision",
        NOTICE,
        "UPDATE",
        "NEW.outcome = 'removed' AND OLD.outcome = '' AND NOT EXISTS (SELECT 1"
        " FROM comments_comment c JOIN comments_decision d ON d.id = c.decision_id"
        " WHERE c.id = NEW.comment_id AND c.status = 'rejected' AND d.id = NEW.removal_id"
        " AND d.words_version = NEW.words_version AND d.by_id = NEW.decided_by_id)",
        "law: a notice is answered by removal only by the decision that refuses the comment",
        locks=True,
    ),
    Law(
        "law_notice_kept_by_another",
        NOTICE,
        "UPDATE",
        "NEW.outcome = 'kept' AND OLD.outcome = ''"
        f" AND NOT EXISTS ({CONTESTED} AND d.by_id <> NEW.decided_by_id)",
        "law: a reported comment is kept while it is public, by another person than its publisher",
        locks=True,
    ),
    Law(
        "law_notice_taken_back_untold",
        NOTICE,
        "UPDATE",
        f"OLD.outcome <> '' AND NEW.outcome = '' AND (EXISTS ({TOLD})"
        f" OR (OLD.outcome = 'removed' AND NOT EXISTS ({UNDONE})))",
        "law: an outcome is taken back only before it was told, a removal by reopening the comment",
        locks=True,
    ),
    Law(
        "law_notice_never_goes",
        NOTICE,
        "DELETE",
        "1 = 1",
        "law: notices are kept; their words can be erased",
    ),
)

# SQLite has no TRUNCATE. An empty table may be emptied.
LAWS_OF_POSTGRESQL = (
    Law(
        "law_notice_never_truncated",
        NOTICE,
        "TRUNCATE",
        "EXISTS (SELECT 1 FROM comments_notice)",
        "law: notices are kept; their words can be erased",
    ),
)
