"""Law 1, tried from above: form, bulk action, update(), raw SQL; and again after a migration."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from comments import laws
from comments.models import WORDS, Comment, Decision, Policy
from newsportal.workflow import AUTHOR
from tests.comments.database import refused, sql
from tests.comments.factories import a_clause, make_approved, make_comment, make_rejected

pytestmark = pytest.mark.django_db


def decide(comment: Comment, by, ruling: str = "approve", **fields) -> Decision:
    """A Decision row alone, as it stands inside a move, before the status is written."""
    if ruling in {"reject", "remove"}:
        clause = a_clause()
        fields = {"clause": clause, "policy": clause.policy, **fields}
    fields = {"words_version": comment.words_version, **fields}
    return Decision.objects.create(comment=comment, ruling=ruling, by=by, **fields)


# -- every law, as an attempt on rows that already stand ------------------------------------------


def approved_without_decision(moderator, moderator2):
    """A status set with no decision; beside it the same with one."""
    comment = make_comment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(status="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE comments_comment SET status = 'approved' WHERE id = %s", comment.pk)
    decision = decide(comment, moderator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(status="approved")
    changed = sql(
        "UPDATE comments_comment SET status = 'approved', decision_id = %s WHERE id = %s",
        decision.pk,
        comment.pk,
    )
    assert changed == 1


def approved_by_the_decision_on_another(moderator, moderator2):
    """Another comment's decision approves nothing here."""
    comment, other = make_comment(), make_comment()
    decision = decide(other, moderator)
    with refused():
        Comment.objects.filter(pk=comment.pk).update(status="approved", decision=decision)
    with refused():
        sql(
            "UPDATE comments_comment SET status = 'approved', decision_id = %s WHERE id = %s",
            decision.pk,
            comment.pk,
        )
    assert Comment.objects.filter(pk=other.pk).update(status="approved", decision=decision) == 1


def approved_by_a_refusal(moderator, moderator2):
    """A refusal approves nothing, and neither does an approval that something came after."""
    for ruling in ("reject", "remove", "reopen"):
        comment = make_comment()
        with refused():
            decision = decide(comment, moderator, ruling)
            Comment.objects.filter(pk=comment.pk).update(status="approved", decision=decision)
        former = decide(comment, moderator)
        decide(comment, moderator, ruling)
        with refused():
            Comment.objects.filter(pk=comment.pk).update(status="approved", decision=former)
        last = decide(comment, moderator)
        assert Comment.objects.filter(pk=comment.pk).update(status="approved", decision=last) == 1


def approved_for_other_words(moderator, moderator2):
    """A decision fits only the words it was made on."""
    comment = make_rejected()
    decision = decide(comment, moderator)
    sent_again = {"status": "pending", "decision": None, "words_version": 2}
    Comment.objects.filter(pk=comment.pk).update(message="كلام آخر", **sent_again)
    with refused():
        Comment.objects.filter(pk=comment.pk).update(status="approved", decision=decision)
    comment.refresh_from_db()
    fitting = decide(comment, moderator)
    assert Comment.objects.filter(pk=comment.pk).update(status="approved", decision=fitting) == 1


