"""What else is written about a comment, beside its own row: all of it goes when it is erased.

The record stays: who decided what by which clause, and that there was an appeal and how it ended.
"""

import json
from typing import TYPE_CHECKING

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast, Lower
from django_tasks_db.models import DBTaskResult

if TYPE_CHECKING:
    from .comments import Comment


def forget_around(comment: "Comment", email: str) -> None:
    """Take out of every row around the erased `comment`, which had `email`, what is personal."""
    comment.decisions.exclude(note="").update(note="")
    comment.appeals.update(text="", reply="")
    comment.notices.update(text="", reply="")  # which can quote the words
    comment.remarks.all().delete()
    comment.traces.all().delete()
    _forget_log(comment)
    if email and jobs_naming(email).exists() and not _is_known(comment, email):
        jobs_naming(email).delete()


def _is_known(comment: "Comment", email: str) -> bool:
    """Whether anything else here has this address."""
    holders = (type(comment)._base_manager, comment.notices.model.objects)
    return any(with_address(rows, email).exists() for rows in holders)


def with_address(rows: models.Manager, email: str) -> QuerySet:
    """Those of `rows` that have this address, whether its Latin letters are capitals or not.

    Not `iexact`: PostgreSQL writes both sides in capitals, where the dotless ı becomes the I of
    everybody, and so whoever owns such a domain would be somebody else.
    """
    folded = "".join(each.lower() if each.isascii() else each for each in email)
    return rows.alias(folded_email=Lower("email")).filter(folded_email=folded)


def _forget_log(comment: "Comment") -> None:
    """The admin's log keeps who did something and when, under the number alone."""
    kinds = ContentType.objects.get_for_models(type(comment), comment.appeals.model)
    own = Q(content_type=kinds[type(comment)], object_id=str(comment.pk))
    keys = [str(key) for key in comment.appeals.values_list("pk", flat=True)]
    appeals = Q(content_type=kinds[comment.appeals.model], object_id__in=keys)
    rows = LogEntry.objects.filter(own | appeals)
    rows.update(object_repr=str(comment.pk), change_message="")


def jobs_naming(email: str) -> QuerySet[DBTaskResult]:
    """The comments' own jobs that were given this address."""
    # SQLite keeps JSON as it was written, with escapes; PostgreSQL keeps the letters themselves.
    # With its quotation marks: another address may end like this one.
    spellings = {json.dumps(email, ensure_ascii=False), json.dumps(email)}
    named = Q()
    for spelling in spellings:
        named |= Q(given__icontains=spelling)
    jobs = DBTaskResult.objects.filter(task_path__startswith="comments.")
    return jobs.annotate(given=Cast("args_kwargs", TextField())).filter(named)
