"""Mail to the moderators who want it when comments wait: at most one an hour to each."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from articles.models import SiteProfile, StaffPreference
from comments.models import Comment, QueueMail
from newsportal import mails
from newsportal.digits import written
from newsportal.templatetags.reading import printed

logger = logging.getLogger(__name__)


def send_queue_mail(now: datetime) -> int:
    """Tell every moderator who is due and for whom comments wait; returns how many were told.

    Whoever writes `sent_at` sends: two workers never tell one moderator twice. A mail that could
    not be sent frees the claim, so that the next tick tries again.
    """
    told = 0
    for wish in _due(now).select_related("user"):
        count = Comment.objects.awaiting(wish.user).count()
        if not count or not _due(now).filter(pk=wish.pk).update(sent_at=now):
            continue
        try:
            _message(wish, count).send()
        except OSError as error:  # SMTP's errors are such too
            QueueMail.objects.filter(pk=wish.pk, sent_at=now).update(sent_at=wish.sent_at)
            logger.warning("Queue mail was not sent: %s", type(error).__name__)
        else:
            told += 1
    return told


def _due(now: datetime) -> QuerySet[QueueMail]:
    before = now - timedelta(seconds=settings.QUEUE_MAIL_INTERVAL)
    return QueueMail.objects.filter(
        Q(sent_at=None) | Q(sent_at__lte=before), is_wanted=True, user__is_active=True
    ).exclude(user__email="")


def language_of(user_id: int) -> str:
    """The language that a member of staff has chosen for the admin."""
    chosen = StaffPreference.objects.filter(user=user_id).values_list("language", flat=True).first()
    return chosen or settings.LANGUAGE_CODE


def _message(wish: QueueMail, count: int) -> EmailMultiAlternatives:
    """Both parts, in the moderator's own language and direction."""
    language = language_of(wish.user_id)
    with translation.override(language):
        site = SiteProfile.load()
        waiting = ngettext(
            "%(count)d comment waits for a decision",
            "%(count)d comments wait for a decision",
            count,
        ) % {"count": count}
        oldest = Comment.objects.awaiting(wish.user).oldest_first().first()
        context = {
            "site": site,
            "subject": f"{written(waiting)} – {site.name}",
            "title": written(waiting),
            "oldest_at": printed(timezone.localtime(oldest.created_at)) if oldest else "",
            "queue": settings.SITE_URL + reverse("admin:comments_comment_queue"),
            "settings": settings.SITE_URL + reverse("admin:comments_comment_queue_mail"),
        }
        message = mails.compose("comments/queue", language, context)
    message.to = [wish.user.email]
    message.extra_headers |= {"Auto-Submitted": "auto-generated"}
    return message
