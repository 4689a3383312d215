"""By confirmed e-mail: the same answer for every address, a link by mail, all or nothing erased."""

import json
import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from articles.models import ErrorReport
from comments import own
from comments.models import Comment
from tests import factories
from tests.comments.factories import make_approved, make_comment, make_notice, make_rejected
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db

EMAIL = "Reader@example.org"
MADE = ((make_comment, EMAIL), (make_rejected, EMAIL.lower()), (make_approved, EMAIL))
LANGUAGES = pytest.mark.parametrize("language", ["ar", "en", "fr"])


@pytest.fixture(autouse=True)
def outbox():
    factories.make_site()
    mail.outbox = []
    return mail.outbox


def page(name: str = "own_comments", language: str = "ar", *args: str) -> str:
    with translation.override(language):
        return reverse(name, args=args)


def listed(email: str = EMAIL) -> str:
    return page("own_comments_list", "ar", own.sign(email))


def ask(email: str, language: str = "ar", **headers: str):
    address = page(language=language)
    form = {**form_data(parse(Client().get(address)), "own-form"), "email": email}
    return Client().post(address, form, headers=headers)


# -- asking ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["mike@g\u0131thub.com", "m\u0131ke@github.com", "mi\u212ae@github.com"]
)
def test_a_letter_that_only_looks_the_same_is_another_address(typed, outbox):
    mine = make_approved(email="mike@github.com")
    given = {"article": mine.article, "language": "ar", "message": "خطأ", "email": mine.email}
    report = ErrorReport.objects.create(**given)
    ask(typed)
    call_command("work", "--once")
    assert outbox == []
    assert not own.comments_of(typed).exists()
    assert own.erase_all(typed) == 0
    assert list(own.comments_of("Mike@GitHub.com")) == [mine]
    assert list(own.error_reports_of("Mike@GitHub.com")) == [report]


@LANGUAGES
def test_the_link_comes_by_mail_and_opens_the_comments(language, outbox):
    comment = make_approved(email=EMAIL, message="كلام لا يُرسَل بالبريد")
    asked = ask("reader@EXAMPLE.org", language)
    assert asked.status_code == 200
    assert "no-store" in asked["Cache-Control"]
    call_command("work", "--once")
    [sent] = outbox
    assert sent.to == ["reader@EXAMPLE.org"]
    assert "كلام لا" not in sent.message().as_string() + sent.body
    [link] = re.findall(r"https?://\S+/comments/own/\S+", sent.body)
    prefix = "" if language == "ar" else f"/{language}"
    assert f"{prefix}/comments/own/" in link
    shown = Client().get(link)
    assert (shown.status_code, "no-store" in shown["Cache-Control"]) == (200, True)
    assert shown["Referrer-Policy"] == "same-origin"
    assert comment.message in words(parse(shown))


def test_the_answer_says_the_same_about_every_address(outbox):
    make_comment(email=EMAIL)
    ask("first@example.org")  # the first one of an hour also sweeps out old counts
    jobs = DBTaskResult.objects.filter(task_path=own.send_link.module_path)
    answers, questions = [], []
    for number, email in enumerate((EMAIL, "nobody@example.org"), 2):
        with CaptureQueriesContext(connection) as asked:
            answers.append(ask(email).content.decode().replace(email, "…"))
        questions.append(len(asked))
        assert jobs.count() == number
    assert answers[0] == answers[1]
    assert questions[0] == questions[1]
    call_command("work", "--once")
    assert [each.to for each in outbox] == [[EMAIL]]


def test_nobodys_mailbox_is_flooded_and_nobody_asks_without_end(outbox, settings):
    settings.RATE_LIMIT_FACTOR = 1
    make_comment(email=EMAIL)
    for _each in range(settings.OWN_COMMENTS_RATE_PER_HOUR):
        assert ask(EMAIL).status_code == 200
    refused = ask(EMAIL)
    assert (refused.status_code, "Retry-After" in refused) == (429, True)
    assert form_data(parse(refused), "own-form")["email"] == EMAIL
    call_command("work", "--once")
    assert len(outbox) == 1


