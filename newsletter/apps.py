"""App configuration of what is mailed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    """App configuration of what is mailed."""

    name = "newsletter"
    verbose_name = _("Newsletter")
