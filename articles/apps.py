"""App configuration of what is published."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """Stories, translations, photos, sources and tickers."""

    name = "articles"
    verbose_name = _("News desk")

    def ready(self) -> None:
        """Register the checks."""
        from articles import checks  # noqa: F401
