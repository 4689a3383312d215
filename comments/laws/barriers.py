"""What stands in for the laws while SQLite rebuilds tables."""

from .law import APPEAL, CLAUSE, COMMENT, DECISION, MASK, NOTICE, POLICY, Law

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
        "law_barrier_mask",
        MASK,
        "INSERT",
        "1 = 1",
        "law: nothing is added while the tables are rebuilt; run migrate to its end",
    ),
    Law(
        "law_barrier_notice",
        NOTICE,
        "UPDATE",
        "NEW.outcome <> OLD.outcome",
        "law: nothing is decided while the tables are rebuilt; run migrate to its end",
    ),
    Law(
        "law_barrier_new_notice",
        NOTICE,
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
