"""App configuration of what readers say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    """App configuration of what readers say."""

    name = "comments"
    verbose_name = _("Comments")
