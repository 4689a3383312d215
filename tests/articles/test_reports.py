"""Reports of errors: the reader's form and page, the editors' queue, the mail with the outcome."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from articles import reportletters
from articles.models import Correction, ErrorReport, ReportLetter
from newsportal import roles
from newsportal.management.commands import work
from newsportal.outbox import send_one
from newsportal.stamp import new_stamp
from tests import factories
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db

LANGUAGES = ("ar", "en", "fr")
TEXT = "الرقم الوارد في الفقرة الثانية ليس صحيحاً."
EMAIL = "reader@example.org"
LATER = django_settings.ERROR_REPORT_UNDO + timedelta(seconds=1)


@pytest.fixture
def story():
    """A story that can be read in three languages."""
    factories.make_site()
    return factories.make_published(languages=("en", "fr"))


def address(story, language="ar") -> str:
    """Where an error in `story` is reported."""
    with translation.override(language):
        return reverse("report_error", args=[story.pk])


def send(client, story, language="ar", headers=None, **fields):
    """Send a report that is good but for what `fields` say."""
    return client.post(address(story, language), {"message": TEXT, **fields}, headers=headers)


def make_report(story, **fields) -> ErrorReport:
    """A report that waits."""
    given = {"language": "ar", "message": TEXT, **fields}
    return ErrorReport.objects.create(article=story, **given)


def make_note(story, **fields) -> Correction:
    """A printed correction."""
    texts = {"text_ar": "والصحيح خمسة.", "text_en": "It is five.", "text_fr": "C’est cinq."}
    return Correction.objects.create(article=story, **{**texts, **fields})


def status_page(client, report, language="ar"):
    """The page of the report's code."""
    with translation.override(language):
        return client.get(reverse("report_status", args=[report.code]))


# -- the form --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_story_leads_to_a_form_and_the_form_to_a_receipt(client, story, language):
    page = parse(client.get(story.url_in(language)))
    (link,) = page.xpath("//p[@class='story__report']/a/@href")
    assert link == address(story, language)
    shown = client.get(link)
    assert "no-store" in shown["Cache-Control"]
    data = form_data(parse(shown), "report-form")
    assert data == {"message": "", "passage": "", "email": "", "website": "", "stamp": ""}
    sent = {**data, "message": TEXT, "passage": "خمسة عشر", "email": EMAIL}
    answer = client.post(link, sent)
    report = ErrorReport.objects.get()
    assert answer.status_code == 303
    assert (report.article, report.language, report.message) == (story, language, TEXT)
    assert (report.passage, report.email, report.status) == ("خمسة عشر", EMAIL, "waiting")
    assert not report.is_suspicious
    receipt = client.get(answer["Location"])
    tree = parse(receipt)
    assert tree.xpath("//main/@data-status") == ["waiting"]
    assert report.code in words(tree)
    assert TEXT in words(tree)
    assert EMAIL not in words(tree)
    assert "no-store" in receipt["Cache-Control"]
    assert not client.cookies


def test_what_is_missing_or_too_long_is_said_and_nothing_is_lost(client, story):
    for fields in (
        {"message": ""},
        {"message": " \n"},
        {"message": "كلمة " * 1_000},
        {"passage": "كلمة " * 1_000},
        {"email": "not an address"},
    ):
        answer = send(client, story, "fr", **fields)
        page = parse(answer)
        assert answer.status_code == 400, fields
        assert page.get("lang") == "fr"
        assert page.xpath("//*[@role='alert']")
        kept = form_data(page, "report-form")
        assert kept["message"].strip() == fields.get("message", TEXT).strip()
        for name in ("passage", "email"):
            assert kept[name].strip() == fields.get(name, "").strip()
    assert not ErrorReport.objects.exists()
    assert send(client, story, "fr").status_code == 303


