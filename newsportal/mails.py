"""What every mail of the house is made of: two parts, one language, its direction. Knows no app."""

import re
import smtplib
from email.utils import formataddr, parseaddr
from functools import cache
from typing import Any, Literal
from urllib.parse import urljoin

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

RIGHT_TO_LEFT_MARK = "\u200f"

_BLANK_LINES = re.compile(r"\n{3,}")


# -- addresses of pages ---------------------------------------------------------------------------


def absolute(path: str) -> str:
    """The whole address of `path` on this site; addresses elsewhere stay as they are."""
    return urljoin(f"{settings.SITE_URL}/", path)


def page(name: str, language: str, *args: Any) -> str:
    """The whole address of the page called `name` in `language`."""
    with translation.override(language):
        return absolute(reverse(name, args=args))


# -- multipart ------------------------------------------------------------------------------------


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def compose(template: str, language: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """Both parts of the mail `email/<template>`, in the active language, which is `language`.

    `context` holds at least `subject` and `site`, which has a name. The direction is drawn, as no
    CSS can be relied on.
    """
    is_rtl = translation.get_language_info(language)["bidi"]
    context = {
        **context,
        "language": language,
        "direction": "rtl" if is_rtl else "ltr",
        "start": "right" if is_rtl else "left",
    }
    text = render_to_string(f"email/{template}.txt", context)
    html = render_to_string(f"email/{template}.html", context)
    message = EmailMultiAlternatives(
        " ".join(context["subject"].split()),
        plain(text, is_rtl=is_rtl),
        from_email=sender(context["site"]),
        headers={"Content-Language": language},
    )
    message.attach_alternative(_inliner().inline(html), "text/html")
    return message


def sender(site: Any) -> str:
    """Whom mails come from: the name of the site, unless the setting has one, and the address."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    own = site["name"] if isinstance(site, dict) else site.name
    return formataddr((name or " ".join(str(own).split()), address))


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


# -- handing over ---------------------------------------------------------------------------------


def is_writable(message: EmailMultiAlternatives) -> bool:
    """Whether the mail can be written at all; some valid addresses cannot."""
    try:
        message.message().as_bytes()
    except ValueError:  # BadHeaderError and UnicodeError are such
        return False
    return bool(message.to)


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
