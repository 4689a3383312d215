"""App configuration of what readers say."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


def put_laws_back(using: str, **_kwargs: Any) -> None:
    """After every migrate: the laws stand as they are written (comments/laws/)."""
    from comments import laws

    laws.put_back(connections[using])


def let_laws_step_aside(using: str, plan: list, **_kwargs: Any) -> None:
    """Before a migrate that has something to do: SQLite could not rebuild a table otherwise."""
    from comments import laws

    if plan:
        laws.step_aside(connections[using])


class CommentsConfig(AppConfig):
    """What readers say, and the one place of the project that listens to a signal."""

    name = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        """Register the check and the two halves of the laws' receiver."""
        from comments import checks  # noqa: F401

        post_migrate.connect(put_laws_back, sender=self, dispatch_uid="comments.laws")
        pre_migrate.connect(let_laws_step_aside, sender=self, dispatch_uid="comments.laws")
