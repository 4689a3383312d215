"""Law 6 at the door: nobody subscribes but by pressing the button behind the mailed link."""

import re
import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from articles.models import Section
from newsletter import addresses, optin
from newsletter.models import AddressMark, Subscription
from newsportal.management.commands.work import Desk
from tests import factories as desk
from tests import pages

from . import factories

pytestmark = pytest.mark.django_db

FORM = {"email": "reader@example.org", "language": "ar", "rhythm": "daily"}


def work() -> None:
    """What the worker does with the queue."""
    Desk().queue.run()


def link_in(message) -> str:
    """The path of the link that confirms, from the text part."""
    return re.search(r"^https?://[^/\s]+(/\S*newsletter/confirm/\S+)$", message.body, re.M)[1]


def ask(client, **changes) -> str:
    """Sign up and return the path of the mailed link."""
    response = client.post("/newsletter/", {**FORM, **changes})
    assert response.status_code == 200
    work()
    return link_in(mail.outbox[-1])


def is_private(response) -> bool:
    return (
        "no-store" in response["Cache-Control"]
        and "noindex" in response["X-Robots-Tag"]
        and response["Referrer-Policy"] == "same-origin"
        and not response.cookies
    )


# -- signing up -----------------------------------------------------------------------------------


def test_the_whole_way_in_each_language(client, outbox):
    desk.make_site()
    section = desk.make_section()
    for code, prefix in (("ar", ""), ("en", "/en"), ("fr", "/fr")):
        form = pages.form_data(pages.parse(client.get(f"{prefix}/newsletter/")), "signup")
        assert form["language"] == code
        email = f"{code}@example.org"
        answer = client.post(
            f"{prefix}/newsletter/",
            {**form, "email": email, "rhythm": "weekly", "sections": [section.pk]},
            headers={"referer": f"http://testserver{prefix}/news/7/عنوان/"},
        )
        assert answer.status_code == 200
        assert is_private(answer)
        assert not Subscription.objects.filter(email=email).exists()
        assert len(outbox) == 0
        work()
        (message,) = outbox
        assert message.to == [email]
        link = link_in(message)
        assert link.startswith(f"{prefix}/newsletter/confirm/")
        page = client.get(link)
        assert is_private(page)
        assert f'lang="{code}"' in page.content.decode()
        assert not Subscription.objects.filter(email=email).exists()
        done = client.post(link)
        assert is_private(done)
        subscription = Subscription.objects.get(email=email)
        assert (subscription.language, subscription.rhythm) == (code, "weekly")
        assert list(subscription.sections.all()) == [section]
        assert subscription.consent_language == code
        assert subscription.consent_page == f"{prefix}/news/7/"
        assert len(link) < 400
        assert email in subscription.consent_text
        assert subscription.consent_text in page.content.decode()
        assert subscription.token in done.content.decode()
        outbox.clear()


def test_the_short_form_has_defaults(client, outbox):
    client.post("/fr/newsletter/", {"email": "reader@example.org"})
    work()
    client.post(link_in(outbox[0]))
    subscription = Subscription.objects.get()
    assert (subscription.language, subscription.rhythm) == ("fr", "daily")
    assert not subscription.sections.exists()


def test_sections_by_slug_or_by_key(client, outbox):
    one, two = desk.make_section(slug="sport"), desk.make_section(slug="ثقافة")
    client.post(ask(client, sections=["sport", str(two.pk)]))
    assert set(Subscription.objects.get().sections.all()) == {one, two}
    response = client.post("/newsletter/", {**FORM, "sections": ["nothing"]})
    assert response.status_code == 400


def test_the_answer_does_not_tell_whether_an_address_is_known(client, outbox):
    factories.make_subscription("known@example.org")

    def answer(email):
        response = client.post("/newsletter/", {**FORM, "email": email})
        return response.status_code, response.content.decode().replace(email, "")

    known, new, again = map(answer, ("known@example.org", "new@example.org", "new@example.org"))
    assert known == new == again
    work()
    assert [message.to for message in outbox] == [["known@example.org"], ["new@example.org"]]
    assert {message.subject for message in outbox} == {outbox[0].subject}


