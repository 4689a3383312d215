"""The author's side: behind the code alone a comment's fate, and what can be done about it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from comments import waits
from comments.models import Appeal, Comment, WatchTerm
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import (
    a_clause,
    make_approved,
    make_comment,
    make_rejected,
    moderator_named,
)
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", ["ar", "en", "fr"])
PAGES = {"comment_edit", "comment_appeal", "comment_withdraw", "comment_erase"}
OTHER_WORDS = "كلام ألطف من الأول"
REASONS = "لم أشتم أحداً، بل نقلت ما قيل."


def address(comment: Comment, name: str = "comment_status", language: str = "ar") -> str:
    """The address of a page of one comment."""
    with translation.override(language):
        return reverse(name, args=[comment.code])


def status_page(comment: Comment, language: str = "ar"):
    """The status page of a comment, parsed."""
    answer = Client().get(address(comment, language=language))
    assert answer.status_code == 200
    return parse(answer)


def offered(page) -> set[str]:
    """Which pages of deeds the page leads to."""
    found = {link.rstrip("/").rpartition("/")[2] for link in page.xpath("//main//a/@href")}
    return {f"comment_{name}" for name in found} & PAGES


# -- how it stands --------------------------------------------------------------------------------


@LANGUAGES
def test_while_it_waits_the_usual_wait_is_told_as_measured(language, time_machine):
    begun = timezone.now()
    time_machine.move_to(begun, tick=False)
    comment = make_comment()
    assert not status_page(comment, language).xpath("//*[@class='receipt__wait']")
    others = [make_comment() for _each in range(3)]
    for minutes, other in zip((2, 20, 50), others, strict=True):
        time_machine.move_to(begun + timedelta(minutes=minutes), tick=False)
        other.approve(by=moderator_named("approver"))
    [told] = status_page(comment, language).xpath("//*[@class='receipt__wait']/text()")
    assert "20" in told
    assert offered(status_page(comment, language)) == {"comment_withdraw", "comment_erase"}
    time_machine.move_to(begun + waits.RECENT + timedelta(hours=1), tick=False)
    assert waits.usual_wait(timezone.now()) is None


def test_waits_are_told_in_round_words():
    with translation.override("ar"):
        assert waits.in_words(timedelta(seconds=5)).endswith("نحو دقيقة.")
        assert waits.in_words(timedelta(minutes=2)).endswith("نحو دقيقتين.")
        assert waits.in_words(timedelta(minutes=9)).endswith("نحو 9 دقائق.")
        assert waits.in_words(timedelta(minutes=13)).endswith("نحو 15 دقيقة.")
        assert waits.in_words(timedelta(minutes=59)).endswith("نحو ساعة.")
        assert waits.in_words(timedelta(hours=35)).endswith("نحو 35 ساعة.")
        assert waits.in_words(timedelta(hours=50)).endswith("نحو يومين.")
    with translation.override("en"):
        assert waits.in_words(timedelta(minutes=1)).endswith("about 1 minute.")


@LANGUAGES
def test_a_refusal_is_told_with_the_clause_as_it_is_worded(language):
    comment = make_rejected()
    clause = comment.decision.clause
    page = status_page(comment, language)
    assert page.xpath("//main/@data-status") == ["rejected"]
    text = words(page)
    for field in ("title", "text"):
        assert " ".join(getattr(clause, f"{field}_{language}").split()) in text
    assert offered(page) == PAGES
    unflagged = text
    Comment.objects.filter(pk=comment.pk).update(findings=["honeypot"])
    flagged = words(status_page(comment, language))
    with translation.override(language):
        sentence = translation.gettext(
            "No automatic check had marked it: a person read your comment and decided."
        )
    sentence = " ".join(sentence.split())  # French has spaces that do not break
    assert sentence in unflagged
    assert sentence not in flagged


def test_a_published_comment_is_linked_under_its_story(client):
    comment = make_approved()
    [link] = status_page(comment).xpath(f"//main//a[contains(@href, '#comment-{comment.pk}')]")
    story = parse(client.get(link.get("href")))
    assert story.xpath(f"//*[@id='comment-{comment.pk}']")
    assert offered(status_page(comment)) == {"comment_withdraw", "comment_erase"}


def test_wrong_codes_are_answered_alike(client):
    comment = make_comment()
    answers = set()
    for code in (comment.code[:-1], comment.code.upper(), "x", "0" * 500, "%00", "%D8%B3", "a b"):
        for rest in ("", "edit/", "appeal/", "withdraw/", "erase/"):
            answer = client.get(f"/comments/status/{code}/{rest}")
            answers.add((answer.status_code, answer.content))
            posted = client.post(f"/comments/status/{code}/{rest}", {"message": "x"})
            assert posted.status_code in ({404} if rest else {404, 405})
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    comment.refresh_from_db()
    assert comment.status == "pending"


def test_the_pages_behind_a_code_are_private():
    comment = make_rejected()
    client = Client(enforce_csrf_checks=True)
    for name in ("comment_status", *PAGES):
        answer = client.get(address(comment, name))
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert not answer.cookies
        assert not parse(answer).xpath("//main//script")


def test_another_site_can_make_nobody_do_anything():
    comment = make_rejected()
    client = Client(enforce_csrf_checks=True)
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for name in PAGES:
            fields = {"message": OTHER_WORDS, "text": REASONS}
            answer = client.post(address(comment, name), fields, headers=headers)
            assert answer.status_code == 403, name
            page = parse(answer)
            assert page.xpath("//*[@role='alert']")
            typed = form_data(page)
            assert typed.get("message", OTHER_WORDS) == OTHER_WORDS
            assert typed.get("text", REASONS) == REASONS
    comment.refresh_from_db()
    assert (comment.status, comment.words_version) == ("rejected", 1)
    assert not Appeal.objects.exists()


# -- sending again --------------------------------------------------------------------------------


@LANGUAGES
def test_other_words_are_sent_once_and_read_anew(language):
    client = Client(enforce_csrf_checks=True)
    comment = make_rejected(name="سلمى", country="LB", subject="رأي", email="salma@example.org")
    page = address(comment, "comment_edit", language)
    form = form_data(parse(client.get(page)), "again-form")
    assert form == {
        "name": "سلمى",
        "message": comment.message,
        "country": "LB",
        "subject": "رأي",
    }
    WatchTerm.objects.create(text="ألطف", clause_code="insult")
    answer = client.post(page, {**form, "message": OTHER_WORDS})
    assert (answer.status_code, answer["Location"]) == (303, address(comment, language=language))
    comment.refresh_from_db()
    assert (comment.status, comment.words_version, comment.message) == ("pending", 2, OTHER_WORDS)
    assert (comment.name, comment.email) == ("سلمى", "salma@example.org")
    assert "ألطف" in [each["note"] for each in comment.findings]
    comment.reject(by=moderator_named("refuser"), clause=a_clause())
    assert "comment_edit" not in offered(status_page(comment))
    again = client.post(page, {**form, "message": "كلام ثالث"})
    assert again.status_code == 409
    assert "كلام ثالث" in words(parse(again))
    comment.refresh_from_db()
    assert comment.message == OTHER_WORDS


def test_new_words_at_legal_risk_need_two_persons(client):
    risky = a_clause("defamation")
    assert risky.is_legal_risk
    WatchTerm.objects.create(text="مزوّر", clause_code="defamation", severity=3)
    comment = make_rejected()
    client.post(address(comment, "comment_edit"), {"message": "هذا رجل مزوّر"})
    comment.refresh_from_db()
    assert comment.is_legal_risk
    plain = make_comment(is_legal_risk=True).reject(
        by=moderator_named("refuser"), clause=a_clause()
    )
    client.post(address(plain, "comment_edit"), {"message": OTHER_WORDS})
    plain.refresh_from_db()
    assert (plain.status, plain.is_legal_risk) == ("pending", False)


def test_words_that_cannot_be_sent_come_back(client):
    comment = make_rejected(name="سلمى", country="LB")
    page = address(comment, "comment_edit")
    good = form_data(parse(client.get(page)), "again-form")
    cases = [
        ({"message": ""}, 400),
        ({}, 400),  # nothing changed
        ({"message": "كلمة " * 1_200}, 400),
        ({"country": "XX", "message": OTHER_WORDS}, 400),
        ({"message": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}, 413),
    ]
    for wrong, status in cases:
        answer = client.post(page, {**good, **wrong})
        assert answer.status_code == status, wrong.keys()
        tree = parse(answer)
        assert tree.xpath("//*[@role='alert']")
        if status == 400:
            kept = form_data(tree, "again-form")
            for name, value in {**good, **wrong}.items():
                if name != "country" or value == "LB":
                    assert kept[name].split() == value.split(), name
    comment.refresh_from_db()
    assert (comment.status, comment.words_version) == ("rejected", 1)


# -- taking back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_comment, make_approved, make_rejected])
def test_withdrawing_takes_a_second_look(make):
    client = Client(enforce_csrf_checks=True)
    comment = make()
    page = address(comment, "comment_withdraw")
    assert client.get(page).status_code == 200
    comment.refresh_from_db()
    assert comment.status != "withdrawn"
    assert client.post(page).status_code == 303
    comment.refresh_from_db()
    assert comment.status == "withdrawn"
    assert client.post(page).status_code == 409
    page = status_page(comment)
    assert page.xpath("//main/@data-status") == ["withdrawn"]
    assert offered(page) == {"comment_erase"}


@pytest.mark.parametrize("make", [make_comment, make_approved, make_rejected])
def test_erasing_leaves_the_decisions_and_no_word(make):
    client = Client(enforce_csrf_checks=True)
    secret = {"name": "سلمى", "message": "سرّ لا يعرفه أحد", "email": "salma@example.org"}
    comment = make(**secret)
    if comment.status == "rejected":
        Appeal.lodge(comment, "سرّ آخر")
    decisions = list(comment.decisions.values_list("pk", flat=True))
    page = address(comment, "comment_erase")
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 303
    row = str(Comment.objects.filter(pk=comment.pk).values().get())
    assert not any(word in row for word in secret.values())
    assert "سرّ" not in str(Appeal.objects.values())
    assert list(comment.decisions.values_list("pk", flat=True)) == decisions
    comment.refresh_from_db()
    assert offered(status_page(comment)) == set()
    assert client.post(page).status_code == 409


# -- appealing ------------------------------------------------------------------------------------


@LANGUAGES
def test_an_appeal_is_sent_once_and_its_outcome_stands_on_the_page(language, moderator2):
    client = Client(enforce_csrf_checks=True)
    comment = make_rejected()
    page = address(comment, "comment_appeal", language)
    for text in ("", " \n", "كلمة " * 1_000):
        answer = client.post(page, {"text": text})
        assert answer.status_code == 400
        assert form_data(parse(answer), "appeal-form")["text"].split() == text.split()
    assert client.post(page, {"text": REASONS}).status_code == 303
    appeal = Appeal.objects.get()
    assert (appeal.comment, appeal.decision, appeal.text) == (comment, comment.decision, REASONS)
    waiting = status_page(comment, language)
    assert REASONS in words(waiting)
    assert "comment_appeal" not in offered(waiting)
    again = client.post(page, {"text": "اعتراض ثانٍ"})
    assert again.status_code == 409
    assert "اعتراض ثانٍ" in words(parse(again))
    appeal.uphold(by=moderator2, reply="قرأناه من جديد.")
    told = words(status_page(comment, language))
    assert "قرأناه من جديد." in told
    with translation.override(language):
        assert " ".join(str(Appeal.Outcome.UPHELD.label).split()) in told


def test_a_granted_appeal_is_told_with_the_link(moderator2):
    comment = make_rejected()
    Appeal.lodge(comment, REASONS).overturn(by=moderator2, reply="معك حق.")
    page = status_page(comment)
    assert page.xpath("//main/@data-status") == ["approved"]
    assert "معك حق." in words(page)
    assert page.xpath(f"//a[contains(@href, '#comment-{comment.pk}')]")


def test_what_is_not_possible_is_said_kindly(client):
    for comment in (make_comment(), make_approved(), make_comment().withdraw(by=AUTHOR)):
        for name in ("comment_edit", "comment_appeal"):
            for answer in (
                client.get(address(comment, name)),
                client.post(address(comment, name), {"message": OTHER_WORDS, "text": REASONS}),
            ):
                assert answer.status_code == 409
                page = parse(answer)
                assert page.xpath("//*[@role='alert']")
                assert page.xpath("//main/@data-status") == [comment.status]


def test_hostile_words_are_only_shown(client, moderator2):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>{{ 7 }}"
    comment = make_rejected(name=hostile[:80], message=hostile, subject=hostile)
    Appeal.lodge(comment, hostile).uphold(by=moderator2, reply=hostile)
    for name in ("comment_status", "comment_edit", "comment_withdraw", "comment_erase"):
        text = client.get(address(comment, name)).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    refused = client.post(address(comment, "comment_appeal"), {"text": hostile})
    assert "<script>alert" not in refused.content.decode()


def test_the_status_page_asks_few_questions(client, django_assert_max_num_queries):
    comment = make_rejected(factories.make_published(languages=("en", "fr")))
    Appeal.lodge(comment, REASONS)
    with django_assert_max_num_queries(10):
        client.get(address(comment))
