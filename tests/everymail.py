"""One mail of every kind that the site sends, for the sweeps over all of them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from articles import reportletters
from articles.models import Article, Correction, ErrorReport, StaffPreference
from comments import alerts, own, statements
from comments.models import Appeal, Notice, QueueMail
from newsletter import mails
from newsportal.passwords import send_reset
from tests import factories
from tests.comments.factories import a_clause, make_comment, moderator_named
from tests.newsletter.factories import make_issue, make_subscription

EMAIL = "reader@example.org"
LATER = timedelta(hours=1)
WORDS = {
    "ar": ("انطلاق موسم القطاف", "شكراً، والرأي محفوظ."),
    "en": ("The harvest begins", "Thank you; the point is taken."),
    "fr": ("La récolte commence", "Merci, le point est noté."),
}


def every_mail(language: str) -> Iterator[tuple[str, EmailMultiAlternatives]]:
    """The name and the message of each kind, to a reader or a moderator who uses `language`."""
    factories.make_site()
    reply = WORDS[language][1]
    story = factories.make_article(WORDS["ar"][0], **_names(language))
    for code in ("en", "fr"):
        factories.translate(story, code, WORDS[code][0], f"<p>{WORDS[code][1]}</p>")
    factories.publish(story, languages=("en", "fr"))
    yield from _letters(language, story, reply)
    yield from _to_reporters(language, story, reply)
    yield from _newsletter(language, story)
    yield "own comments", own.compose(EMAIL, language)
    yield from _to_staff(language, story)


def _names(language: str) -> dict[str, Any]:
    """A section and a source whose names hold no digit and no foreign letter."""
    names = {"name_ar": "الميناء", "name_en": "Harbour", "name_fr": "Port"}
    return {"section": factories.make_section(**names), "source": factories.make_source(**names)}


def _letters(
    language: str, story: Article, reply: str
) -> Iterator[tuple[str, EmailMultiAlternatives]]:
    mail.outbox = []
    first, second = moderator_named("first"), moderator_named("second")
    clause = a_clause()

    def sent() -> Any:
        return make_comment(story, language=language, email=EMAIL)

    sent().approve(by=first)
    sent().reject(by=first, clause=clause)
    sent().approve(by=first).remove(by=second, clause=clause)
    for outcome in ("overturn", "uphold"):
        refused = sent().reject(by=first, clause=clause)
        appeal = Appeal.lodge(refused, reply)
        getattr(appeal, outcome)(by=second, reply=reply)
    for outcome in ("remove", "keep"):
        comment = make_comment(story, language=language).approve(by=first)
        Notice.lodge(comment, clause=clause, text=reply, email=EMAIL, language=language)
        if outcome == "keep":
            Notice.keep(comment, by=second, reply=reply)
        else:
            comment.remove(by=second, clause=clause, reply=reply)
    while statements.send_due(timezone.now() + LATER):
        pass
    yield from ((f"statement {place}", message) for place, message in enumerate(mail.outbox))


def _to_reporters(
    language: str, story: Article, reply: str
) -> Iterator[tuple[str, EmailMultiAlternatives]]:
    mail.outbox = []
    editor = factories.make_user(role="editor")
    note = Correction.objects.create(
        article=story, **{f"text_{code}": words for code, (_headline, words) in WORDS.items()}
    )
    reports = [
        ErrorReport.objects.create(article=story, language=language, message=reply, email=EMAIL)
        for _outcome in range(3)
    ]
    reports[0].correct(by=editor, correction=note)
    reports[1].answer(by=editor, reply=reply)
    reports[2].dismiss(by=editor, reply=reply)
    while reportletters.send_due(timezone.now() + LATER):
        pass
    yield from ((f"report {place}", message) for place, message in enumerate(mail.outbox))


def _newsletter(language: str, story: Article) -> Iterator[tuple[str, EmailMultiAlternatives]]:
    link = f"https://news.example/{language}"
    yield "confirmation", mails.confirmation(EMAIL, language, link)
    issue = mails.issue_mail(make_issue(story), make_subscription(EMAIL, language))
    assert issue is not None
    yield "issue", issue


def _to_staff(language: str, story: Article) -> Iterator[tuple[str, EmailMultiAlternatives]]:
    mail.outbox = []
    user = factories.make_user("colleague", role="moderator")
    StaffPreference.objects.create(user=user, language=language)
    QueueMail.objects.create(user=user, is_wanted=True)
    make_comment(story)
    assert alerts.send_queue_mail(timezone.now()) == 1
    send_reset.func(user.email, "fr" if language == "ar" else "ar")
    yield from zip(("queue", "password reset"), mail.outbox, strict=True)
