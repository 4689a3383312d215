"""Photos, with the words that must go with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.uploads import PictureField, photo_path


class Photo(models.Model):
    """A picture that was decoded and re-encoded here, with alt text, caption and credit."""

    image = PictureField(
        _("picture"),
        upload_to=photo_path,
        width_field="width",
        height_field="height",
        help_text=_("JPEG, PNG, WebP or GIF."),
    )
    width = models.PositiveIntegerField(_("width"), editable=False, default=0)
    height = models.PositiveIntegerField(_("height"), editable=False, default=0)
    alt = models.CharField(
        _("alternative text"),
        max_length=300,
        help_text=_("What is to be seen, for those who do not see it."),
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=120)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.caption or self.alt or str(self.pk)
