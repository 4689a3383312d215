"""Random sequences of everything that can happen to comments, beside a model of what must be true.

The machine makes moves on the site and on its own plain record of each comment, asks after every
step whether both say the same (truths.py), and reads the database by SQL of its own.
"""

import re
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from articles.models import Article
from comments import statements
from comments.models import (
    REFUSING,
    Appeal,
    Clause,
    Comment,
    Decision,
    Mask,
    Notice,
    Policy,
    Remark,
)
from comments.models.masks import cover
from comments.personal_data import KEPT
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import moderator_named
from tests.comments.remembered import Objection, Report, Ruling, Said
from tests.comments.truths import Truths

pytestmark = pytest.mark.django_db

START = datetime(2040, 1, 12, 9, tzinfo=UTC)  # after whatever the database was made with
MODERATORS = ("first", "second", "third")
AT_MOST = 6  # comments in one sequence
SOURCES = {
    "approve": ("pending",),
    "second": ("pending",),
    "reject": ("pending",),
    "remove": ("approved",),
    "reopen": ("pending", "approved", "rejected"),
    "overturn": ("rejected",),
    "resend": ("rejected",),
    "withdraw": ("pending", "approved", "rejected"),
    "erase": ("pending", "approved", "rejected", "withdrawn"),
}

TARGETS = {
    "approve": "approved",
    "second": "approved",
    "reject": "rejected",
    "remove": "rejected",
    "reopen": "pending",
    "overturn": "approved",
}
DAY = 86_400  # seconds
STEPS = (1, 9, 10, 11, 3_600, 3 * DAY, 8 * DAY, 40 * DAY, 370 * DAY)

DEEDS = {
    "a_reader_writes": 2,
    "an_author_sends_again": 2,
    "an_author_takes_back": 1,
    "an_author_appeals": 5,
    "a_reader_reads": 1,
    "a_card_is_opened": 2,
    "a_moderator_decides": 10,
    "a_moderator_answers_an_appeal": 5,
    "a_moderator_covers_or_uncovers": 2,
    "a_reader_reports": 3,
    "a_moderator_keeps_what_is_reported": 2,
    "somebody_tampers": 1,
    "the_policy_is_rewritten": 2,
    "time_passes": 2,
    "the_worker_runs": 5,
    "what_is_old_is_purged": 1,
}


@dataclass(frozen=True)
class Chance:
    """What chance decides about one deed."""

    at: int
    person: int
    number: int
    is_yes: bool
    is_stale: bool
    is_wild: bool


rarely = st.sampled_from([False, False, False, False, True])
chances = st.builds(
    Chance,
    at=st.sampled_from(range(AT_MOST)),
    person=st.sampled_from(range(len(MODERATORS))),
    number=st.sampled_from(range(60)),
    is_yes=st.booleans(),
    is_stale=rarely,
    is_wild=rarely,
)


