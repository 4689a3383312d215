"""What an author can take along: everything that is kept on a comment, and no names of staff."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from comments import statements
from comments.models import Appeal, Comment, Remark
from tests import factories
from tests.comments.factories import make_comment, make_rejected, moderator_named
from tests.pages import parse

pytestmark = pytest.mark.django_db

EMAIL = "reader@example.org"


@pytest.fixture
def comment(moderator2):
    """A refused comment with everything that can hang on one."""
    story = factories.make_published(languages=("en", "fr"))
    comment = make_rejected(
        story,
        name="رلى سمعان",
        email=EMAIL,
        country="LB",
        subject="موضوع",
        message="كلام\nبسطرين",
        findings=["honeypot"],
    )
    mail.outbox = []
    Appeal.lodge(comment, "لم أشتم أحداً.").uphold(by=moderator2, reply="قرأناه من جديد.")
    statements.send_due(timezone.now() + timedelta(minutes=1))
    Remark.objects.create(comment=comment, by=moderator2, text="سرّ بين المشرفين")
    return comment


def taken(comment: Comment, kind: str, language: str = "ar"):
    with translation.override(language):
        answer = Client().get(reverse("comment_export", args=[comment.code, kind]))
    assert answer.status_code == 200
    assert f"comment-{comment.pk}.{kind}" in answer["Content-Disposition"]
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_the_data_hold_everything_about_the_comment(comment):
    [row] = json.loads(taken(comment, "json"))["comments"]
    clause = comment.decision.clause
    kept = (row["name"], row["email"], row["country"], row["subject"], row["message"])
    assert kept == ("رلى سمعان", EMAIL, "LB", "موضوع", "كلام\nبسطرين")
    assert row["code"] == comment.code
    assert row["story"]["headline"] == comment.article.headline_ar
    [decision] = row["decisions"]
    assert decision["ruling"] == "reject"
    assert decision["clause"] == {"title": clause.title_ar, "text": clause.text_ar}
    [appeal] = row["appeals"]
    assert (appeal["reasons"], appeal["outcome"]) == ("لم أشتم أحداً.", "upheld")
    assert appeal["reply"] == "قرأناه من جديد."
    assert [each["kind"] for each in row["noticed"]] == ["honeypot"]
    assert {each["about"] for each in row["mails"]} == {"decision", "appeal"}
    assert all(each["state"] == "sent" for each in row["mails"])
    assert row["internal_notes"] == 1


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_the_text_can_be_read_in_three_languages(comment, language):
    text = taken(comment, "txt", language)
    clause = comment.decision.clause
    for words in (
        "كلام\nبسطرين",
        EMAIL,
        getattr(clause, f"title_{language}"),
        "لم أشتم أحداً.",
        "قرأناه من جديد.",
    ):
        assert words in text
    assert "\n\n\n" not in text
    assert "<" not in text


@pytest.mark.parametrize("kind", ["json", "txt"])
def test_neither_staff_nor_their_notes_are_in_it(comment, kind):
    text = taken(comment, kind)
    for name in (moderator_named("refuser").username, "moderator2", "سرّ بين المشرفين"):
        assert name not in text


def test_only_the_code_and_known_kinds_open_it(client, comment):
    page = parse(client.get(reverse("comment_status", args=[comment.code])))
    assert len(page.xpath("//main//a[contains(@href, '/export/')]")) == 2
    for code, kind in ((comment.code, "xml"), ("a" * 18, "json")):
        assert client.get(reverse("comment_export", args=[code, kind])).status_code == 404
    assert client.post(reverse("comment_export", args=[comment.code, "json"])).status_code == 405


def test_an_unpublished_story_stays_unnamed():
    comment = make_comment(factories.make_article("عنوان لم يُنشر بعد"))
    assert "عنوان لم يُنشر بعد" not in taken(comment, "json")
