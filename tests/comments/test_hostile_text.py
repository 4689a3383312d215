"""Text that turns, hides or piles up: taken out at the form, and isolated wherever it is shown."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from comments import statements
from comments.models import Appeal, Comment
from tests import factories
from tests.comments.factories import a_clause, make_comment
from tests.pages import parse

pytestmark = pytest.mark.django_db

MARKED = "\u202e\u2067سلمى\r\nBcc: x@example.org\u200b"  # as no form lets it in
HEADERS = {"bcc", "cc", "x-injected"}


def unbound(page: html.HtmlElement) -> list[str]:
    """Elements that show the marked text and let it turn what stands beside it."""
    inside = "ancestor-or-self::*[self::bdi or self::textarea or self::option or @dir='auto']"
    return [
        html.tostring(element, encoding="unicode")[:200]
        for element in page.xpath("//body//*[text()[contains(., 'سلمى')]]")
        if not element.xpath(inside)
    ]


def test_what_came_past_the_form_is_isolated_on_every_page(client, moderator, moderator2):
    article = factories.make_published()
    words = {"name": MARKED, "subject": MARKED, "message": MARKED}
    pending = make_comment(article, **words)
    shown = make_comment(article, **words).approve(by=moderator)
    refused = make_comment(article, email="a@example.org", **words)
    refused.reject(by=moderator, clause=a_clause())
    appeal = Appeal.lodge(refused, MARKED)
    staff = Client()
    staff.force_login(moderator2)
    pages = {
        "story": client.get(article.get_absolute_url()),
        "receipt": client.get(reverse("comment_status", args=[shown.code])),
        "refusal": client.get(reverse("comment_status", args=[refused.code])),
        "edit": client.get(reverse("comment_edit", args=[refused.code])),
        "erase": client.get(reverse("comment_erase", args=[refused.code])),
        "list": staff.get(reverse("admin:comments_comment_changelist")),
        "comment": staff.get(reverse("admin:comments_comment_change", args=[pending.pk])),
        "queue": staff.get(reverse("admin:comments_comment_queue")),
        "appeals": staff.get(reverse("admin:comments_appeal_changelist")),
        "appeal": staff.get(reverse("admin:comments_appeal_change", args=[appeal.pk])),
    }
    for name, page in pages.items():
        assert page.status_code == 200, name
        tree = parse(page)
        assert "سلمى" in tree.text_content(), name
        assert unbound(tree) == [], name


def test_no_header_record_or_mail_is_made_of_readers_words(client, moderator):
    mail.outbox = []
    comment = make_comment(email="a@example.org", name=MARKED, subject=MARKED, message=MARKED)
    comment.reject(by=moderator, clause=a_clause())
    statements.send_due(timezone.now() + timedelta(seconds=11))
    [message] = mail.outbox
    sent = message.message()
    assert not HEADERS & {name.lower() for name in sent.keys()}  # noqa: SIM118
    assert "سلمى" not in sent.as_string() + message.body + message.alternatives[0][0]
    assert all("سلمى" not in str(entry) for entry in LogEntry.objects.all())
    assert str(comment) == str(comment.pk)


def test_ten_thousand_marks_in_any_field_are_few(client):
    article = factories.make_published()
    pile = "\u0651\u064e\u0308" * 3_334
    data = {"name": f"س{pile}", "subject": f"م{pile}", "message": f"ن{pile} كلام"}
    answer = client.post(reverse("comment_post", args=[article.pk]), data)
    assert answer.status_code == 303
    comment = Comment.objects.get()
    assert [len(comment.name), len(comment.subject), len(comment.message)] == [5, 5, 10]