def test_a_report_from_elsewhere_or_too_large_is_refused(client, story, settings):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = send(client, story, headers=headers)
        assert answer.status_code == 403
        assert form_data(parse(answer), "report-form")["message"] == TEXT
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, story, headers={"Origin": "http://testserver"}).status_code == 303
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    assert send(client, story, message="x" * 2_000).status_code == 413
    assert ErrorReport.objects.count() == 1


def test_over_the_limit_nothing_is_lost(client, story, settings):
    settings.RATE_LIMIT_FACTOR = 0.2
    for _each in range(2):
        assert send(client, story).status_code == 303
    answer = send(client, story, message="بلاغ طويل")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert form_data(parse(answer), "report-form")["message"] == "بلاغ طويل"
    assert ErrorReport.objects.count() == 2


def test_traps_mark_and_refuse_nobody(client, story, time_machine):
    begun = timezone.now()
    time_machine.move_to(begun, tick=False)
    fresh = new_stamp()
    for fields, is_suspicious in (
        ({"website": "https://spam.example"}, True),
        ({"stamp": fresh}, True),
        ({"stamp": "forged\x00"}, False),
    ):
        assert send(client, story, **fields).status_code == 303
        assert ErrorReport.objects.latest("pk").is_suspicious is is_suspicious, fields
    time_machine.move_to(begun + timedelta(seconds=4), tick=False)
    send(client, story, stamp=fresh)
    assert not ErrorReport.objects.latest("pk").is_suspicious


def test_only_what_can_be_read_can_be_reported_and_typed_words_come_back(client, story, editor):
    draft = factories.make_article("مسودة")
    assert client.get(address(draft)).status_code == 404
    story.retract(by=editor, note="لم يثبت")
    assert client.get(address(story)).status_code == 410
    for each in (story, draft):
        answer = send(client, each)
        assert answer.status_code == 410
        assert TEXT in words(parse(answer))
        assert "no-store" in answer["Cache-Control"]
    arabic_only = factories.make_published()
    assert client.get(address(arabic_only, "en")).status_code == 404
    assert not ErrorReport.objects.exists()


# -- the page of a report --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_each_outcome(client, story, editor, language):
    note = make_note(story)
    corrected = make_report(story).correct(by=editor, correction=note)
    page = parse(status_page(client, corrected, language))
    assert page.xpath("//main/@data-status") == ["corrected"]
    assert getattr(note, f"text_{language}") in words(page)
    (link,) = page.xpath("//main//a[contains(@href, '#corrections')]/@href")
    shown = parse(client.get(link.partition("#")[0]))
    assert getattr(note, f"text_{language}") in words(shown.get_element_by_id("corrections"))
    for move, status in (("answer", "answered"), ("dismiss", "dismissed")):
        report = make_report(story)
        report.perform(move, by=editor, reply="راجعنا المصدر.")
        page = parse(status_page(client, report, language))
        assert page.xpath("//main/@data-status") == [status]
        assert "راجعنا المصدر." in words(page)
        assert page.get("lang") == language
    assert client.get("/corrections/status/nosuchcode/").status_code == 404
    assert client.get("/corrections/status/é/").status_code == 404


def test_a_note_that_nobody_can_read_in_the_language_is_not_mixed_in(client, story, editor):
    note = make_note(story, text_fr="")
    report = make_report(story, language="fr").correct(by=editor, correction=note)
    page = parse(status_page(client, report, "fr"))
    assert "والصحيح خمسة" not in words(page)
    assert "ne peut être lue" in words(page)


