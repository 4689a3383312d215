"""The record of stories that were loaded from a file."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedStory(models.Model):
    """A story that came out of a file: loading the same file again adds nothing.

    `key` is a hash of the original address, else of language, headline and text.
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    article = models.OneToOneField(
        "articles.Article", models.CASCADE, related_name="loaded", verbose_name=_("story")
    )
    original_url = models.URLField(_("original address"), max_length=500, blank=True)
    loaded_at = models.DateTimeField(_("loaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("loaded story")
        verbose_name_plural = _("loaded stories")

    def __str__(self) -> str:
        return self.original_url or self.key
