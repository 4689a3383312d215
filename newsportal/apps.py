"""App configurations of the wiring: the project itself and its admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class NewsportalConfig(AppConfig):
    """Commands, template tags, static files and texts that belong to the whole; no tables."""

    name = "newsportal"
    verbose_name = _("News portal")


class NewsAdminConfig(AdminConfig):
    """Django's admin with the newsroom's own site."""

    default_site = "newsportal.admin.NewsAdminSite"