def test_one_pending_mail_an_hour_however_the_address_is_written(client, outbox):
    start = timezone.now()
    with time_machine.travel(start) as clock:
        for email in ("reader@example.org", "READER@Example.org", " reader@example.org "):
            assert client.post("/newsletter/", {**FORM, "email": email}).status_code == 200
        work()
        assert len(outbox) == 1
        clock.move_to(start + timedelta(minutes=61))
        client.post("/newsletter/", FORM)
        work()
    assert len(outbox) == 2


def test_many_sign_ups_from_one_place_are_refused_and_nothing_is_lost(client, settings):
    settings.SIGNUP_RATE_PER_HOUR = 2
    for number in range(2):
        assert client.post("/newsletter/", {**FORM, "email": f"{number}@example.org"}).status_code
    response = client.post("/newsletter/", {**FORM, "email": "third@example.org"})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert pages.form_data(pages.parse(response), "signup")["email"] == "third@example.org"
    assert DBTaskResult.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "nobody"}, "name@example.org"),
        ({"email": "قارئ@example.org"}, "@"),
        ({"email": ""}, "field__error"),
        ({"language": "tlh"}, "field__error"),
        ({"rhythm": "hourly"}, "field__error"),
        ({"email": "a" * 90_000 + "@example.org"}, "field__error"),
        ({"email": '"><script>alert(1)</script>@example.org'}, "field__error"),
    ],
)
def test_bad_input_comes_back_filled_in_with_a_reason(client, changes, words):
    response = client.post("/newsletter/", {**FORM, **changes})
    text = response.content.decode()
    assert response.status_code == 400
    assert words in text
    assert "<script>alert" not in text
    if changes.get("email"):
        assert pages.form_data(pages.parse(response), "signup")["email"] == changes["email"].strip()
    assert not DBTaskResult.objects.exists()
    assert is_private(response)


def test_the_trap_is_silent(client):
    fair = client.post("/newsletter/", FORM).content
    caught = client.post("/newsletter/", {**FORM, "remark": "cheap pills"})
    assert caught.status_code == 200
    assert caught.content == fair
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "http://localhost:8000"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_only_a_foreign_page_is_refused(client, headers, status, outbox):
    token = optin.sign(a_wish())
    assert client.post("/newsletter/", FORM, headers=headers).status_code == status
    confirm = reverse("newsletter_confirm", args=[token])
    assert client.post(confirm, headers=headers).status_code == status
    assert Subscription.objects.exists() == (status == 200)


def test_forms_need_no_cookie_and_set_none(outbox):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    for path in ("/newsletter/", "/en/newsletter/"):
        response = strict.get(path)
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.content.decode()
    assert strict.post("/newsletter/", FORM).status_code == 200
    work()
    assert strict.post(link_in(outbox[0])).status_code == 200


# -- the link -------------------------------------------------------------------------------------


def a_wish(email="reader@example.org", **changes) -> optin.Wish:
    fields = {
        "email": email,
        "language": "ar",
        "rhythm": "daily",
        "sections": (),
        "page": "/newsletter/",
        "asked_at": timezone.now().timestamp(),
    }
    return optin.Wish(**{**fields, **changes})


def test_scanners_of_mail_confirm_nobody(client, outbox):
    link = ask(client)
    for methods in (["get"], ["head"], ["head", "get"], ["get", "get"], ["options"]):
        for method in methods:
            response = getattr(client, method)(link)
            assert response.status_code in {200, 405}
        assert not Subscription.objects.exists()
    # Everything that a scanner finds behind the page is fetched too.
    tree = pages.parse(client.get(link))
    for href in set(tree.xpath("//a/@href | //link/@href | //form/@action")):
        if href.startswith("/") and "newsletter" in href:
            client.get(href)
            client.head(href)
    assert not Subscription.objects.exists()
    assert client.post(link).status_code == 200
    assert Subscription.objects.exists()


def test_a_link_expires(client, outbox, settings):
    link = ask(client)
    soon = timezone.now() + timedelta(days=settings.CONFIRM_LINK_DAYS, minutes=-5)
    with time_machine.travel(soon):
        assert client.get(link).status_code == 200
    late = timezone.now() + timedelta(days=settings.CONFIRM_LINK_DAYS, minutes=5)
    with time_machine.travel(late):
        for answer in (client.get(link), client.post(link)):
            assert answer.status_code == 410
            assert is_private(answer)
            assert pages.form_data(pages.parse(answer), "signup")
    assert not Subscription.objects.exists()