class Newsroom(Truths, RuleBasedStateMachine):
    """Readers, three moderators, an editor, a worker and a clock."""

    staff: dict[str, User]
    story: Article

    def __init__(self) -> None:
        super().__init__()
        self.ends = ExitStack()
        self.ends.enter_context(transaction.atomic())
        self.ends.callback(transaction.set_rollback, True)
        self.clock = self.ends.enter_context(time_machine.travel(START, tick=False))
        cache.clear()
        mail.outbox = []
        self.said: list[Said] = []
        self.seen: dict[int, tuple[Comment, tuple]] = {}
        self.erased: list[str] = []

    def teardown(self) -> None:
        """Look at the pages and the figures once more, then leave nothing behind."""
        self.a_reader_reads()
        self.the_figures_add_up()
        self.ends.close()

    # -- help --------------------------------------------------------------------------------------

    def pick(self, chance: Chance, status: str = "") -> Said:
        """One of the comments; of those with `status`, unless chance is wild."""
        fitting = [said for said in self.said if said.status == status and not chance.is_wild]
        choices = fitting or self.said
        return choices[chance.at % len(choices)]

    def new_words(self, said: Said) -> str:
        """Words that stand nowhere else; the second one can be masked."""
        said.sendings += 1
        return f"open{said.mark}n{said.sendings} secret{said.mark}n{said.sendings}"

    def load(self, said: Said, is_stale: bool) -> tuple[Comment, tuple]:
        """The comment as it is, or as somebody has it on a screen; and at which stage."""
        row, stage = self.seen.get(said.key, (None, ())) if is_stale else (None, ())
        return (copy(row), stage) if row else (Comment.objects.get(pk=said.key), said.stage)

    def attempt(self, expected: str, deed: Callable, *args: Any, **given: Any) -> bool:
        """Do it; True when it was done. It is refused for what is `expected`, or for nothing."""
        try:
            with transaction.atomic():
                deed(*args, **given)
            told = ""
        except ValidationError as error:
            told = error.code
        except PermissionDenied:
            told = "denied"
        assert told == expected
        return not told

    # -- readers -----------------------------------------------------------------------------------

    @initialize()
    def some_have_written(self) -> None:
        """Three comments to begin with, one of them at legal risk."""
        for is_risky in (False, True, False):
            self.write("ar", is_risky, has_email=True)

    @rule(
        what=st.sampled_from([name for name, weight in DEEDS.items() for _each in range(weight)]),
        chance=chances,
    )
    def something_happens(self, what: str, chance: Chance) -> None:
        """One rule for all: of many rules Hypothesis leaves half out of each sequence."""
        getattr(self, what)(chance)

    def a_reader_writes(self, chance: Chance) -> None:
        if len(self.said) < AT_MOST:
            language = "fr" if chance.is_wild else "ar"
            self.write(language, chance.is_yes, has_email=chance.number % 3 > 0)

    def write(self, language: str, is_risky: bool, has_email: bool) -> None:
        """One comment more."""
        mark = len(self.said) + 1
        said = Said(0, "", language, is_risky, timezone.now(), mark=mark)
        said.email = f"author{mark}@example.org" if has_email else ""
        said.words = self.new_words(said)
        row = Comment(article=self.story, language=language, is_legal_risk=is_risky)
        row.message, row.email = said.words, said.email
        row.save()
        said.key = row.pk
        self.said.append(said)

    def an_author_sends_again(self, chance: Chance) -> None:
        said = self.pick(chance, "rejected")
        if said.status != "rejected" and not chance.is_wild:
            self.a_moderator_decides(chance)
            return
        row, stage = self.load(said, chance.is_stale)
        words, risk = self.new_words(said), (None, True, False)[chance.number % 3]
        expected = self.expect(said, stage, "resend")
        if self.attempt(expected, row.resend, by=AUTHOR, message=words, is_legal_risk=risk):
            said.status, said.last, said.is_covered = "pending", None, False
            said.words, said.version = words, said.version + 1
            said.is_risky = said.is_risky if risk is None else risk

    def an_author_takes_back(self, chance: Chance) -> None:
        said = self.pick(chance)
        row, stage = self.load(said, chance.is_stale)
        if chance.is_yes:
            if self.attempt(self.expect(said, stage, "withdraw"), row.withdraw, by=AUTHOR):
                said.status = "withdrawn"
        elif self.attempt(self.expect(said, stage, "erase"), row.erase, by=AUTHOR):
            self.forget(said)
            self.nothing_is_left()

    def forget(self, said: Said) -> None:
        """What erasing does to a comment."""
        self.erased += [f"{word}{said.mark}n" for word in ("open", "secret", "answer")]
        self.erased += [said.email] if said.email else []
        said.version += bool(said.words)
        said.status, said.words, said.email, said.is_covered = "withdrawn", "", "", False

    def an_author_appeals(self, chance: Chance) -> None:
        said = self.pick(chance, "rejected")
        if said.status != "rejected" and not chance.is_wild:
            self.a_moderator_decides(chance)
            return
        row, _stage = self.load(said, chance.is_stale)
        expected = ""
        if said.status != "rejected" or row.decision_id != said.last.key:
            expected = "not_refused"
        elif any(each.against is said.last for each in said.objections):
            expected = "appealed_already"
        if self.attempt(expected, Appeal.lodge, row, f"why {said.words}"):
            said.objections.append(Objection(said.last))

    def a_reader_reports(self, chance: Chance) -> None:
        said = self.pick(chance, "approved")
        expected = "" if said.status == "approved" else "not_public"
        row = Comment.objects.get(pk=said.key)
        given = {"clause": Clause.objects.order_by("pk")[0], "language": said.language}
        if self.attempt(expected, Notice.lodge, row, text=f"it says {said.words}", **given):
            said.reports.append(Report(said.last, said.version))

    def a_reader_reads(self, _chance: Chance | None = None) -> None:
        for language in ("ar", "fr"):
            expected = [
                (said.key, said.words.split()[: 1 if said.is_covered else 2])
                for said in self.said
                if said.status == "approved" and said.language == language
            ]
            page = Client().get(self.story.url_in(language)).content.decode()
            parts = re.split(r'id="comment-(?=\d)', page.split('id="comment-form"')[0])[1:]
            shown = [
                (int(re.match(r"\d+", part)[0]), re.findall(r"(?:open|secret)\w+", part))
                for part in parts
            ]
            assert shown == expected

    # -- moderators --------------------------------------------------------------------------------

    def expect(self, said: Said, stage: tuple, move: str, who: str = "") -> str:
        """Why this move is refused, in the order in which it is asked; '' when it is made."""
        if stage != said.stage or said.status not in SOURCES[move]:
            return "stale_move"
        is_own = said.last is not None and said.last.by == who
        if move == "approve" and said.is_half_approved:
            return "second_needed"
        if move == "second" and not said.is_half_approved:
            return "first_needed"
        if move in ("second", "overturn") and is_own:
            return "other_person_needed"
        if move == "reopen" and said.status == "pending":
            return said.why_not_undone(who, timezone.now())
        return "resent_already" if move == "resend" and said.version > 1 else ""

    def note(self, said: Said, move: str, who: str, code: str = "") -> None:
        """What a decision does."""
        if move == "overturn":
            for each in said.objections:
                if said.is_open(each):
                    each.outcome, each.decided_at = "overturned", timezone.now()
        if move in REFUSING:
            for one in said.unanswered():
                one.outcome = "removed"
        key = Decision.objects.filter(comment=said.key).order_by("pk").last().pk
        said.last = Ruling(key, move, who, timezone.now(), code)
        said.trail.append(said.last)
        is_half = said.is_risky and move in ("approve", "overturn")
        said.status = "pending" if is_half else TARGETS[move]

    def a_card_is_opened(self, chance: Chance) -> None:
        said = self.pick(chance)
        self.seen[said.key] = Comment.objects.get(pk=said.key), said.stage

    def a_moderator_decides(self, chance: Chance) -> None:
        said, who = self.pick(chance), MODERATORS[chance.person]
        moves = [
            name
            for name in TARGETS
            if chance.is_wild or self.expect(said, said.stage, name, who) == ""
        ]
        if not moves:
            return
        move = moves[chance.number % len(moves)]
        row, stage = self.load(said, chance.is_stale)
        expected, code, given = self.expect(said, stage, move, who), "", {}
        if move in REFUSING:
            clauses = list(Clause.objects.select_related("policy").order_by("-pk"))
            chosen = clauses[chance.number % len(clauses)]
            given, code = {"clause": chosen}, chosen.code
            if chosen.policy.status == "draft":
                expected = "clause_not_in_force"
        given |= {"by": self.staff[who], "note": f"on {said.words}"}
        if self.attempt(expected, row.perform, move, **given):
            self.note(said, move, who, code)

    def a_moderator_answers_an_appeal(self, chance: Chance) -> None:
        contested = [(said, each) for said in self.said for each in said.objections]
        is_open = [pair for pair in contested if pair[0].is_open(pair[1])]
        choices = contested if chance.is_wild or not is_open else is_open
        if not choices:
            return
        said, objection = choices[chance.number % len(choices)]
        who = MODERATORS[chance.person]
        rows = Appeal.objects.filter(comment=said.key).order_by("pk")
        row = rows[said.objections.index(objection)]
        expected = "" if said.is_open(objection) else "stale_move"
        expected = "denied" if objection.against.by == who else expected
        deed = row.overturn if chance.is_yes else row.uphold
        if not self.attempt(expected, deed, by=self.staff[who], reply=f"answer{said.mark}n"):
            return
        if chance.is_yes:
            self.note(said, "overturn", who)
        else:
            objection.outcome, objection.decided_at = "upheld", timezone.now()

    def a_moderator_covers_or_uncovers(self, chance: Chance) -> None:
        said, by = self.pick(chance), self.staff[MODERATORS[chance.person]]
        if said.is_covered and chance.is_yes:
            Mask.objects.standing().on(said.key).get().lift(by=by)
            said.is_covered = False
            return
        row, stage = self.load(said, chance.is_stale)
        expected = "covered_already" if said.is_covered else ""
        if stage[1] != said.version or said.status == "withdrawn":
            expected = "stale_move"
        start = max(row.message.find("secret"), 0)
        if self.attempt(expected, cover, row, "message", start, 10_000, by=by):
            said.is_covered = True
            Remark.objects.create(comment_id=said.key, by=by, text=f"see {said.words}")

    def a_moderator_keeps_what_is_reported(self, chance: Chance) -> None:
        reported = [said for said in self.said if said.reports]
        if not reported:
            return
        said, who = reported[chance.at % len(reported)], MODERATORS[chance.person]
        waiting = said.unanswered() if said.status == "approved" else []
        expected = "" if waiting else "stale_move"
        expected = "denied" if any(one.against.by == who for one in waiting) else expected
        row = Comment.objects.get(pk=said.key)
        if self.attempt(expected, Notice.keep, row, by=self.staff[who], reply="read again"):
            for one in waiting:
                one.outcome = "kept"

    def somebody_tampers(self, chance: Chance) -> None:
        """Nothing becomes public by writing the status, whichever decision is named."""
        said, last = self.pick(chance), Decision.objects.order_by("pk").last()
        if said.status == "approved":
            return
        given = {"decision": last} if chance.is_yes and last else {}
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=said.key).update(status="approved", **given)

    # -- the house ---------------------------------------------------------------------------------

    def the_policy_is_rewritten(self, chance: Chance) -> None:
        """A draft is begun, then posted or thrown away."""
        draft = Policy.objects.filter(status="draft").first()
        if draft is None:
            Policy.begin(by=self.staff["editor"])
            self.attempt("draft_exists", Policy.begin, by=self.staff["editor"])
        elif chance.is_yes:
            draft.publish(by=self.staff["editor"])
        else:
            draft.delete()

    def time_passes(self, chance: Chance) -> None:
        self.clock.shift(STEPS[chance.number % len(STEPS)])

    def the_worker_runs(self, chance: Chance) -> None:
        """The mails that are due leave, each once; what a silent server swallows never leaves."""
        if chance.is_yes:
            self.clock.shift(settings.COMMENT_UNDO_SECONDS)
        due = [each for said in self.said for each in said.tell(timezone.now())]
        mail.outbox.clear()
        silence = patch.object(EmailBackend, "send_messages", side_effect=TimeoutError)
        with silence if chance.is_wild else nullcontext():
            statements.send_due(timezone.now())
        sent = sorted((each.to[0], each.subject.split(" – ")[0]) for each in mail.outbox)
        assert sent == ([] if chance.is_wild else sorted(due))
        assert not any(re.search(r"(open|secret)\d", each.body) for each in mail.outbox)

    def what_is_old_is_purged(self, chance: Chance) -> None:
        if chance.is_yes:
            self.clock.shift(95 * DAY)
        now = timezone.now()
        for said in self.said:
            is_spent = said.is_settled(now - timedelta(days=settings.KEEP_WITHDRAWN_COMMENT_DAYS))
            if is_spent and said.status == "withdrawn" and said.words:
                self.forget(said)
            elif said.is_settled(now - timedelta(days=settings.KEEP_COMMENT_EMAIL_DAYS)):
                said.email = ""
        for each in KEPT:
            each.purge_due(now)
        self.nothing_is_left()


def test_whatever_happens_in_whatever_order():
    """The same sequences in every run."""
    Newsroom.staff = {name: moderator_named(name) for name in MODERATORS}
    Newsroom.staff["editor"] = factories.make_user("editor", role="editor")
    Newsroom.story = factories.make_published(languages=("fr",))
    profile = hypothesis.settings(
        max_examples=25,
        stateful_step_count=40,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],  # a failure is told as it is: shrinking takes minutes
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    run_state_machine_as_test(Newsroom, settings=profile)
