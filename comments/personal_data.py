"""What the comments keep of people: one row for each class of data."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comments.models import Appeal, Claim, Comment, Decision, Mask, Notice, Remark, Trace
from newsportal.retention import DataClass, days_before
from newsportal.workflow import AUTHOR

_States = Comment.Status


def _settled(before: datetime) -> QuerySet[Comment]:
    """Comments that are decided or withdrawn, and on which nothing has happened since `before`."""
    ruled = Appeal.objects.filter(comment=OuterRef("pk"), decided_at__gte=before)
    waiting = Appeal.objects.open().filter(comment=OuterRef("pk"))
    undecided = Q(decision=None, status=_States.WITHDRAWN)
    return (
        Comment.objects.filter(undecided | Q(decision__made_at__lt=before), created_at__lt=before)
        .exclude(status=_States.PENDING)
        .filter(~Exists(ruled), ~Exists(waiting))
    )


def _addresses_due(now: datetime) -> QuerySet[Comment]:
    return _settled(days_before("KEEP_COMMENT_EMAIL_DAYS", now)).exclude(email="")


def _withdrawn() -> QuerySet[Comment]:
    return Comment.objects.filter(status=_States.WITHDRAWN).exclude(message="")


def _withdrawn_due(now: datetime) -> QuerySet[Comment]:
    settled = _settled(days_before("KEEP_WITHDRAWN_COMMENT_DAYS", now))
    return _withdrawn().filter(pk__in=settled.values("pk"))


def _erase_each(rows: QuerySet[Any]) -> int:
    """Erase as their authors would have; what another worker holds is left to it."""
    found = list(rows.select_for_update(skip_locked=True, of=("self",)))
    for comment in found:
        comment.erase(by=AUTHOR)
    return len(found)


def _worded() -> QuerySet[Appeal]:
    return Appeal.objects.exclude(text="", reply="")


def _appeals_due(now: datetime) -> QuerySet[Appeal]:
    before = days_before("KEEP_APPEAL_WORDS_DAYS", now)
    answered = Q(decided_at__lt=before)
    lapsed = (
        Q(outcome="", made_at__lt=before)
        & ~Q(pk__in=Appeal.objects.open().values("pk"))
        & (Q(comment__decision__made_at__lt=before) | Q(comment__status=_States.WITHDRAWN))
    )
    return _worded().filter(answered | lapsed)


def blank_appeals(rows: QuerySet[Any]) -> int:
    """Take the words out of appeals; that they were made and how they ended stays."""
    return rows.update(text="", reply="")


def _blank_notices(rows: Any) -> int:
    return rows.blank()


KEPT = (
    DataClass(
        name="comments.words",
        what=_("Comments: the message, and name, country and subject if you gave them"),
        why=_("To print them, to decide by the policy, and to answer for the decision."),
        until=_("Until you erase them."),
        held=lambda: Comment.objects.exclude(message=""),
    ),
    DataClass(
        name="comments.withdrawn",
        what=_("Withdrawn comments: all their words"),
        why=_("So that you can look up what you took back."),
        until=_("after the comment or its last decision, then they are erased"),
        keeps="KEEP_WITHDRAWN_COMMENT_DAYS",
        held=_withdrawn,
        due=_withdrawn_due,
        purge=_erase_each,
        batch=20,
    ),
    DataClass(
        name="comments.email",
        what=_("The e-mail address of a comment"),
        why=_("To tell you the decision, and to let you export or erase your comments by mail."),
        until=_("after the last decision"),
        keeps="KEEP_COMMENT_EMAIL_DAYS",
        held=lambda: Comment.objects.exclude(email=""),
        due=_addresses_due,
        purge=lambda rows: rows.update(email=""),
    ),
    DataClass(
        name="comments.hashes",
        what=_("Which decided comments are from one author, by a scrambled form of the e-mail"),
        why=_("So that a moderator sees an author’s earlier decisions. Its key is destroyed then."),
        until=_("after the month began"),
        keeps="KEEP_AUTHOR_HASH_DAYS",
        held=Trace.objects.all,
        due=Trace.objects.spent,
    ),
    DataClass(
        name="comments.appeals",
        what=_("Appeals: your reasons and the reply"),
        why=_("To decide on them, and to show you the reply."),
        until=_("after the answer"),
        keeps="KEEP_APPEAL_WORDS_DAYS",
        held=_worded,
        due=_appeals_due,
        purge=blank_appeals,
    ),
    DataClass(
        name="comments.notices",
        what=_("Reports of comments: the reason, the e-mail address if you gave it, the reply"),
        why=_("To decide on them, and to tell you the outcome."),
        until=_("after the answer"),
        keeps="KEEP_NOTICE_WORDS_DAYS",
        held=Notice.objects.worded,
        due=lambda now: Notice.objects.spent(days_before("KEEP_NOTICE_WORDS_DAYS", now)),
        purge=_blank_notices,
    ),
    DataClass(
        name="comments.remarks",
        what=_("What moderators note for one another on a comment"),
        why=_("So that a second person understands the first."),
        until=_("after it was written"),
        keeps="KEEP_REMARK_DAYS",
        held=Remark.objects.all,
        due=lambda now: Remark.objects.filter(made_at__lt=days_before("KEEP_REMARK_DAYS", now)),
    ),
    DataClass(
        name="comments.decisions",
        what=_("Decisions: who ruled what by which clause, and when"),
        why=_("The record for which the newsroom answers; it holds none of your words."),
        until=_("For good; a note on it is erased with the comment."),
        held=Decision.objects.all,
        is_of_staff=True,
    ),
    DataClass(
        name="comments.masks",
        what=_("Which place in a comment a moderator has covered, and when"),
        why=_("The record for which the newsroom answers; it holds none of your words."),
        until=_("For good."),
        held=Mask.objects.all,
        is_of_staff=True,
    ),
    DataClass(
        name="comments.claims",
        what=_("Which comment a moderator has before them"),
        why=_("So that two do not read the same one."),
        until=_("Until the next purge after they went on."),
        held=Claim.objects.all,
        due=lambda now: Claim.objects.filter(expires_at__lt=now),
        is_of_staff=True,
    ),
)