def test_a_forged_link_confirms_nobody(client, outbox):
    link = ask(client)
    token = link.rstrip("/").rpartition("/")[2]
    head, _, signature = token.rpartition(":")
    forged = [
        f"{head}:{signature[::-1]}",
        token[:-3],
        token[1:],
        "nonsense",
        optin.signing.dumps({"email": "a@b.org"}, salt="something else"),
    ]
    for each in forged:
        path = reverse("newsletter_confirm", args=[each])
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert not Subscription.objects.exists()


def test_confirming_twice_is_silent_and_writes_one_row(client, outbox):
    link = ask(client)
    first = client.post(link)
    again = client.post(link)
    assert (first.status_code, again.status_code) == (200, 200)
    assert Subscription.objects.count() == 1


def test_a_second_sign_up_changes_the_choice_only_when_confirmed(client, outbox):
    client.post(ask(client))
    token = Subscription.objects.get().token
    link = ask(client, language="fr", rhythm="weekly")
    assert Subscription.objects.get().language == "ar"
    client.post(link)
    subscription = Subscription.objects.get()
    assert (subscription.language, subscription.rhythm) == ("fr", "weekly")
    assert subscription.token == token


def test_a_link_from_before_leaving_is_void_and_a_new_one_is_not(client, outbox):
    link = ask(client)
    client.post(link)
    optin.leave(Subscription.objects.get().token)
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410
    assert not Subscription.objects.exists()
    client.post(ask(client))
    assert Subscription.objects.exists()


def test_sections_that_are_gone_are_no_obstacle(client, outbox):
    section = desk.make_section()
    link = ask(client, sections=[section.pk])
    Section.objects.all().delete()
    assert client.post(link).status_code == 200


# -- the mail that asks ---------------------------------------------------------------------------


def test_nothing_is_queued_when_the_transaction_fails(monkeypatch):
    def fail(*_args):
        raise RuntimeError

    monkeypatch.setattr(optin.send_confirmation.__class__, "enqueue", fail)
    with pytest.raises(RuntimeError):
        optin.ask("reader@example.org", "ar", "daily", [], "/")
    assert not AddressMark.objects.exists()


