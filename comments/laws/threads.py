"""What holds for a reply: it answers a published comment beside it, and goes on answering it."""

from .law import COMMENT, Law

LAWS = (
    Law(
        "law_reply_answers_a_published_comment",
        COMMENT,
        "INSERT",
        "NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM comments_comment p"
        " WHERE p.id = NEW.parent_id AND p.article_id = NEW.article_id"
        " AND p.language = NEW.language AND p.parent_id IS NULL AND p.status = 'approved')",
        "law: a reply answers a published comment of its story and language, and no reply",
        holds="comments_comment WHERE id = NEW.parent_id",
    ),
    Law(
        "law_reply_keeps_its_place",
        COMMENT,
        "UPDATE",
        "COALESCE(NEW.parent_id, 0) <> COALESCE(OLD.parent_id, 0)",
        "law: a comment goes on answering what it answered, or nothing",
    ),
    # The story cannot change anyway (law_comment_stays_in_its_place).
    Law(
        "law_reply_keeps_the_language_of_its_thread",
        COMMENT,
        "UPDATE",
        "NEW.language <> OLD.language AND (OLD.parent_id IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM comments_comment r WHERE r.parent_id = OLD.id))",
        "law: a comment and its replies stay in one language",
    ),
)
