"""Makes consents and issues, through the domain's own methods."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, Section
from newsletter import optin
from newsletter.models import Issue, IssueItem, Subscription
from tests import factories

numbers = count(1)
CONSENT = optin.Consent("I want the newsletter.", "en", "/newsletter/")
SUBJECTS = {"ar": "نشرة الصباح", "en": "The morning letter", "fr": "La lettre du matin"}


def make_subscription(
    email: str = "", language: str = "ar", rhythm: str = "daily", sections: list[Section] = ()
) -> Subscription:
    """A consent that was given."""
    email = email or f"reader{next(numbers)}@example.org"
    return optin.subscribe(email, language, rhythm, sections, CONSENT)


def make_issue(
    *articles: Article, languages: tuple[str, ...] = ("ar", "en", "fr"), **fields: Any
) -> Issue:
    """A draft with a subject in each of `languages` and the given stories."""
    issue = Issue(**fields)
    for language in languages:
        setattr(issue, f"subject_{language}", SUBJECTS[language])
    issue.save()
    for position, article in enumerate(articles):
        IssueItem.objects.create(issue=issue, article=article, position=position)
    return issue


def make_story(headline: str = "انطلاق موسم الزيتون", **fields: Any) -> Article:
    """A story that can be read in all three languages."""
    return factories.make_published(headline, languages=("en", "fr"), **fields)


def make_mailer() -> User:
    """Somebody who may send issues."""
    return User.objects.filter(username="mailer").first() or factories.make_user(
        "mailer", role="mailer"
    )


def queue(issue: Issue, *, undo_is_over: bool = True) -> Issue:
    """Queue the issue; the undo time is over unless said otherwise."""
    issue.queue(by=make_mailer())
    if undo_is_over:
        long_ago = timezone.now() - timedelta(hours=1)
        Issue.objects.filter(pk=issue.pk).update(queued_at=long_ago)
        issue.refresh_from_db()
    return issue
