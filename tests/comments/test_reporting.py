"""The reporter's pages: a notice without account, cookie or script, and what became of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from comments.models import Comment, Notice
from newsportal.stamp import new_stamp
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import a_clause, make_approved, make_comment, make_notice
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db

LANGUAGES = ("ar", "en", "fr")
TEXT = "هذا الكلام يمسّ بكرامة أشخاص."
SECRET = "كلام صاحب التعليق كما كتبه"


@pytest.fixture
def story():
    """A story that can be read in three languages."""
    return factories.make_published(languages=("en", "fr"))


@pytest.fixture
def comment(story):
    """A comment under it that anybody can read."""
    return make_approved(story, message=SECRET)


def address(comment, language="ar") -> str:
    """Where `comment` is reported."""
    with translation.override(language):
        return reverse("comment_report", args=[comment.pk])


def send(client, comment, language="ar", headers=None, **fields):
    """Send a notice that is good but for what `fields` say."""
    good = {"clause": a_clause().pk, "text": TEXT}
    return client.post(address(comment, language), {**good, **fields}, headers=headers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_published_comment_can_be_reported(client, story, language):
    comment = make_approved(story, language=language)
    page = parse(client.get(story.url_in(language)))
    (link,) = page.xpath(f"//*[@id='comment-{comment.pk}']//a[@class='comment__report']/@href")
    assert link == address(comment, language)
    shown = client.get(link)
    assert "no-store" in shown["Cache-Control"]
    assert comment.message in shown.content.decode()
    titles = [words(each) for each in parse(shown).xpath("//p[@class='choice']/label")]
    with translation.override(language):
        assert titles == [clause.title for clause in a_clause().policy.clauses.all()]
    data = form_data(parse(shown), "notice-form")
    assert data == {"text": "", "email": "", "website": "", "stamp": ""}
    answer = client.post(
        link, {**data, "clause": a_clause("dignity").pk, "text": TEXT, "email": "a@example.org"}
    )
    notice = Notice.objects.get()
    assert answer.status_code == 303
    with translation.override(language):
        assert answer["Location"] == reverse("notice_status", args=[notice.code])
    assert (notice.comment, notice.clause.code, notice.text) == (comment, "dignity", TEXT)
    assert (notice.email, notice.language) == ("a@example.org", language)
    assert not notice.is_suspicious
    receipt = client.get(answer["Location"])
    assert parse(receipt).xpath("//main/@data-status") == ["waiting"]
    assert notice.code in receipt.content.decode()
    assert "no-store" in receipt["Cache-Control"]
    assert not client.cookies


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_or_too_long_is_said_and_nothing_is_lost(client, comment, language):
    too_long = "كلمة " * 1_000
    for fields in (
        {"clause": ""},
        {"clause": "999999"},
        {"clause": "no"},
        {"text": ""},
        {"text": " \n"},
        {"text": too_long},
        {"email": "not an address"},
    ):
        answer = send(client, comment, language, **fields)
        page = parse(answer)
        assert answer.status_code == 400, fields
        assert page.get("lang") == language
        assert page.xpath("//*[@role='alert']")
        kept = form_data(page, "notice-form")
        assert kept["text"].strip() == fields.get("text", TEXT).strip()
        assert kept["email"] == fields.get("email", "")
    assert not Notice.objects.exists()
    assert send(client, comment, language).status_code == 303


def test_a_notice_from_elsewhere_is_refused_and_its_words_shown(client, comment):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = send(client, comment, headers=headers)
        assert answer.status_code == 403
        assert form_data(parse(answer), "notice-form")["text"] == TEXT
    assert not Notice.objects.exists()
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, comment, headers={"Origin": "http://testserver"}).status_code == 303


def test_what_is_too_large_is_answered_in_words(client, comment, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    assert send(client, comment, text="x" * 2_000).status_code == 413
    Comment.objects.get(pk=comment.pk).withdraw(by=AUTHOR)
    assert send(client, comment, text="x" * 2_000).status_code == 410


def test_over_the_limit_nothing_is_lost(client, comment, settings):
    settings.RATE_LIMIT_FACTOR = 0.2
    for _each in range(2):
        assert send(client, comment).status_code == 303
    answer = send(client, comment, text="بلاغ طويل")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert form_data(parse(answer), "notice-form")["text"] == "بلاغ طويل"
    assert Notice.objects.count() == 2


def test_traps_mark_and_refuse_nobody(client, comment, time_machine):
    begun = timezone.now()
    time_machine.move_to(begun, tick=False)
    fresh = new_stamp()
    for fields, is_suspicious in (
        ({"website": "https://spam.example"}, True),
        ({"stamp": fresh}, True),
        ({"stamp": "forged\x00"}, False),
    ):
        assert send(client, comment, **fields).status_code == 303
        assert Notice.objects.latest("pk").is_suspicious is is_suspicious, fields
    time_machine.move_to(begun + timedelta(seconds=4), tick=False)
    send(client, comment, stamp=fresh)
    assert not Notice.objects.latest("pk").is_suspicious


def test_a_comment_that_is_gone_is_not_reported(client, comment, story, moderator, editor):
    gone = make_approved(story).remove(by=moderator, clause=a_clause())
    for other in (gone, make_comment(story, message=SECRET)):
        for answer in (client.get(address(other)), send(client, other)):
            page = answer.content.decode()
            assert answer.status_code == 410
            assert SECRET not in page
        assert TEXT in page
    assert client.get("/comments/99999999/report/").status_code == 404
    story.retract(by=editor, note="غير صحيح")
    assert send(client, comment).status_code == 410
    assert not Notice.objects.exists()


def test_a_comment_that_leaves_while_it_is_sent_is_not_reported(client, comment, monkeypatch):
    def lose(*_given):
        Comment.objects.get(pk=comment.pk).withdraw(by=AUTHOR)
        return True

    monkeypatch.setattr("articles.ratelimit.allow", lose)
    answer = send(client, comment)
    assert answer.status_code == 410
    assert TEXT in answer.content.decode()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_notice_tells_each_fate(client, story, language, moderator, moderator2):
    def shown(notice) -> tuple[str, str]:
        page = parse(client.get(here(notice)))
        return page.xpath("//main/@data-status")[0], words(page)

    def here(notice) -> str:
        with translation.override(language):
            return reverse("notice_status", args=[notice.code])

    def report(message=SECRET):
        return make_notice(make_approved(story, message=message), text=TEXT, language=language)

    reply = "أُعيدت القراءة"
    kept = report()
    Notice.keep(kept.comment, by=moderator, reply=reply)
    status, said = shown(kept)
    assert status == "kept"
    assert reply in said
    removed = report()
    removed.comment.remove(by=moderator, clause=a_clause("incitement"), reply=reply)
    status, said = shown(removed)
    assert status == "removed"
    assert reply in said
    assert SECRET not in said
    with translation.override(language):
        assert " ".join(a_clause("incitement").text.split()) in said
    gone = report()
    Comment.objects.get(pk=gone.comment_id).withdraw(by=AUTHOR)
    assert shown(gone)[0] == "gone"
    before = said
    Comment.objects.get(pk=removed.comment_id).overturn(by=moderator2)
    status, said = shown(removed)
    assert status == "removed"
    assert said != before
    assert shown(report())[0] == "waiting"
    assert client.get(here(kept) + "x").status_code == 404
    assert client.get(here(kept).replace(kept.code, "..%00")).status_code == 404


def test_the_story_page_asks_nothing_more_for_its_links(
    client, story, django_assert_max_num_queries
):
    for _each in range(3):
        make_notice(make_approved(story))
    client.get(story.get_absolute_url())
    with django_assert_max_num_queries(8):
        page = client.get(story.get_absolute_url()).content.decode()
    assert page.count("comment__report") == 3
    assert TEXT not in page
