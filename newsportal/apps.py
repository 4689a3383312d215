"""App configurations of the wiring: the project itself and its admin site."""

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

DESKS = {  # shorter than the libraries' own names, and in three languages
    "auth": _("People"),
    "axes": _("Logins"),
    "django_tasks_database": _("Background work"),
}


class NewsportalConfig(AppConfig):
    """Commands, template tags, static files and texts that belong to the whole; no tables."""

    name = "newsportal"
    verbose_name = _("News portal")

    def ready(self) -> None:
        """Name the tables that link two models, which Django names once, in one language."""
        for model in apps.get_models(include_auto_created=True):
            if model._meta.auto_created:
                model._meta.verbose_name = _("link")
                model._meta.verbose_name_plural = _("links")
                model.__str__ = _both_ends  # type: ignore[assignment, method-assign]


def _both_ends(row: Model) -> str:
    """What a row of such a table links, for the page that asks before something is deleted."""
    ends = (field.name for field in row._meta.fields if field.is_relation)
    return " – ".join(str(getattr(row, name)) for name in ends)


class NewsAdminConfig(AdminConfig):
    """Django's admin with the newsroom's own site."""

    default_site = "newsportal.admin.NewsAdminSite"

    def ready(self) -> None:
        """Find the admins of all apps, take over those of accounts, name the libraries' desks."""
        super().ready()
        from newsportal.admin.accounts import take_over  # models are there only now

        take_over()
        for label, name in DESKS.items():
            apps.get_app_config(label).verbose_name = name
