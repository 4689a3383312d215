"""What is true of comments after every step of a sequence, asked of site and database."""

from collections import Counter

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis.stateful import invariant

from comments import figures
from tests.comments.remembered import Said


def fetch(sql: str) -> list[tuple]:
    """Rows by SQL that owes nothing to the code under test."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


class Truths:
    """The invariants of a machine that remembers each comment in `said`."""

    said: list[Said]
    erased: list[str]
    steps = 0

    @invariant()
    def the_rows_are_as_they_should_be(self) -> None:
        columns = "id, status, message, email, words_version, is_legal_risk"
        rows = fetch(f"SELECT {columns} FROM comments_comment ORDER BY id")
        assert [(*row[:5], bool(row[5])) for row in rows] == [
            (each.key, each.status, each.words, each.email, each.version, each.is_risky)
            for each in self.said
        ]

    @invariant()
    def nothing_is_public_without_its_decisions(self) -> None:
        trails: dict[int, list[tuple[int, str, int, int]]] = {}
        columns = "comment_id, id, ruling, by_id, words_version"
        for key, *ruling in fetch(f"SELECT {columns} FROM comments_decision ORDER BY id"):
            trails.setdefault(key, []).append(ruling)
        public = "SELECT id, decision_id, words_version, is_legal_risk FROM comments_comment"
        for key, decision, version, is_risky in fetch(f"{public} WHERE status = 'approved'"):
            last = trails[key][-1]
            assert last[0] == decision
            assert last[3] == version
            assert last[1] in ("approve", "overturn", "second")
            if is_risky or last[1] == "second":
                first = trails[key][-2]
                assert last[1] == "second"
                assert first[1] in ("approve", "overturn")
                assert first[3] == version
                assert first[2] != last[2]
        remembered = {
            each.key: [one.name for one in each.trail] for each in self.said if each.trail
        }
        assert {key: [one[1] for one in trail] for key, trail in trails.items()} == remembered

    @invariant()
    def nobody_judges_their_own_refusal(self) -> None:
        own = fetch(
            "SELECT a.id FROM comments_appeal a JOIN comments_decision d ON d.id = a.decision_id"
            " WHERE a.decided_by_id = d.by_id"
        )
        assert own == []
        kept = fetch(
            "SELECT n.id FROM comments_notice n JOIN comments_decision d ON d.id = n.decision_id"
            " WHERE n.outcome = 'kept' AND n.decided_by_id = d.by_id"
        )
        assert kept == []

    @invariant()
    def the_figures_stay_right(self) -> None:
        """Looked at after every fourth step: a wrong count stays wrong, and counting is dear."""
        self.steps += 1
        if self.steps % 4 == 0:
            self.the_figures_add_up()

    def the_figures_add_up(self) -> None:
        """All counts of the public page, and their sums over the months."""
        total, months = figures.gather(timezone.now())
        states = Counter(each.status for each in self.said)
        objections = [(said, each) for said in self.said for each in said.objections]
        outcomes = Counter(each.outcome for _said, each in objections)
        fates = Counter(one.outcome for said in self.said for one in said.reports)
        there = [said for said in self.said if said.status in ("approved", "pending")]
        expected = {
            "received": len(self.said),
            "published": states["approved"],
            "refused": states["rejected"],
            "withdrawn": states["withdrawn"],
            "waiting": states["pending"],
            "by_clause": Counter(each.last.code for each in self.said if each.status == "rejected"),
            "decided": sum(bool(each.trail) for each in self.said),
            "appeals": len(objections),
            "granted": outcomes["overturned"],
            "upheld": outcomes["upheld"],
            "notices": fates.total(),
            "removed": fates["removed"],
            "kept": fates["kept"],
            "open_notices": sum(len(said.unanswered()) for said in there),
            "open_appeals": sum(said.is_open(each) for said, each in objections),
        }
        for name, count in expected.items():
            assert getattr(total, name) == count, name
            parts = [getattr(month, name) for month in months]
            assert sum(parts, type(count)()) == count, name

    def nothing_is_left(self) -> None:
        """No table holds a word or an address of what was erased."""
        for model in (*apps.get_app_config("comments").get_models(), LogEntry, DBTaskResult):
            held = str(list(model._base_manager.values_list()))
            for token in self.erased:
                assert token not in held, (model, token)
