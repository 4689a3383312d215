"""What a sequence of moves ought to have made of each comment: a plain record, without the site."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from comments import statements
from comments.models import APPROVING, Comment
from comments.models.statements import TOLD_FOR

UNDO = timedelta(seconds=settings.COMMENT_UNDO_SECONDS)
KINDS = {
    "approve": "published",
    "second": "published",
    "overturn": "granted",
    "reject": "refused",
    "remove": "removed",
}


@dataclass(eq=False)
class Ruling:
    """A decision, as the machine remembers it."""

    key: int
    name: str
    by: str
    made_at: datetime
    code: str = ""
    is_told: bool = False


@dataclass(eq=False)
class Objection:
    """An appeal against one ruling."""

    against: Ruling
    outcome: str = ""
    decided_at: datetime | None = None
    is_told: bool = False


@dataclass(eq=False)
class Report:
    """A notice against what one ruling has published."""

    against: Ruling
    version: int
    outcome: str = ""


@dataclass(eq=False)
class Said:
    """One comment: all that is true of it."""

    key: int
    words: str
    language: str
    is_risky: bool
    created_at: datetime
    email: str = ""
    mark: int = 0
    sendings: int = 0
    status: str = "pending"
    version: int = 1
    last: Ruling | None = None
    trail: list[Ruling] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    is_covered: bool = False

    @property
    def stage(self) -> tuple:
        """What somebody who has it on a screen has seen of it."""
        return self.status, self.version, id(self.last), self.is_risky

    @property
    def is_half_approved(self) -> bool:
        """Whether a first approval waits for a second one."""
        return self.status == "pending" and bool(self.last) and self.last.name in APPROVING

    def why_not_undone(self, who: str, now: datetime) -> str:
        """Why `who` cannot undo the first of two approvals; '' when they can."""
        if self.last is None or self.last.name != "approve":
            return "not_decided"
        if self.last.by != who:
            return "own_approval_only"
        return "" if now - self.last.made_at < UNDO else "undo_over"

    def is_open(self, objection: Objection) -> bool:
        """Whether an appeal waits, and what it contests still stands."""
        is_standing = self.status == "rejected" and self.last is objection.against
        return not objection.outcome and is_standing

    def unanswered(self) -> list[Report]:
        """The notices against its words as they are that nobody has answered."""
        return [one for one in self.reports if not one.outcome and one.version == self.version]

    def is_settled(self, before: datetime) -> bool:
        """Whether nothing has happened to it since, and nothing waits."""
        ruled = self.last.made_at < before if self.last else self.status == "withdrawn"
        answered = all(
            each.decided_at is None or each.decided_at < before for each in self.objections
        )
        is_waiting = self.status == "pending" or any(map(self.is_open, self.objections))
        return self.created_at < before and ruled and answered and not is_waiting

    def tell(self, now: datetime) -> Iterator[tuple[str, str]]:
        """To whom and of what a worker writes now; it does so once."""
        if not self.email or self.status not in ("approved", "rejected"):
            return
        upheld = [each for each in self.objections if each.outcome == "upheld"]
        stands = [each for each in upheld if each.against is self.last]
        for news, moment in [(self.last, self.last.made_at)] + [(x, x.decided_at) for x in stands]:
            if now - TOLD_FOR < moment <= now - UNDO and not news.is_told:
                news.is_told = True
                kind = "upheld" if news in stands else KINDS[news.name]
                with translation.override(self.language):
                    yield self.email, statements.subject_of(kind, Comment(pk=self.key))
