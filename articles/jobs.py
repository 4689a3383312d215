"""What the background worker does about files: which jobs wait, and which files may go.

A file is written before the row that names it, so a worker that dies in between leaves files that
no row names. Therefore their removal is queued first; when its time comes, it spares what a row
names by then.
"""

import posixpath
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# Mails to people first, then photos, then share cards, then sweeping.
PHOTO, CARD, SWEEP = -10, -20, -30


def waiting(job: Any) -> set[Any]:
    """The first argument of every `job` that is queued or running."""
    rows = DBTaskResult.objects.filter(
        task_path=job.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    return {given["args"][0] for given in rows.values_list("args_kwargs", flat=True)}


def clear_later(names: Iterable[str]) -> None:
    """Remove files in a while, unless a row names them then.

    Not at once: a page that somebody has open still loads its pictures as it is scrolled.
    """
    found = [name for name in names if name]
    if found:
        clear.using(run_after=timezone.now() + settings.FILES_KEPT).enqueue(found)


@task(priority=SWEEP)
def clear(names: list[str]) -> None:
    """Remove the files that no row names."""
    for name in names:
        if not is_used(name):
            default_storage.delete(name)


def is_used(name: str) -> bool:
    """Whether a photo, one of its cuts or a share card is stored under `name`."""
    folder = posixpath.dirname(name)
    photos = apps.get_model("articles", "Photo").objects
    cards = apps.get_model("articles", "ShareCard").objects
    return (
        photos.filter(Q(image=name) | Q(cut_folder=folder)).exists()
        or cards.filter(file=name).exists()
    )