def inserted_decided(moderator, moderator2):
    """No comment begins as anything but pending and undecided."""
    article, decision = make_comment().article, make_approved().decision
    words = {"article": article, "language": "ar", "message": "كلام"}
    for fields in (
        {"status": "approved", "decision": decision},
        {"status": "rejected", "decision": decision},
        {"status": "withdrawn"},
        {"decision": decision},
        {"words_version": 2},
    ):
        with refused():
            Comment.objects.bulk_create([Comment(**words, **fields)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.bulk_create([Comment(**words, status="approved")])
    with pytest.raises(ValidationError) as by_save:
        Comment(**words, status="approved", decision=decision).save()
    assert by_save.value.code == "status_by_move"
    columns = (
        "article_id, language, name, email, country, subject, message, status, words_version,"
        " code, is_legal_risk, verification, findings, created_at"
    )
    for status, succeeds in (("approved", False), ("pending", True)):
        insert = (
            f"INSERT INTO comments_comment ({columns}, decision_id) SELECT article_id, language,"
            f" name, email, country, subject, message, '{status}', words_version,"
            f" code || '{status}', is_legal_risk, verification, findings, created_at, %s"
            " FROM comments_comment WHERE id = %s"
        )
        values = (None if succeeds else decision.pk, decision.comment_id)
        if succeeds:
            assert sql(insert, *values) == 1
        else:
            with refused():
                sql(insert, *values)
    assert Comment.objects.bulk_create([Comment(**words)])


def words_swapped(moderator, moderator2):
    """Words stay, however they are written at, until they are refused, or erased for good."""
    approved, pending, rejected = make_approved(), make_comment(), make_rejected()
    everything = (approved, pending, rejected)
    for field in WORDS:
        value = {"language": "fr", "country": "LB"}.get(field, "كلام آخر")
        for comment in everything:
            with refused():
                Comment.objects.filter(pk=comment.pk).update(**{field: value})
            with refused():
                sql(f"UPDATE comments_comment SET {field} = %s WHERE id = %s", value, comment.pk)
            with refused():
                setattr(comment, field, value)
                comment.save()
            comment.refresh_from_db()
            rows, counted = Comment.objects.filter(pk=comment.pk), {field: value}
            for status in (comment.status, "withdrawn"):
                with refused():
                    rows.update(**counted, words_version=2, status=status)
    again = {"status": "pending", "decision": None}
    rows = Comment.objects.filter(pk=rejected.pk)
    for fields in ({"words_version": 2}, {"message": "كلام آخر", "words_version": 3}):
        with refused():
            rows.update(**fields, **again)
    assert rows.update(message="كلام آخر", words_version=2, **again) == 1
    gone = {"name": "", "subject": "", "message": "", "country": "", "words_version": 2}
    with refused():
        Comment.objects.filter(pk=pending.pk).update(**gone, status="withdrawn", language="fr")
    assert Comment.objects.filter(pk=pending.pk).update(**gone, status="withdrawn") == 1
    # An address is no public word: it can be erased from a published comment.
    assert Comment.objects.filter(pk=approved.pk).update(email="") == 1


def moved_elsewhere(moderator, moderator2):
    """A comment keeps its number and its story; decided ones are kept, and so is their number."""
    approved, other = make_approved(), make_comment()
    with refused():
        Comment.objects.filter(pk=approved.pk).update(article=other.article)
    with refused():
        sql("UPDATE comments_comment SET id = id + 1000000 WHERE id = %s", other.pk)
    with refused():
        sql("DELETE FROM comments_comment WHERE id = %s", approved.pk)
    with pytest.raises(models.ProtectedError):
        approved.delete()
    other.delete()
    assert not Comment.objects.filter(pk=other.pk).exists()


def decisions_rewritten(moderator, moderator2):
    """Decisions are added, never changed or deleted; of a note on one only nothing may remain."""
    noted = make_comment().reject(by=moderator, clause=a_clause(), note="قال كذا").decision
    for changes in ({"note": "غيره"}, {"note": "", "by": moderator2}, {"note": "", "clause": None}):
        with refused():
            Decision.objects.filter(pk=noted.pk).update(**changes)
    assert Decision.objects.filter(pk=noted.pk).update(note="") == 1
    decision = make_rejected().decision
    other = a_clause("off-topic")
    with refused():
        Decision.objects.filter(pk=decision.pk).update(clause=other)
    with refused():
        Decision.objects.filter(pk=decision.pk).update(note="")
    with refused():
        decision.note = "بعد حين"
        decision.save()
    with refused():
        Decision.objects.bulk_update([decision], ["note"])
    with refused():
        sql("UPDATE comments_decision SET by_id = %s WHERE id = %s", moderator.pk, decision.pk)
    with refused():
        sql("DELETE FROM comments_decision WHERE id = %s", decision.pk)
    with refused():
        Decision.objects.filter(pk=decision.pk)._raw_delete("default")
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        decision.delete()
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")  # else foreign keys to be checked are in the way
        with refused():
            sql("TRUNCATE comments_decision CASCADE")
        with refused():
            sql("TRUNCATE comments_comment CASCADE")
    decision.refresh_from_db()
    assert (decision.clause.code, decision.note) == ("insult", "")
    assert Decision.objects.filter(comment=decision.comment).count() == 1


def decisions_misfit(moderator, moderator2):
    """A decision carries the words' version, its clause's policy, and names a clause to refuse."""
    comment = make_comment()
    for version in (0, 2):
        with refused():
            decide(comment, moderator, words_version=version)
    clause = a_clause()
    draft = Policy.objects.create(version=99)
    with refused():
        decide(comment, moderator, "reject", clause=clause, policy=draft)
    for ruling in ("reject", "remove"):
        with pytest.raises(IntegrityError), transaction.atomic():
            decide(comment, moderator, ruling, clause=None, policy=None)
    for ruling in ("publish", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            decide(comment, moderator, ruling)
    with pytest.raises(IntegrityError), transaction.atomic():
        decide(comment, None)
    assert decide(comment, moderator, "reject").pk


def waiting_reopened_by_another(moderator, moderator2):
    """What waits is reopened only by who approved it first, as long as nothing came after."""
    for ruling in (None, "overturn"):
        comment = make_comment(is_legal_risk=True)
        if ruling:
            comment.reject(by=moderator2, clause=a_clause()).overturn(by=moderator)
        with refused():
            decide(comment, moderator, "reopen")
    comment = make_comment(is_legal_risk=True).approve(by=moderator)
    with refused():
        decide(comment, moderator2, "reopen")
    with refused():
        sql(
            "INSERT INTO comments_decision (comment_id, ruling, by_id, made_at, note,"
            " words_version) SELECT comment_id, 'reopen', %s, made_at, note, words_version"
            " FROM comments_decision WHERE id = %s",
            moderator2.pk,
            comment.decision_id,
        )
    assert decide(comment, moderator, "reopen").pk
    with refused():
        decide(comment, moderator, "reopen")


def legal_risk_alone(moderator, moderator2):
    """Words at legal risk need two persons, and a refusal is overturned by another one."""
    comment = make_comment(is_legal_risk=True)
    with refused():
        decide(comment, moderator, "second")
    first = decide(comment, moderator)
    with refused():
        Comment.objects.filter(pk=comment.pk).update(status="approved", decision=first)
    with refused():
        Comment.objects.filter(pk=comment.pk).update(is_legal_risk=False)
    with refused():
        decide(comment, moderator, "second")
    second = decide(comment, moderator2, "second")
    assert Comment.objects.filter(pk=comment.pk).update(status="approved", decision=second) == 1
    with refused():
        Comment.objects.filter(pk=comment.pk).update(decision=first)

    refusal = make_comment()
    decide(refusal, moderator, "reject")
    with refused():
        decide(refusal, moderator, "overturn")
    overturned = decide(refusal, moderator2, "overturn")
    assert Comment.objects.filter(pk=refusal.pk).update(status="approved", decision=overturned)
    with refused():
        Comment.objects.filter(pk=refusal.pk).update(is_legal_risk=True)


def withdrawn_revived(moderator, moderator2):
    """What its author has taken back stays back, and a refusal without a clause is none."""
    comment = make_approved()
    comment.withdraw(by=AUTHOR)
    for status in ("approved", "rejected", "pending"):
        with refused():
            Comment.objects.filter(pk=comment.pk).update(status=status)
    other = make_comment()
    decision = decide(other, moderator)
    with refused():
        Comment.objects.filter(pk=other.pk).update(status="rejected", decision=decision)
    refusal = decide(other, moderator, "reject")
    assert Comment.objects.filter(pk=other.pk).update(status="rejected", decision=refusal) == 1


ATTEMPTS: list[Callable] = [
    approved_without_decision,
    approved_by_the_decision_on_another,
    approved_by_a_refusal,
    approved_for_other_words,
    inserted_decided,
    words_swapped,
    moved_elsewhere,
    decisions_rewritten,
    decisions_misfit,
    waiting_reopened_by_another,
    legal_risk_alone,
    withdrawn_revived,
]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_the_database_holds(attempt, moderator, moderator2):
    attempt(moderator, moderator2)


def test_no_row_is_replaced_past_the_laws(moderator):
    is_sqlite = connection.vendor == "sqlite"
    insert = "INSERT OR REPLACE INTO" if is_sqlite else "INSERT INTO"
    update = "UPDATE OR IGNORE" if is_sqlite else "UPDATE"

    def conflict(*columns: str) -> str:
        changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
        return "" if is_sqlite else f" ON CONFLICT (id) DO UPDATE SET {changes}"

    approved, pending = make_approved(), make_comment()
    columns = [field.column for field in Comment._meta.concrete_fields]
    fresh = {"message": "'كلام آخر'", "status": "'pending'", "decision_id": "NULL"}
    selected = ", ".join(fresh.get(column, column) for column in columns)
    with refused():
        sql(
            f"{insert} comments_comment ({', '.join(columns)}) SELECT {selected}"
            f" FROM comments_comment WHERE id = %s{conflict(*fresh)}",
            approved.pk,
        )
    columns = [field.column for field in Decision._meta.concrete_fields]
    selected = ", ".join("'approve'" if name == "ruling" else name for name in columns)
    with refused():
        sql(
            f"{insert} comments_decision ({', '.join(columns)}) SELECT {selected}"
            f" FROM comments_decision WHERE id = %s{conflict('ruling')}",
            approved.decision_id,
        )
    with refused():
        sql(
            f"{update} comments_comment SET status = 'approved', decision_id = %s WHERE id = %s",
            approved.decision_id,
            pending.pk,
        )


@pytest.mark.dialect("postgresql")
def test_no_temporary_table_stands_before_the_decisions():
    approved, pending = make_approved(), make_comment()
    sql(
        "CREATE TEMP TABLE comments_decision AS SELECT id, CAST(%s AS bigint) AS comment_id,"
        " ruling, words_version, by_id FROM public.comments_decision WHERE id = %s",
        pending.pk,
        approved.decision_id,
    )
    with refused():
        sql(
            "UPDATE comments_comment SET status = 'approved', decision_id = %s WHERE id = %s",
            approved.decision_id,
            pending.pk,
        )
    sql("DROP TABLE pg_temp.comments_decision")
    sql("ALTER FUNCTION law_comment_approved_by_decision() RESET search_path")
    assert laws.missing(connection) == ["law_comment_approved_by_decision"]


def test_nobody_takes_the_code_of_another_comment():
    approved, pending = make_approved(), make_comment()
    with refused():
        Comment.objects.filter(pk=pending.pk).update(code=approved.code)
    with refused():
        make_comment(code=approved.code)
    if connection.vendor == "sqlite":
        taken = "UPDATE OR REPLACE comments_comment SET code = %s WHERE id = %s"
        with refused():
            sql(taken, approved.code, pending.pk)
    assert Comment.objects.filter(pk=approved.pk).exists()


# -- the laws stand, also after a table was built anew -------------------------------------------


def test_the_laws_stand_and_the_check_sees_when_one_does_not(client):
    def warned():
        return [each.id for each in run_checks(tags=["database"], databases=["default"])]

    assert laws.missing(connection) == []
    assert "comments.W001" not in warned()
    assert "laws" not in client.get("/readyz").json()["failing"]
    law = laws.LAWS[2]
    sql(
        f"DROP TRIGGER {law.name}"
        + (f" ON {law.table}" if connection.vendor == "postgresql" else "")
    )
    assert laws.missing(connection) == [law.name]
    assert "comments.W001" in warned()
    assert "laws" in client.get("/readyz").json()["failing"]
    laws.put_back(connection)
    assert laws.missing(connection) == []


def test_a_law_that_was_changed_counts_as_missing():
    if connection.vendor == "postgresql":
        sql("ALTER TABLE comments_comment DISABLE TRIGGER law_comment_words_stay")
        sql(
            "CREATE OR REPLACE FUNCTION law_decision_never_goes() RETURNS trigger"
            " LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
        )
        sql("DROP TRIGGER law_decision_never_changes ON comments_decision")
        sql(
            "CREATE TRIGGER law_decision_never_changes BEFORE UPDATE ON comments_decision"
            " FOR EACH ROW WHEN (1 = 2) EXECUTE FUNCTION law_decision_never_changes()"
        )
    else:
        sql("DROP TRIGGER law_comment_words_stay")
        sql("DROP TRIGGER law_decision_never_changes")
        sql("DROP TRIGGER law_decision_never_goes")
        sql(
            "CREATE TRIGGER law_decision_never_goes BEFORE DELETE ON comments_decision"
            " WHEN 1 = 2 BEGIN SELECT 1; END"
        )
    assert laws.missing(connection) == [
        "law_comment_words_stay",
        "law_decision_never_changes",
        "law_decision_never_goes",
    ]
    laws.put_back(connection)
    assert laws.missing(connection) == []


def test_the_laws_hold_after_migrations_that_alter_their_tables(tmp_path):
    """All attempts again, in a database of its own (see tests/comments/rebuild.py)."""
    with own_database(tmp_path) as address:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.comments.rebuild"],
            env={**os.environ, "DATABASE_URL": address, "DATA_DIR": str(tmp_path)},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("every attempt refused") == 3


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """The address of an empty database of the kind that the suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/rebuild.sqlite3"
        return
    name = f"rebuild_{os.getpid()}"
    place = connection.settings_dict
    with closing(psycopg2.connect(**connection.get_connection_params())) as door:
        door.autocommit = True
        with door.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            try:
                who = f"{place['USER']}:{place['PASSWORD']}".rstrip(":")
                yield f"postgres://{who}@{place['HOST']}:{place['PORT']}/{name}"
            finally:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
