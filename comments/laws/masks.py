"""What holds for a mask: within the words that stand, never changed, lifted once."""

from .law import MASK, Law

# The words as they are now, long enough for the mask.
ITS_WORDS = (
    "SELECT 1 FROM comments_comment c WHERE c.id = NEW.comment_id"
    " AND c.words_version = NEW.words_version AND c.status <> 'withdrawn' AND NEW.stop <="
    " LENGTH(CASE NEW.field WHEN 'message' THEN c.message WHEN 'subject' THEN c.subject"
    " ELSE c.name END)"
)
SAME_MASK = "SELECT 1 FROM comments_mask m WHERE m.id = NEW.id"
KEPT = ("id", "comment_id", "field", "start", "stop", "kind", "words_version", "by_id", "made_at")
CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in KEPT)

LAWS = (
    Law(
        "law_mask_lies_within_the_words",
        MASK,
        "INSERT",
        f"NEW.lifted_at IS NOT NULL OR EXISTS ({SAME_MASK}) OR NOT EXISTS ({ITS_WORDS})",
        "law: a mask covers a place within the words as they are now",
        locks=True,
    ),
    Law(
        "law_mask_is_only_lifted",
        MASK,
        "UPDATE",
        f"OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL OR {CHANGED}",
        "law: a mask stays as it was made; it can be lifted, once",
    ),
    Law(
        "law_mask_never_goes",
        MASK,
        "DELETE",
        "1 = 1",
        "law: masks are kept; they can be lifted",
    ),
)

# SQLite has no TRUNCATE. An empty table may be emptied.
LAWS_OF_POSTGRESQL = (
    Law(
        "law_mask_never_truncated",
        MASK,
        "TRUNCATE",
        "EXISTS (SELECT 1 FROM comments_mask)",
        "law: masks are kept; they can be lifted",
    ),
)
