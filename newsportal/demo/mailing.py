"""The demo's subscribers and issues. No mail leaves the house: it lies in DATA_DIR/mail."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation

from articles.models import Article, Section
from newsletter import delivery, optin
from newsletter.models import Delivery, Issue, IssueItem, Subscription
from newsportal.workflow import step

from . import content
from .content import in_languages
from .people import Staff

PAGE = "/newsletter/"
WORKER = "demo"


def subscribers() -> list[list[str]]:
    """Address, language, rhythm and sections of each, with the one who will leave."""
    table = content.table("newsletter")
    return [*table["subscribers"], table["leaver"]]


def sign_up(row: list[str], sections: dict[str, Section], now: datetime) -> Subscription:
    """Ask and confirm, as the reader would with the link from the mail."""
    email, language, rhythm, *names = row
    chosen = tuple(sections[name].pk for name in names)
    token = optin.sign(optin.Wish(email, language, rhythm, chosen, PAGE, now.timestamp()))
    wish = optin.read(token)
    with translation.override(language):
        consent = optin.Consent(optin.consent_text(wish), language, PAGE)
        return optin.confirm(wish, consent)


class Mailroom:
    """Composes the issues and takes them to their states."""

    def __init__(self, staff: Staff, articles: dict[str, Article]) -> None:
        self.mailer = staff["mailer"]
        self.articles = articles
        self.plans = content.table("newsletter")["issues"]

    def compose(self, name: str) -> Issue:
        """The issue called `name`, as a draft with its stories."""
        plan = self.plans[name]
        issue = Issue.objects.create(
            rhythm=plan.get("rhythm", ""),
            **in_languages("subject", plan["subject"]),
            **in_languages("intro", {code: text.strip() for code, text in plan["intro"].items()}),
        )
        for position, key in enumerate(plan["stories"], start=1):
            IssueItem.objects.create(issue=issue, article=self.articles[key], position=position)
        return issue

    def queue(self, name: str) -> Issue:
        """The issue called `name`, addressed and on its way."""
        return self.compose(name).queue(by=self.mailer)

    def pause(self, name: str, now: datetime) -> Issue:
        """An issue that was stopped while a worker had a mail in hand, and another one died."""
        issue = self.queue(name).pause(by=self.mailer)
        lost, in_hand = issue.deliveries.order_by("pk").values_list("pk", flat=True)[:2]
        lease = timedelta(seconds=settings.NEWSLETTER_LEASE_SECONDS)
        for key, claimed_at in ((lost, now - 2 * lease), (in_hand, now)):
            step(
                Delivery.objects.filter(pk=key),
                [Delivery.Status.QUEUED],
                Delivery.Status.SENDING,
                claimed_at=claimed_at,
                worker=WORKER,
                attempts=1,
            )
        delivery.expire_leases(now)
        return issue

    def cancel(self, name: str) -> Issue:
        """An issue that was called back before anything left."""
        return self.queue(name).cancel(by=self.mailer)


def leave(subscription: Subscription) -> None:
    """One subscriber leaves by the link in every mail."""
    optin.leave(subscription.token)


def send(issue: Issue) -> int:
    """Send what `issue` has to send, when its undo time is over; returns how many were sent.

    With a mail server set, nothing is sent: the addresses are nobody's.
    """
    issue.refresh_from_db()
    if issue.leaves_at:
        time.sleep(max(0.0, (issue.leaves_at - timezone.now()).total_seconds()))
    return delivery.Sender(WORKER).send_due()


def may_send() -> bool:
    """Whether mail stays in this house."""
    return not settings.EMAIL_URL
