"""How often stories were read: numbers of stories and days, of nobody's."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .stories import Article


class ReadCount(models.Model):
    """The reads of one story in one language on one day of the newsroom's clock."""

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="reads", verbose_name=_("story")
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("count"))

    class Meta:
        verbose_name = _("read count")
        verbose_name_plural = _("read counts")
        indexes = [models.Index(fields=["language", "day"], name="articles_readcount_most_read")]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "language", "day"], name="articles_readcount_one_row_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.language} {self.day}: {self.count}"
