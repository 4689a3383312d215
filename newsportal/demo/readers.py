"""Lets the demo's readers read and speak, and its moderators decide by the posted policy."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zlib import crc32

from django.contrib.auth.models import User
from django.utils import timezone

from articles import mostread
from articles.models import Article
from comments.models import Clause, Comment, Notice, Policy
from comments.models.masks import cover_passage
from comments.screening import look_over
from newsportal.workflow import AUTHOR

from .content import Remark, remarks
from .people import Staff

# Ways that begin with an approval; "answered" waits for the reply to a later withdrawal.
APPROVED_FIRST = {
    "approved", "answered", "approve-withdraw", "keep", "remove", "second", "first", "reopen",
}  # fmt: skip


class Moderation:
    """Takes each comment to its state, by the moves that a moderator and its author have."""

    def __init__(self, staff: Staff, now: datetime) -> None:
        policy = Policy.current(now)
        if policy is None:
            raise LookupError("no moderation policy is in force")
        rows = Clause.objects.filter(policy=policy)
        self.clauses: dict[str, Clause] = {row.code: row for row in rows}
        self.shifts = (staff["moderator"], staff["moderator2"])
        self.handled = 0
        self.keyed: dict[str, Comment] = {}

    def hear(self, remark: Remark, article: Article, moment: datetime) -> None:
        """A comment comes in, a reply under what it answers, and is decided as its block says."""
        said = remark.particulars
        parent = self.keyed[said["answers"]] if "answers" in said else None
        comment = send(remark, article, moment, parent)
        self.handle(comment, remark)
        if "key" in said:
            self.keyed[said["key"]] = comment
        if parent is not None and said.get("then") == "withdraw":
            parent.withdraw(by=AUTHOR)

    def handle(self, comment: Comment, remark: Remark) -> None:
        """Decide `comment` as its block says; the two moderators take turns."""
        said = remark.particulars
        route, answer = said.get("via", remark.state), said.get("answer", "")
        clause = self.clauses.get(said.get("clause", ""))
        first, other = self._on_duty()
        if "mask" in said:
            cover_passage(comment, said["mask"], by=first)
        if route in APPROVED_FIRST:
            comment.approve(by=first)
        elif route in {"rejected", "overturn", "resend", "reject-erase"}:
            comment.reject(by=first, clause=clause)
        self._report(comment, remark)
        if route == "second":
            comment.second(by=other)
        elif route == "keep":
            Notice.keep(comment, by=other, reply=answer)
        elif route == "remove":
            comment.remove(by=other, clause=clause, reply=answer)
        elif route == "overturn":
            comment.overturn(by=other)
        elif route == "reopen":
            comment.reopen(by=other)
        elif route == "resend":
            comment.resend(by=AUTHOR, message=remark.message)
            comment.approve(by=other)
        elif route in {"withdraw", "approve-withdraw"}:
            comment.withdraw(by=AUTHOR)
        elif route in {"erase", "reject-erase"}:
            comment.erase(by=AUTHOR)

    def _report(self, comment: Comment, remark: Remark) -> None:
        """Lodge what readers object to it."""
        for name in ("notice", "second-notice"):
            code, _blank, text = remark.particulars.get(name, "").partition(" ")
            if text:
                clause = self.clauses[code]
                Notice.lodge(comment, clause=clause, text=text, language=comment.language)

    def _on_duty(self) -> tuple[User, User]:
        self.handled += 1
        first, other = self.shifts
        return (first, other) if self.handled % 3 else (other, first)


def arrivals(articles: dict[str, Article], now: datetime) -> list[tuple[datetime, Remark]]:
    """When each comment comes in, the earliest first: more of them soon after the story."""
    found = []
    by_story: dict[str, list[Remark]] = {}
    for remark in remarks():
        by_story.setdefault(remark.story, []).append(remark)
    for key, said in by_story.items():
        began = articles[key].published_at or now
        for place, remark in enumerate(said, start=1):
            share = (place / (len(said) + 1)) ** 1.6
            found.append((began + (now - began) * share, remark))
    return sorted(found, key=lambda arrival: arrival[0])


def send(
    remark: Remark, article: Article, moment: datetime, parent: Comment | None = None
) -> Comment:
    """The comment as it comes in: looked over, and waiting, whatever becomes of it."""
    said = remark.particulars
    comment = Comment(
        article=article,
        parent=parent,
        language=remark.language,
        name=said.get("name", ""),
        email=said.get("email", ""),
        country=said.get("country", ""),
        subject=said.get("subject", ""),
        message=said.get("first", remark.message),
        verification=(
            Comment.Verification.UNVERIFIED
            if remark.state == "rejected"
            else Comment.Verification.VERIFIED
        ),
        created_at=moment,
    )
    look_over(comment)
    comment.save(force_insert=True)
    return comment


def read(articles: Iterable[Article]) -> None:
    """Two days of reads for what is public, more of them for the newer stories."""
    today = timezone.localdate()
    counts: Counter[tuple[int, str, date]] = Counter()
    for place, article in enumerate(sorted(articles, key=_age)):
        for language in article.languages_live():
            chance = crc32(f"{article.pk} {language}".encode()) % 400
            counts[article.pk, language, today] = 900 // (place + 1) + chance
            counts[article.pk, language, today - timedelta(days=1)] = chance
    mostread.add_up(counts)


def _age(article: Article) -> timedelta:
    return timezone.now() - (article.published_at or timezone.now())
