"""Counters of the rate limits, shared by every process through the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RateCount(models.Model):
    """How often one neighbourhood did one thing within one hour.

    `key` is a keyed hash that changes every hour; rows are dropped a day later.
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    hour_at = models.DateTimeField(_("hour"), db_index=True)
    count = models.PositiveIntegerField(_("count"))

    class Meta:
        verbose_name = _("rate count")
        verbose_name_plural = _("rate counts")

    def __str__(self) -> str:
        return f"{self.hour_at:%Y-%m-%d %H}: {self.count}"