class Server:
    """A mail server that answers with the given errors, then takes everything."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.taken = 0

    def __call__(self, *_args, **_kwargs):
        if self.errors:
            raise self.errors.pop(0)
        self.taken += 1


def refusal(code):
    return smtplib.SMTPRecipientsRefused({"reader@example.org": (code, b"no reader@example.org")})


def test_a_mail_server_that_is_away_is_asked_again_later(monkeypatch, caplog):
    server = Server(ConnectionRefusedError(), refusal(450))
    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", server)
    optin.ask("reader@example.org", "ar", "daily", [], "/")
    start = timezone.now()
    with time_machine.travel(start) as clock:
        for seconds in (1, 11, 75, 400):
            clock.move_to(start + timedelta(seconds=seconds))
            work()
    assert server.taken == 1
    assert "reader@example.org" not in caplog.text
    assert "ConnectionRefusedError" in caplog.text


def test_a_refused_address_is_not_tried_again(monkeypatch, caplog):
    server = Server(refusal(550))
    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", server)
    optin.ask("reader@example.org", "ar", "daily", [], "/")
    work()
    assert server.taken == 0
    assert not DBTaskResult.objects.ready().exists()
    assert not DBTaskResult.objects.failed().exists()
    assert "reader@example.org" not in caplog.text


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_the_mail_that_asks_is_in_the_chosen_language(outbox, language):
    desk.make_site()
    with translation.override("ar" if language == "en" else "en"):
        optin.ask("reader@example.org", language, "daily", [], "/")
    work()
    (message,) = outbox
    html = message.alternatives[0].content
    is_rtl = language == "ar"
    assert f'lang="{language}"' in html
    assert html.count(f'dir="{"rtl" if is_rtl else "ltr"}"') >= 2
    assert link_in(message) in html
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in message.extra_headers


# -- preferences and leaving ----------------------------------------------------------------------


def test_preferences_can_be_changed_with_the_token_alone(client):
    subscription = factories.make_subscription()
    section = desk.make_section()
    path = reverse("newsletter_preferences", args=[subscription.token])
    page = client.get(path)
    assert is_private(page)
    form = pages.form_data(pages.parse(page))
    assert form["language"] == "ar"
    answer = client.post(path, {"language": "fr", "rhythm": "weekly", "sections": [section.pk]})
    assert answer.status_code == 200
    subscription.refresh_from_db()
    assert (subscription.language, subscription.rhythm) == ("fr", "weekly")
    assert list(subscription.sections.all()) == [section]
    wrong = client.post(path, {"language": "xx", "rhythm": "weekly"})
    assert wrong.status_code == 400
    subscription.refresh_from_db()
    assert subscription.language == "fr"
    unknown = client.get(reverse("newsletter_preferences", args=["unknown"]))
    assert unknown.status_code == 404


def test_one_click_leaves_as_mail_programs_do_it():
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    subscription = factories.make_subscription()
    path = reverse("newsletter_unsubscribe", args=[subscription.token])
    answer = strict.post(
        path,
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
        headers={"origin": "https://mail.example", "sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 200
    assert is_private(answer)
    assert not Subscription.objects.exists()
    again = strict.post(path, "List-Unsubscribe=One-Click", content_type="text/plain")
    assert again.status_code == 200
    assert strict.get(path).status_code == 200


def test_looking_at_the_page_does_not_leave(client):
    subscription = factories.make_subscription()
    for prefix in ("ar", "en", "fr"):
        with translation.override(prefix):
            path = reverse("newsletter_unsubscribe", args=[subscription.token])
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert Subscription.objects.exists()
    client.post(path, pages.form_data(pages.parse(client.get(path))))
    assert not Subscription.objects.exists()


def test_marks_are_forgotten_when_no_link_needs_them(settings):
    factories.make_subscription("gone@example.org").delete()
    optin.ask("pending@example.org", "ar", "daily", [], "/")
    assert not optin.spare_marks(timezone.now()).exists()
    later = timezone.now() + timedelta(days=settings.CONFIRM_LINK_DAYS, hours=2)
    assert optin.spare_marks(later).count() == 2


def test_nothing_keeps_the_address_of_someone_who_left(client, outbox):
    client.post(ask(client))
    optin.leave(Subscription.objects.get().token)
    mark = AddressMark.objects.get()
    assert mark.address_hash == addresses.address_hash("reader@example.org")
    assert "reader" not in str(vars(mark))


# -- odd requests ---------------------------------------------------------------------------------


@pytest.mark.parametrize("section", ["9" * 19, "9" * 30, "9" * 5_000, "\0", "a\0", "-1", "none"])
def test_a_section_that_cannot_be_is_an_error_of_the_form(client, section):
    answer = client.post("/newsletter/", {**FORM, "sections": [section]})
    assert answer.status_code == 400
    assert answer.context["form"].errors.keys() == {"sections"}
    assert answer.context["form"]["email"].value() == FORM["email"]


@pytest.mark.parametrize(
    "page", ["/comments/status/abcdef/", "/comments/own/abc:def/export/json/", "/no/such/page/"]
)
def test_a_page_behind_a_code_is_not_named_in_the_consent(client, page):
    address = f"http://testserver{page}"
    client.post("/newsletter/", FORM, headers={"Referer": address})
    job = DBTaskResult.objects.get(task_path=optin.send_confirmation.module_path)
    assert optin.read(job.args_kwargs["args"][0]).page == "/newsletter/"


def test_headers_that_are_no_addresses_break_nothing(client):
    assert client.post("/newsletter/", FORM, headers={"Referer": "http://["}).status_code == 200
    assert client.post("/newsletter/", FORM, headers={"Origin": "http://["}).status_code == 403


@pytest.mark.parametrize("token", ["%00", "a%00b", "%ED%A0%80", "ن", "x" * 3_000])
def test_a_token_that_cannot_be_is_nobodys(client, token):
    for page in ("confirm", "preferences", "unsubscribe"):
        for answer in (client.get, client.post):
            assert answer(f"/fr/newsletter/{page}/{token}/").status_code in {200, 404}
