"""What the newsletter's mails look like: real multipart, in one language and its direction."""

import re
import smtplib
from collections.abc import Iterable
from functools import cache
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone, translation

from articles.models import Article, SiteProfile
from newsletter import addresses
from newsletter.models import Delivery, Issue, Subscription
from newsportal.templatetags.reading import pattern

RIGHT_TO_LEFT_MARK = "\u200f"
PICTURE_WIDTH = 536  # pixels: the 600 of the mail without its margins

_BLANK_LINES = re.compile(r"\n{3,}")


def absolute(path: str) -> str:
    """The whole address of `path` on this site; addresses elsewhere stay as they are."""
    return urljoin(f"{settings.SITE_URL}/", path)


def page(name: str, language: str, *args: Any) -> str:
    """The whole address of the page called `name` in `language`."""
    with translation.override(language):
        return absolute(reverse(name, args=args))


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
        message = _compose("confirm", language, context)
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
        return _compose("issue", language, context)


def _story(article: Article, language: str) -> dict[str, Any]:
    moment = timezone.localtime(article.printed_at)
    photo = article.photo
    return {
        "section": article.section.name,
        "kicker": article.text_in(language, "kicker"),
        "headline": article.text_in(language, "headline"),
        "dek": article.text_in(language, "dek"),
        "source": article.source.name if article.source else "",
        "printed": formats.date_format(moment, pattern("minutes")),
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


# -- multipart ------------------------------------------------------------------------------------


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def _compose(template: str, language: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """Both parts in the active language; the direction is drawn, as no CSS can be relied on."""
    is_rtl = translation.get_language_info(language)["bidi"]
    context = {
        **context,
        "language": language,
        "direction": "rtl" if is_rtl else "ltr",
        "start": "right" if is_rtl else "left",
    }
    text = render_to_string(f"email/newsletter/{template}.txt", context)
    html = render_to_string(f"email/newsletter/{template}.html", context)
    message = EmailMultiAlternatives(
        " ".join(context["subject"].split()),
        plain(text, is_rtl=is_rtl),
        headers={"Content-Language": language},
    )
    message.attach_alternative(_inliner().inline(html), "text/html")
    return message


def plain(text: str, *, is_rtl: bool) -> str:
    """`text` tidied; in Arabic each line is marked, so that one that begins in Latin is not turned.

    Lines that hold an address alone stay bare, or the mark would become a part of it.
    """
    lines = [line.strip() for line in _BLANK_LINES.sub("\n\n", text.strip()).splitlines()]
    if is_rtl:
        is_words = [line and not line.startswith(("http://", "https://")) for line in lines]
        lines = [
            f"{RIGHT_TO_LEFT_MARK}{line}" if words else line
            for line, words in zip(lines, is_words, strict=True)
        ]
    return "\n".join(lines) + "\n"


# -- what a mail server says ----------------------------------------------------------------------


def verdict(error: OSError) -> Literal["refused", "later", "unknown"]:
    """Whether a mail was surely not taken ('refused' for good, 'later' for now), or nobody knows.

    `smtplib.SMTPException` is an OSError. Only an answer with a code says anything for certain.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPResponseException):
        codes = [error.smtp_code]
    else:
        return "unknown"
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError):
        return "later"  # our own fault, not the reader's: somebody will mend it
    if all(500 <= code < 600 for code in codes):
        return "refused"
    return "later" if all(400 <= code < 600 for code in codes) else "unknown"


def is_mailable(message: EmailMultiAlternatives) -> bool:
    """Whether the mail can be written at all; some valid addresses cannot."""
    try:
        message.message().as_bytes()
        return bool(message.to) and all(addresses.normalise(to) for to in message.to)
    except ValueError:  # BadHeaderError and UnicodeError are such
        return False
