"""What holds for a comment: undecided it begins, by a decision it is published."""

from .law import COMMENT, Law

WORDS_DIFFER = (
    "(NEW.name <> OLD.name OR NEW.country <> OLD.country OR NEW.subject <> OLD.subject"
    " OR NEW.message <> OLD.message OR NEW.language <> OLD.language)"
)
WORDS_ERASED = (
    "NEW.status = 'withdrawn' AND NEW.name = '' AND NEW.country = '' AND NEW.subject = ''"
    " AND NEW.message = '' AND NEW.language = OLD.language"
)
# The decision that the row names is the last one of this very comment, on the words as they are.
LAST_DECISION = (
    "SELECT 1 FROM comments_decision d WHERE d.id = NEW.decision_id AND d.comment_id = NEW.id"
    " AND d.words_version = NEW.words_version AND NOT EXISTS (SELECT 1 FROM comments_decision e"
    " WHERE e.comment_id = NEW.id AND e.id > d.id)"
)

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
        f"{WORDS_DIFFER} AND NOT (OLD.status = 'rejected' AND NEW.status = 'pending')"
        f" AND NOT ({WORDS_ERASED})",
        "law: words change only when a refused comment is sent again, or when they are erased",
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
)