def test_what_cannot_be_used_is_said_and_kept():
    for email in ("", "no address", "a@b", "x" * 300 + "@example.org"):
        answer = ask(email)
        assert answer.status_code == 400
        assert form_data(parse(answer), "own-form")["email"] == email
    foreign = ask(EMAIL, **{"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert not DBTaskResult.objects.exists()


def test_a_mail_server_that_puts_us_off_is_asked_again(monkeypatch, outbox):
    def busy(*_args):
        raise smtplib.SMTPResponseException(451, b"later")

    make_comment(email=EMAIL)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", busy)
        own.send_link.call(EMAIL, "ar")
    again = DBTaskResult.objects.get(task_path=own.send_link.module_path)
    assert again.args_kwargs["args"] == [EMAIL, "ar", 2]
    DBTaskResult.objects.update(run_after=timezone.now())
    call_command("work", "--once")
    assert len(outbox) == 1


# -- the page behind the link ----------------------------------------------------------------------


def test_reports_of_errors_are_listed_taken_along_and_erased_too(client, outbox):
    story = factories.make_published()
    given = {"article": story, "language": "ar", "message": "الرقم خطأ", "passage": "خمسة عشر"}
    report = ErrorReport.objects.create(**given, email=EMAIL)
    other = ErrorReport.objects.create(**given, email="other@example.org")
    own.send_link.call(EMAIL, "ar")
    assert len(outbox) == 1
    page = parse(client.get(listed()))
    assert reverse("report_status", args=[report.code]) in page.xpath("//h2/a/@href")
    token = own.sign(EMAIL)
    data = client.get(reverse("own_comments_export", args=[token, "json"])).json()
    assert [each["message"] for each in data["error_reports"]] == ["الرقم خطأ"]
    text = client.get(reverse("own_comments_export", args=[token, "txt"])).content.decode()
    assert "الرقم خطأ" in text
    assert "خمسة عشر" in text
    client.post(listed(), form_data(page, "erase-form"))
    assert list(ErrorReport.objects.all()) == [other]


def test_looking_changes_nothing_and_one_button_erases_all(client):
    mine = [
        make_comment(email=EMAIL),
        make_rejected(email=EMAIL.lower()),
        make_approved(email=EMAIL),
    ]
    other = make_comment(email="other@example.org")
    for _each in range(2):
        shown = parse(client.get(listed()))
    assert Comment.objects.exclude(message="").count() == 4
    assert other.code not in words(shown)
    foreign = client.post(listed(), headers={"Sec-Fetch-Site": "cross-site"})
    assert (foreign.status_code, Comment.objects.exclude(message="").count()) == (403, 4)
    done = client.post(listed(), form_data(shown, "erase-form"))
    assert "3" in words(parse(done).xpath("//*[@role='status']")[0])
    assert list(Comment.objects.exclude(message="")) == [other]
    assert not Comment.objects.filter(pk__in=[each.pk for each in mine]).exclude(email="").exists()
    assert mine[1].decisions.count() == 1
    again = parse(client.post(listed()))
    assert again.xpath("//*[@role='status']")
    assert not again.xpath("//form[@id='erase-form']")


def test_the_page_stays_short_and_the_button_reaches_what_it_does_not_show(client, monkeypatch):
    monkeypatch.setattr(own, "SHOWN", 2)
    story = factories.make_published()
    made = [make_comment(story, email=EMAIL, message=f"كلام {number}") for number in range(5)]
    shown = words(parse(client.get(listed())))
    assert [each.message in shown for each in made] == [False, False, False, True, True]
    assert "3" in shown
    client.post(listed())
    assert not Comment.objects.exclude(message="").exists()


def test_all_are_erased_or_none(client, monkeypatch):
    make_comment(email=EMAIL)
    last = make_comment(email=EMAIL)
    erase = Comment.erase

    def break_off(comment, *, by):
        if comment.pk == last.pk:
            raise RuntimeError("broken on purpose")
        return erase(comment, by=by)

    monkeypatch.setattr(Comment, "erase", break_off)
    client.raise_request_exception = False
    assert client.post(listed()).status_code == 500
    assert Comment.objects.exclude(message="").count() == 2


def test_old_and_forged_links_open_nothing(client, settings, time_machine):
    make_comment(email=EMAIL, message="كلام محفوظ")
    token = own.sign(EMAIL)
    forged = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert client.get(page("own_comments_list", "ar", forged)).status_code == 404
    assert client.post(page("own_comments_list", "ar", forged)).status_code == 404
    assert client.get(page("own_comments_export", "ar", token, "xml")).status_code == 404
    late = timedelta(hours=settings.OWN_COMMENTS_LINK_HOURS, minutes=1)
    time_machine.move_to(timezone.now() + late)
    for name, more in (("own_comments_list", ()), ("own_comments_export", ("json",))):
        answer = client.get(page(name, "ar", token, *more))
        assert answer.status_code in {404, 410}
        assert "كلام محفوظ" not in answer.content.decode()
    assert client.post(page("own_comments_list", "ar", token)).status_code == 410
    assert Comment.objects.exclude(message="").exists()


def test_everything_of_the_address_can_be_taken_along(client, django_assert_max_num_queries):
    story = factories.make_published()
    for number in range(3):
        make_rejected(story, email=EMAIL, message=f"كلام {number}")
    make_comment(email="other@example.org")
    with django_assert_max_num_queries(16):
        data = client.get(page("own_comments_export", "ar", own.sign(EMAIL), "json"))
    assert 'filename="comments.json"' in data["Content-Disposition"]
    rows = json.loads(data.content)["comments"]
    assert [row["message"] for row in rows] == ["كلام 0", "كلام 1", "كلام 2"]
    text = client.get(page("own_comments_export", "fr", own.sign(EMAIL), "txt")).content.decode()
    assert all(f"كلام {number}" in text for number in range(3))


def test_erasing_the_last_comment_deletes_what_was_queued_for_its_address():
    first, last = make_comment(email=EMAIL), make_comment(email=EMAIL)
    own.ask(EMAIL, "ar")
    client = Client()
    for comment, left in ((first, 1), (last, 0)):
        assert client.post(reverse("comment_erase", args=[comment.code])).status_code == 303
        assert DBTaskResult.objects.filter(task_path=own.send_link.module_path).count() == left


def test_erasing_leaves_what_was_queued_for_an_address_that_holds_this_one():
    make_comment(email="a@example.org")
    for email in ("a@example.org", "a@example.org.lb", "sara@example.org"):
        own.ask(email, "ar")
    own.erase_all("A@example.org")
    left = DBTaskResult.objects.filter(task_path=own.send_link.module_path).order_by("enqueued_at")
    assert [job.args_kwargs["args"][0] for job in left] == ["a@example.org.lb", "sara@example.org"]


def test_reports_of_the_address_are_listed_taken_along_and_erased(client, outbox):
    notice = make_notice(email=EMAIL, text="هذا الكلام يحرّض")
    ask(EMAIL)
    call_command("work", "--once")
    assert [each.to for each in outbox] == [[EMAIL]]
    shown = parse(client.get(listed()))
    assert notice.text in words(shown)
    for kind in ("json", "txt"):
        taken = client.get(page("own_comments_export", "ar", own.sign(EMAIL), kind))
        assert notice.text in taken.content.decode()
    client.post(listed(), form_data(shown, "erase-form"))
    notice.refresh_from_db()
    assert (notice.email, notice.text, notice.comment.status) == ("", "", "approved")
    assert not parse(client.get(listed())).xpath("//form[@id='erase-form']")
