"""Which moderators want a mail when comments wait, and when each had the last one."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class QueueMail(models.Model):
    """One moderator's wish; `sent_at` is also the claim that keeps a second mail away."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="queue_mail",
        verbose_name=_("moderator"),
    )
    is_wanted = models.BooleanField(_("mail me when comments wait"), default=False)
    sent_at = models.DateTimeField(_("last mail"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("queue mail")
        verbose_name_plural = _("queue mails")

    def __str__(self) -> str:
        return str(self.user)
