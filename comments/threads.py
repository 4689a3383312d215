"""Who answers whom: the comments of a story as threads, one level deep, and what can be answered.

A reply to a reply stands under the same top comment. When that one is public no longer its replies
stay, under a line that says so; nothing new is added there.
"""

from dataclasses import dataclass, field
from itertools import groupby
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from comments.models import Comment
from comments.models.masks import with_covers
from newsportal.codes import key_in

PAGE_LENGTH = 100  # comments on one page, replies included; the next ones are a link away


@dataclass(frozen=True)
class Place:
    """After which comment a page begins: its top comment and its own number."""

    top: int
    number: int

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """What an address says: '12' or '12.17', the latter for a reply."""
        numbers = [key_in(part) for part in text.split(".")]
        if len(numbers) > 2 or None in numbers:
            return None
        return cls(numbers[0] or 0, numbers[-1] or 0)

    def __str__(self) -> str:
        return str(self.top) if self.top == self.number else f"{self.top}.{self.number}"


@dataclass(frozen=True)
class Thread:
    """A top comment with what stands of its replies, the oldest first.

    `comment` is None where the page begins amid the replies (`begins` is then the address of
    their beginning), and where the top comment is no longer published (`is_gone`).
    """

    comment: Comment | None
    replies: list[Comment]
    is_gone: bool = False
    begins: str = ""


@dataclass(frozen=True)
class Page:
    """Some threads, how many comments they are, and where the next page begins."""

    threads: list[Thread] = field(default_factory=list)
    count: int = 0
    next_after: Place | None = None


def page_of(article: Article, language: str, after: Place | None = None) -> Page:
    """What is published under `article` in `language`, a page of it: one query."""
    rows: QuerySet = (
        Comment.objects.approved()
        .under(article, language)
        .annotate(top=Coalesce("parent_id", "pk"), parent_status=F("parent__status"))
        .order_by("top", "pk")
        .defer("email", "code", "findings")
    )
    if after:
        rows = rows.filter(Q(top__gt=after.top) | Q(top=after.top, pk__gt=after.number))
    found = list(with_covers(rows)[: PAGE_LENGTH + 1])
    shown = found[:PAGE_LENGTH]
    last = shown[-1] if len(found) > PAGE_LENGTH else None
    next_after = Place(last.top_id, last.pk) if last else None
    threads = [_thread(top, list(rows)) for top, rows in groupby(shown, lambda row: row.top_id)]
    return Page(threads, len(shown), next_after)


def _thread(top: int, rows: list[Comment]) -> Thread:
    if rows[0].pk == top:
        return Thread(rows[0], rows[1:])
    is_gone = vars(rows[0])["parent_status"] != Comment.Status.APPROVED
    # A page that begins before the top comment begins with it.
    return Thread(None, rows, is_gone, "" if is_gone else str(Place(top - 1, top - 1)))


def answered(article: Article, language: str, number: str) -> Comment:
    """The published comment that a reader wants to answer. Raises ValidationError 'no_parent'."""
    rows = Comment.objects.answerable().under(article, language).select_related("parent")
    found: Comment | None = rows.filter(pk=key_in(number) or 0).first()
    return found or _no_parent()


def held_parent(article: Article, language: str, number: str) -> Comment | None:
    """The top comment for a reply to `number`, held in this transaction; None for no number.

    Raises ValidationError 'no_parent'. The laws in the database ask the same once more.
    """
    if not number:
        return None
    top = answered(article, language, number).top_id
    rows = Comment.objects.approved().select_for_update()
    return rows.filter(pk=top).first() or _no_parent()


def _no_parent() -> NoReturn:
    raise ValidationError(
        _(
            "The comment that you answer is no longer published. Your text is still here: sent "
            "again, it stands as a comment of its own."
        ),
        code="no_parent",
    )
