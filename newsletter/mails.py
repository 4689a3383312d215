"""What the newsletter's mails look like: real multipart, in one language and its direction."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation

from articles.models import Article, SiteProfile
from newsletter import addresses
from newsletter.models import Delivery, Issue, Subscription
from newsportal.digits import written_for
from newsportal.mails import absolute, compose, is_writable, page
from newsportal.mails import verdict as verdict  # for those who send
from newsportal.templatetags.reading import printed

PICTURE_WIDTH = 536  # pixels: the 600 of the mail without its margins


# -- the mails ------------------------------------------------------------------------------------


def confirmation(email: str, language: str, link: str) -> EmailMultiAlternatives:
    """The mail that asks whether `email` really wants the newsletter."""
    with translation.override(language):
        site = SiteProfile.load()
        subject = translation.gettext("Confirm your subscription: %(site)s") % {"site": site.name}
        context = {
            "site": site,
            "subject": subject,
            "link": link,
            "days": settings.CONFIRM_LINK_DAYS,
        }
        message = compose("newsletter/confirm", language, context)
    message.to = [email]
    message.extra_headers |= {"Auto-Submitted": "auto-generated"}
    return message


def issue_mail(
    issue: Issue, subscription: Subscription, delivery: Delivery | None = None
) -> EmailMultiAlternatives | None:
    """The issue as `subscription` gets it; None when no story is left for this reader.

    `delivery` gives the Message-ID; without it the mail is a preview.
    """
    language = subscription.language
    stories = issue.stories_in(language).select_related("section", "source", "photo")
    if subscription.pk:
        sections = list(subscription.sections.values_list("pk", flat=True))
        stories = stories.filter(section__in=sections) if sections else stories
    rows = list(stories)
    if not rows or not issue.text_in(language, "subject").strip():
        return None
    leave = page("newsletter_unsubscribe", language, subscription.token)
    message = _compose_issue(issue, language, rows, leave, subscription.token)
    message.to = [subscription.email]
    message.extra_headers |= {
        "List-Id": f"<newsletter.{urlsplit(settings.SITE_URL).hostname or 'localhost'}>",
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }
    if delivery is not None:
        message.extra_headers["Message-ID"] = delivery.message_id
    return message


def preview(issue: Issue, language: str) -> EmailMultiAlternatives | None:
    """The issue as a reader in `language` gets it who chose no sections."""
    example = Subscription(email="reader@example.org", language=language, token="preview")  # noqa: S106
    with written_for(is_staff=False):
        return issue_mail(issue, example)


def _compose_issue(
    issue: Issue, language: str, rows: Iterable[Article], leave: str, token: str
) -> EmailMultiAlternatives:
    with translation.override(language):
        context = {
            "site": SiteProfile.load(),
            "subject": issue.text_in(language, "subject"),
            "intro": issue.text_in(language, "intro").strip(),
            "stories": [_story(article, language) for article in rows],
            "home": page("front", language),
            "preferences": page("newsletter_preferences", language, token),
            "leave": leave,
        }
        return compose("newsletter/issue", language, context)


def _story(article: Article, language: str) -> dict[str, Any]:
    moment = timezone.localtime(article.printed_at)
    photo = article.photo
    return {
        "section": article.section.name,
        "kicker": article.text_in(language, "kicker"),
        "headline": article.text_in(language, "headline"),
        "dek": article.text_in(language, "dek"),
        "source": article.source.name if article.source else "",
        "printed": printed(moment),
        "url": absolute(article.url_in(language)),
        "short_url": page("short_link", language, article.code),
        "photo": photo
        and {
            "url": absolute(photo.image.url),
            "alt": getattr(photo, f"alt_{language}", "") or "",
            "width": PICTURE_WIDTH,
            "height": round(PICTURE_WIDTH * photo.height / photo.width) if photo.width else "",
        },
    }


# -- handing over ---------------------------------------------------------------------------------


def is_mailable(message: EmailMultiAlternatives) -> bool:
    """Whether the mail can be written at all, and every address still stands as it is kept."""
    try:
        return is_writable(message) and all(addresses.normalise(to) for to in message.to)
    except ValueError:
        return False
