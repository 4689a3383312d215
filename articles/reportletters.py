"""The mail that tells a reporter what became of the report, after the undo time.

In the language and direction of the report. None of the reporter's words are in it: whoever types a
stranger's address into the form cannot write to them so.
"""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.models import ReportLetter, SiteProfile
from articles.views.reports import facts_of
from newsportal import mails, outbox
from newsportal.templatetags.reading import printed


def send_due(now: datetime) -> int:
    """Write to every reporter whose undo time has passed; returns how many mails were taken."""
    ReportLetter.objects.queue(now)
    return outbox.send_due(ReportLetter, compose, now)


def compose(letter: ReportLetter) -> EmailMultiAlternatives:
    """The mail, both parts."""
    report = letter.report
    with translation.override(report.language):
        site = SiteProfile.load()
        title = {
            "corrected": _("You reported an error: it was corrected in print"),
            "answered": _("You reported an error: an editor replies"),
            "dismissed": _("You reported an error: the text stands"),
        }[report.status]
        facts = facts_of(report)
        context = {
            "site": site,
            "subject": f"{title} – {site.name}",
            "title": title,
            "report": report,
            "page": mails.page("report_status", report.language, report.code),
            "received": _moment(report.made_at),
            "decided": _moment(letter.decided_at),
            **facts,
            "short_url": mails.page("short_link", report.language, report.article.code),
            "story_url": mails.absolute(facts["story_url"]) if facts["story_url"] else "",
        }
        message = mails.compose("articles/report", report.language, context)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message.to = [report.email]
    message.extra_headers |= {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<report.{letter.pk}.{report.pk}@{host}>",
    }
    return message


def _moment(moment: datetime) -> str:
    """A time as it is printed."""
    return printed(timezone.localtime(moment))
