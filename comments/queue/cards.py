"""A card of the queue: all that one decision needs, and nothing to be looked up elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.utils.functional import cached_property

from comments.highlight import Stroke, strokes
from comments.languages import guess_language, main_script
from comments.models import Claim, Clause, Comment, Notice, Remark, Trace
from comments.models.masks import with_covers
from comments.screening import WHOLE, Finding, findings_of, suggested_clause
from newsportal.workflow import Move

from .covering import Covering
from .covering import stage as covered_stage

if TYPE_CHECKING:
    from django.contrib.auth.models import User

QUOTES = 3  # places of one finding that are quoted beside the text


@dataclass(frozen=True)
class Noticed:
    """One finding beside the text: its number there, its words, the clause it points to."""

    number: int
    finding: Finding
    clause: Clause | None
    quotes: tuple[str, ...]

    @property
    def note(self) -> str:
        """What the screen noted, where no words are quoted."""
        if self.finding.screen == "other_language":
            return str(dict(settings.LANGUAGES).get(self.finding.note, self.finding.note))
        return self.finding.note


@dataclass(frozen=True)
class Fate:
    """How the author fared before: what was published, and the refusals by clause."""

    published: int
    refused: list[tuple[str, int]]

    @property
    def refusals(self) -> int:
        """Refusals under whatever clause."""
        return sum(count for _title, count in self.refused)


@dataclass
class Card:
    """One comment before one moderator."""

    comment: Comment
    moves: dict[str, Move]
    clauses: dict[str, Clause]
    fate: Fate | None = None
    remarks: list[Remark] = field(default_factory=list)
    reader: str = ""
    answered: Comment | None = None
    notices: list[Notice] = field(default_factory=list)
    may_keep: bool = False
    reply_max: ClassVar[int] = settings.COMMENT_NOTICE_REPLY_MAX

    @cached_property
    def findings(self) -> list[Finding]:
        """What the screens found when it came in, the gravest first."""
        return findings_of(self.comment)

    @cached_property
    def covering(self) -> Covering:
        """What is covered, and what was found that could be."""
        return Covering(self.comment)

    @property
    def covers_stage(self) -> str:
        """What is covered, for the decision to bring back."""
        return covered_stage(self.comment)

    @property
    def noticed(self) -> list[Noticed]:
        """The findings with their clauses and the words that they are about."""
        return [
            Noticed(
                number,
                finding,
                self.clauses.get(finding.clause_code or ""),
                tuple(self._quoted(finding)),
            )
            for number, finding in enumerate(self.findings, 1)
        ]

    def _quoted(self, finding: Finding) -> Iterable[str]:
        if finding.screen in WHOLE:
            return
        text = getattr(self.comment, finding.field)
        for start, end in finding.spans[:QUOTES]:
            yield text[start:end]

    def _strokes(self, name: str) -> list[Stroke]:
        spans = [
            finding.spans if finding.field == name and finding.screen not in WHOLE else ()
            for finding in self.findings
        ]
        return strokes(getattr(self.comment, name), spans, self.covering.spans(name))

    @property
    def message(self) -> list[Stroke]:
        """The untouched words, with a stroke where something was found."""
        return self._strokes("message")

    @property
    def subject(self) -> list[Stroke]:
        """The subject likewise."""
        return self._strokes("subject")

    @property
    def name(self) -> list[Stroke]:
        """The name likewise."""
        return self._strokes("name")

    @property
    def language(self) -> str:
        """The language of the words themselves, as far as it can be told."""
        if main_script(self.comment.message) == "arabic":
            return "ar"
        return guess_language(self.comment.message) or self.comment.language

    @property
    def suggested(self) -> str | None:
        """The code of the clause that the gravest finding points to."""
        return suggested_clause(self.findings)

    @property
    def headline(self) -> str:
        """The story's headline as the reader saw it."""
        article = self.comment.article
        return article.text_in(self.comment.language, "headline") or article.any_headline()

    @property
    def dek(self) -> str:
        """The sentence under it."""
        return self.comment.article.text_in(self.comment.language, "dek")

    @property
    def stage(self) -> str:
        """Which decision, words and masks the card shows; another value means: read it anew."""
        return stage_of(self.comment)

    @property
    def more_notices(self) -> int:
        """How many there are that are not shown."""
        return getattr(self.comment, "notice_count", 0) - len(self.notices)

    @property
    def reply(self) -> str:
        """What was typed before it was undone."""
        return next((notice.reply for notice in self.notices if notice.reply), "")


def stage_of(comment: Comment) -> str:
    """The words, the decision, the newest notice and the masks that a card shows."""
    notice = getattr(comment, "last_notice", None)
    stage = f"{comment.words_version}.{comment.decision_id or 0}"
    covered = covered_stage(comment)
    stage = f"{stage}.{notice}" if notice else stage
    return f"{stage}/{covered}" if covered else stage


def cards_for(user: "User", comments: list[Comment], clauses: Iterable[Clause]) -> list[Card]:
    """The cards of `comments`: five queries, however many there are."""
    by_code = {clause.code: clause for clause in clauses}
    fates = Trace.objects.fates(comments)
    remarks: dict[int, list[Remark]] = {}
    for remark in Remark.objects.filter(comment__in=comments).select_related("by"):
        remarks.setdefault(remark.comment_id, []).append(remark)
    claims = Claim.objects.standing().filter(comment__in=comments).exclude(by=user)
    answered = _answered(comments)
    readers = {claim.comment_id: claim.by.get_username() for claim in claims.select_related("by")}
    return [
        Card(
            comment,
            {move.name: move for move in comment.moves_for(user)},
            by_code,
            _fate(fates.get(comment.pk), by_code),
            remarks.get(comment.pk, []),
            readers.get(comment.pk, ""),
            answered.get(comment.parent_id or 0),
        )
        for comment in comments
    ]


def _answered(comments: list[Comment]) -> dict[int, Comment]:
    """What the replies among `comments` answer, with what is covered in it."""
    rows = with_covers(Comment.objects.defer("email", "code", "findings"))
    return rows.in_bulk({comment.parent_id for comment in comments if comment.parent_id})


def _fate(counted: dict[str | None, int] | None, clauses: dict[str, Clause]) -> Fate | None:
    """The counts with the titles of clauses; one that the policy has no longer keeps its code."""
    if counted is None:
        return None
    refused = [
        (clauses[code].title if code in clauses else code, count)
        for code, count in sorted(counted.items(), key=lambda each: -each[1])
        if code is not None
    ]
    return Fate(counted.get(None, 0), refused)