def test_whoever_has_the_code_can_erase_it_all(client, story, editor):
    report = make_report(story, email=EMAIL).correct(by=editor, correction=make_note(story))
    ReportLetter.objects.queue(timezone.now() + LATER)
    door = parse(status_page(client, report)).get_element_by_id("erase-form").action
    assert client.get(door)["Location"] == reverse("report_status", args=[report.code])
    refused = client.post(door, headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403
    assert ErrorReport.objects.exists()
    answer = client.post(door)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert not ErrorReport.objects.exists()
    assert not ReportLetter.objects.exists()
    assert Correction.objects.exists()
    assert status_page(client, report).status_code == 404


# -- moves -----------------------------------------------------------------------------------------


def given(name: str, story) -> dict:
    """What the move takes."""
    takes = ErrorReport.get_move(name).takes
    things = {"reply": "راجعنا المصدر.", "correction": story.corrections.first()}
    return {each: things[each] for each in takes}


@pytest.mark.parametrize("role", [each.name for each in roles.ROLES])
def test_states_moves_and_roles(story, editor, role):
    make_note(story)
    user = factories.make_user("somebody", role=role)
    ways = {"waiting": "", "corrected": "correct", "answered": "answer", "dismissed": "dismiss"}
    for status, way in ways.items():
        for move in ErrorReport.MOVES:
            report = make_report(story)
            if way:
                report.perform(way, by=editor, **given(way, story))
            may = role == "editor"
            if may and status in move.sources:
                report.perform(move.name, by=user, **given(move.name, story))
                assert report.status == move.target
                assert LogEntry.objects.filter(user=user, object_id=report.pk).count() == 1
                continue
            with pytest.raises(ValidationError if may else PermissionDenied):
                report.perform(move.name, by=user, **given(move.name, story))
            report.refresh_from_db()
            assert report.status == status


def test_an_answer_says_something_and_a_correction_is_of_this_story(story, editor):
    report = make_report(story)
    for reply, code in ((" \n", "reply_required"), ("x" * 1_001, "reply_too_long")):
        for move in (report.answer, report.dismiss):
            with pytest.raises(ValidationError) as refusal:
                move(by=editor, reply=reply)
            assert refusal.value.code == code
    with pytest.raises(ValidationError) as refusal:
        report.correct(by=editor, correction=make_note(factories.make_published()))
    assert refusal.value.code == "foreign_correction"
    report.answer(by=editor, reply="  جواب ")
    assert (report.reply, report.decided_by) == ("جواب", editor)
    report.reopen(by=editor)
    assert (report.status, report.reply, report.decided_at) == ("waiting", "", None)


def test_the_database_keeps_outcomes_whole(story, editor):
    note, report = make_note(story), make_report(story)
    rows = ErrorReport.objects.filter(pk=report.pk)
    now = timezone.now()
    for change in (
        {"status": "answered"},
        {"status": "corrected", "decided_at": now},
        {"status": "dismissed", "decided_at": now, "correction": note},
        {"decided_at": now},
        {"correction": note},
        {"status": "other", "decided_at": now},
        {"language": "de"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(ValidationError):
        make_report(story, status="answered")


# -- the queue -------------------------------------------------------------------------------------


def test_editors_find_answer_and_reopen_in_the_admin(client, story, editor, moderator):
    note = make_note(story)
    report, other = make_report(story, passage="خمسة عشر", email=EMAIL), make_report(story)
    client.force_login(editor)
    start = parse(client.get("/admin/"))
    (link,) = start.xpath("//section[@class='waiting']//a[contains(@href, 'errorreport')]")
    assert words(link).startswith("2 ")
    assert (
        len(parse(client.get(link.get("href"))).xpath("//table[@id='result_list']/tbody/tr")) == 2
    )
    door = f"/admin/articles/errorreport/{report.pk}/change/"
    page = client.get(door)
    text = words(parse(page))
    for part in (TEXT, "خمسة عشر", story.headline_ar, "بدأ المزارعون"):
        assert part in text
    assert EMAIL not in page.content.decode()
    assert report.code not in page.content.decode()
    assert str(other.pk) in text
    # A refusal keeps what was typed.
    refused = parse(client.post(door, {"_move": "answer", "reply": "ج" * 1_001}))
    assert refused.xpath("//textarea[@name='reply']")[0].text.strip() == "ج" * 1_001
    client.post(door, {"_move": "correct", "correction": ""})
    report.refresh_from_db()
    assert report.status == "waiting"
    client.post(door, {"_move": "correct", "correction": note.pk, "reply": ""})
    report.refresh_from_db()
    assert (report.status, report.correction) == ("corrected", note)
    client.post(door, {"_move": "reopen"})
    report.refresh_from_db()
    assert report.status == "waiting"
    many = {"action": "dismiss", "_selected_action": [report.pk, other.pk]}
    lists = "/admin/articles/errorreport/"
    assert b'name="reply"' in client.post(lists, many).content
    client.post(lists, {**many, "reply": "النص صحيح."})
    assert {each.status for each in ErrorReport.objects.all()} == {"dismissed"}
    client.force_login(moderator)
    assert client.get(lists).status_code == 403
    assert client.post(door, {"_move": "reopen"}).status_code == 403


def test_the_queue_costs_the_same_with_one_and_with_many(client, story, editor):
    client.force_login(editor)
    counts = []
    for number in (1, 12):
        for _each in range(number):
            report = make_report(story)
        for path in ("?status__exact=waiting", f"{report.pk}/change/"):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(f"/admin/articles/errorreport/{path}").status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15


# -- the mail --------------------------------------------------------------------------------------


@pytest.fixture
def outbox():
    """What was sent."""
    mail.outbox = []
    return mail.outbox


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reporter_is_told_once_in_the_language_of_the_report(
    client, story, editor, outbox, language
):
    note = make_note(story)
    secret = "كلام صاحب البلاغ"
    report = make_report(story, language=language, message=secret, passage=secret, email=EMAIL)
    make_report(story).answer(by=editor, reply="بلا عنوان")
    report.correct(by=editor, correction=note)
    now = timezone.now()
    work.tick(now)
    assert outbox == []
    work.tick(now + LATER)
    work.tick(now + LATER)
    (message,) = outbox
    page, _kind = message.alternatives[0]
    direction = "rtl" if language == "ar" else "ltr"
    assert message.to == [EMAIL]
    assert message.extra_headers["Content-Language"] == language
    assert f'lang="{language}"' in page
    assert f'dir="{direction}"' in page
    for part in (message.body, page):
        assert getattr(note, f"text_{language}") in part
        assert secret not in part
        assert report.code in part
    link = next(line for line in message.body.split() if report.code in line)
    assert client.get(link.partition("localhost:8000")[2] or link).status_code == 200


def test_an_outcome_taken_back_in_time_is_told_to_nobody_and_a_new_one_is(story, editor, outbox):
    report = make_report(story, email=EMAIL).answer(by=editor, reply="أول")
    now = timezone.now()
    ReportLetter.objects.queue(now + LATER)
    report.reopen(by=editor)
    assert reportletters.send_due(now + LATER) == 0
    assert ReportLetter.objects.get().status == "void"
    report.dismiss(by=editor, reply="ثانٍ")
    assert reportletters.send_due(timezone.now() + LATER) == 1
    assert reportletters.send_due(timezone.now() + LATER) == 0
    (message,) = outbox
    assert "ثانٍ" in message.body
    assert "أول" not in message.body.replace("أولاً", "")
    # A letter is not owed to whoever erased the address, nor after a week.
    quiet = make_report(story, email=EMAIL).answer(by=editor, reply="جواب")
    ReportLetter.objects.queue(timezone.now() + LATER)
    ErrorReport.objects.filter(pk=quiet.pk).blank()
    assert reportletters.send_due(timezone.now() + LATER) == 0
    make_report(story, email=EMAIL).answer(by=editor, reply="جواب")
    assert reportletters.send_due(timezone.now() + timedelta(days=8)) == 0


def test_of_two_workers_one_sends(story, editor, outbox):
    make_report(story, email=EMAIL).answer(by=editor, reply="جواب")
    now = timezone.now() + LATER
    ReportLetter.objects.queue(now)
    ReportLetter.objects.queue(now)
    key = ReportLetter.objects.get().pk
    assert ReportLetter.objects.claim(key, now)
    assert not ReportLetter.objects.claim(key, now)
    backend = mail.get_connection()
    assert send_one(ReportLetter, key, reportletters.compose, backend, now) is False
    assert outbox == []
