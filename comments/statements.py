"""The statement of reasons: the mail that tells an author what was decided, why, and what to do.

Who reported a comment is told the outcome likewise.

It leaves after the undo time, in the comment's own language, and only if the decision still stands.
None of the author's words are in it: whoever types a stranger's address cannot write to them so.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.models import SiteProfile
from comments.models import REFUSING, Comment, Notice, Statement
from newsportal import mails, outbox
from newsportal.digits import Number
from newsportal.templatetags.reading import printed


def send_due(now: datetime) -> int:
    """Write to everybody whose undo time has passed; returns how many mails were taken."""
    Statement.objects.queue(now)
    return outbox.send_due(Statement, compose, now)


# -- the words ------------------------------------------------------------------------------------


def compose(statement: Statement) -> EmailMultiAlternatives:
    """The mail, both parts in the language and direction of what was sent in."""
    message = _answer(statement.notice) if statement.notice else _reasons(statement)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message.extra_headers |= {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<statement.{statement.pk}.{statement.comment.pk}@{host}>",
    }
    return message


def _reasons(statement: Statement) -> EmailMultiAlternatives:
    """To the author: what was decided."""
    comment = statement.comment
    language = comment.language
    with translation.override(language):
        site = SiteProfile.load()
        kind = kind_of(statement)
        context = {
            "site": site,
            "kind": kind,
            "subject": f"{subject_of(kind, comment)} – {site.name}",
            "title": subject_of(kind, comment),
            "number": comment.pk,
            "page": mails.page("comment_status", language, comment.code),
            "received": _moment(comment.created_at),
            **_grounds(statement, comment),
            **_story(comment),
        }
        message = mails.compose("comments/statement", language, context)
    message.to = [comment.email]
    return message


def _answer(notice: Notice) -> EmailMultiAlternatives:
    """To the reporter: what became of the comment. Neither its words nor the notice's are in it."""
    language, comment = notice.language, notice.comment
    with translation.override(language):
        site = SiteProfile.load()
        title = {
            "removed": _("Your notice about comment number %(number)s: it was removed"),
            "kept": _("Your notice about comment number %(number)s: it stays"),
        }[notice.outcome] % {"number": Number(comment.pk)}
        context = {
            "site": site,
            "kind": notice.outcome,
            "subject": f"{title} – {site.name}",
            "title": title,
            "page": mails.page("notice_status", language, notice.code),
            "received": _moment(notice.made_at),
            "decided": _moment(notice.decided_at),
            "clause": notice.removal.clause if notice.removal else None,
            "reply": notice.reply,
            **_story(comment),
        }
        message = mails.compose("comments/answer", language, context)
    message.to = [notice.email]
    return message


def kind_of(statement: Statement) -> str:
    """What is told: 'upheld', 'granted', 'published', 'removed' or 'refused'."""
    if statement.decision is None:
        return "upheld"
    ruling = statement.decision.ruling
    if ruling in REFUSING:
        return "removed" if ruling == "remove" else "refused"
    return "granted" if ruling == "overturn" else "published"


def subject_of(kind: str, comment: Comment) -> str:
    """The mail in one line, in the active language."""
    sentence = {
        "published": _("Your comment number %(number)s is published"),
        "refused": _("Your comment number %(number)s is not published"),
        "removed": _("Your comment number %(number)s was removed"),
        "granted": _("Your appeal was granted: comment number %(number)s is published"),
        "upheld": _("Your appeal about comment number %(number)s: the refusal stands"),
    }[kind]
    return sentence % {"number": Number(comment.pk)}


def _grounds(statement: Statement, comment: Comment) -> dict[str, Any]:
    """When, by which clause of which version, whether a screen had a part in it, and the reply."""
    decision, appeal = statement.decision, statement.appeal
    if decision is None and appeal is not None:
        return {
            "decided": _moment(appeal.decided_at),
            "clause": appeal.decision.clause,
            "is_flagged": bool(comment.findings),
            "reply": appeal.reply,
        }
    granted = comment.appeals.filter(outcome="overturned").last()
    return {
        "decided": _moment(decision.made_at if decision else None),
        "clause": decision.clause if decision else None,
        "is_flagged": bool(comment.findings),
        "reply": granted.reply if granted and kind_of(statement) == "granted" else "",
    }


def _story(comment: Comment) -> dict[str, str]:
    article, language = comment.article, comment.language
    if language not in article.languages_live():
        return {"headline": "", "story": "", "short_story": ""}
    place = f"#comment-{comment.pk}" if comment.status == Comment.Status.APPROVED else ""
    return {
        "headline": article.text_in(language, "headline") or "",
        "story": mails.absolute(article.url_in(language)) + place,
        "short_story": mails.page("short_link", language, article.code) + place,
    }


def _moment(moment: datetime | None) -> str:
    """A time as it is printed."""
    if moment is None:
        return ""
    return printed(timezone.localtime(moment))
