"""The reader's side: form, receipt, thread, policy; what is typed is never lost."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from articles.models import RateCount
from comments.countries import countries_in
from comments.models import Comment
from newsportal.stamp import new_stamp
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import a_clause, make_approved, make_comment, make_rejected, solved
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>&amp;{{ 7 }}"


@pytest.fixture
def article():
    """A story that can be read in three languages."""
    return factories.make_published(languages=("en", "fr"))


def post(client, article, *, language="ar", headers=None, **fields):
    """Send the form of a story's page."""
    with translation.override(language):
        address = reverse("comment_post", args=[article.pk])
    return client.post(address, {"message": "شكراً لكم", **fields}, headers=headers)


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_a_message_is_enough_and_waits(client, article, language):
    answer = post(client, article, language=language)
    comment = Comment.objects.get()
    assert answer.status_code == 303
    with translation.override(language):
        assert answer["Location"] == reverse("comment_status", args=[comment.code])
    assert (comment.status, comment.language, comment.article) == ("pending", language, article)
    # Arabic words on a page in another language are noted, and nothing else is.
    noted = [finding["screen"] for finding in comment.findings]
    assert noted == ([] if language == "ar" else ["other_language"])
    assert comment.verification == "unverified"
    receipt = client.get(answer["Location"])
    page = parse(receipt)
    assert page.xpath("//main/@data-status") == ["pending"]
    assert page.get("lang") == language
    assert comment.code in words(page)
    assert "no-store" in receipt["Cache-Control"]
    assert receipt["Referrer-Policy"] == "same-origin"
    assert "noindex" in receipt["X-Robots-Tag"]
    assert not client.cookies
    with translation.override(language):
        assert comment.message not in client.get(article.get_absolute_url()).content.decode()


def test_every_field_is_kept(client, article):
    fields = {
        "name": "سلمى حدّاد",
        "email": "salma@example.org",
        "country": "LB",
        "subject": "رأي",
        "message": "السطر الأول\r\n\r\nالسطر الثاني",
    }
    post(client, article, **fields)
    comment = Comment.objects.get()
    kept = {name: str(getattr(comment, name)) for name in fields}
    assert kept == {**fields, "message": "السطر الأول\n\nالسطر الثاني"}


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_a_form_that_fails_comes_back_filled_in(client, article, language):
    long = "كلمة " * 20_000  # 100 KB and more
    cases = [
        ({"message": ""}, 400),
        ({"message": "\u200e \u200b\n"}, 400),
        ({"message": long}, 400),
        ({"email": "not an address"}, 400),
        ({"country": "XX"}, 400),
        ({"name": "س" * 81}, 400),
        ({"subject": "س" * 121}, 400),
    ]
    for wrong, status in cases:
        typed = {"name": "سلمى", "subject": "رأي", "message": "كلام محفوظ", **wrong}
        answer = post(client, article, language=language, **typed)
        assert answer.status_code == status, wrong
        page = parse(answer)
        assert page.get("lang") == language
        assert page.xpath("//*[@role='alert']")
        assert page.xpath("//*[@autofocus]")
        assert page.xpath("//ul[@class='field__error']")
        for link in page.xpath("//*[@role='alert']//a/@href"):
            assert page.xpath(f"//*[@id='{link[1:]}'][@name='{next(iter(wrong))}']")
        assert len(page.xpath("//*[@role='alert']//a")) == len(wrong)
        again = form_data(page, "comment-form")
        for name, value in typed.items():
            if name not in wrong or name in {"email", "name", "subject"}:
                assert again[name] == value
        if wrong.get("message") == long:
            assert again["message"].split() == long.split()
        with translation.override(language):
            assert page.xpath(f"//a[@href='{article.get_absolute_url()}']")
        assert "no-store" in answer["Cache-Control"]
    assert not Comment.objects.exists()
    assert post(client, article, language=language).status_code == 303


def test_what_is_too_large_to_be_read_is_answered_in_words(client, article):
    answer = post(client, article, message="x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert answer.status_code == 413
    assert parse(answer).xpath("//*[@role='alert']//li")


def test_a_form_from_elsewhere_is_refused_and_its_words_shown(client, article):
    for headers in (
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        answer = post(client, article, headers=headers)
        assert answer.status_code == 403, headers
        assert form_data(parse(answer), "comment-form")["message"] == "شكراً لكم"
    assert not Comment.objects.exists()
    for headers in ({}, {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}):
        assert post(client, article, headers=headers).status_code == 303, headers


def test_no_token_is_needed_and_no_session_is_looked_at(article, superuser):
    client = Client(enforce_csrf_checks=True)
    client.force_login(superuser)
    assert post(client, article).status_code == 303
    assert Comment.objects.get().status == "pending"


def test_over_the_limit_nothing_is_lost(client, article, settings):
    settings.RATE_LIMIT_FACTOR = 0.2
    for _each in range(2):
        assert post(client, article).status_code == 303
    answer = post(client, article, message="كلام طويل")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert form_data(parse(answer), "comment-form")["message"] == "كلام طويل"
    assert Comment.objects.count() == 2
    # Another neighbourhood is not concerned, the next address of this one is.
    assert (
        client.post(
            reverse("comment_post", args=[article.pk]), {"message": "x"}, REMOTE_ADDR="127.0.0.77"
        ).status_code
        == 429
    )
    assert (
        client.post(
            reverse("comment_post", args=[article.pk]), {"message": "x"}, REMOTE_ADDR="10.1.2.3"
        ).status_code
        == 303
    )
    assert "10.1.2" not in json.dumps(list(RateCount.objects.values()), default=str)


def test_traps_flag_and_refuse_nobody(client, article):
    post(client, article, website="https://spam.example")
    assert Comment.objects.latest("pk").findings == ["honeypot"]
    stamp = client.get(reverse("comment_stamp"))
    assert "no-store" in stamp["Cache-Control"]
    post(client, article, stamp=stamp.json()["stamp"])
    fast = Comment.objects.latest("pk")
    assert (fast.findings, fast.verification) == (["too_fast"], "unverified")
    for stamp in ("", "forged", "a:b:c", "\x00"):
        assert post(client, article, stamp=stamp).status_code == 303
        comment = Comment.objects.latest("pk")
        assert (comment.findings, comment.verification) == ([], "unverified")


def test_a_form_that_was_open_for_a_while_is_verified(client, article, time_machine, settings):
    settings.COMMENT_PROOF_NUMBER = 20
    begun = timezone.now()
    time_machine.move_to(begun, tick=False)
    stamp = new_stamp()
    for seconds, verification in ((2.9, "unverified"), (3.0, "verified"), (90_000, "unverified")):
        time_machine.move_to(begun + timedelta(seconds=seconds), tick=False)
        post(client, article, stamp=stamp, altcha=solved())
        assert Comment.objects.latest("pk").verification == verification, seconds


def test_comments_are_taken_only_where_the_story_can_be_read(client, editor):
    arabic = factories.make_published()
    draft = factories.make_article()
    retracted = factories.make_published("خبر مسحوب")
    retracted.retract(by=editor, note="غير صحيح")
    assert post(client, arabic, language="en").status_code == 404
    assert post(client, draft).status_code == 404
    assert post(client, retracted).status_code == 404
    assert client.post("/news/999999/comments/", {"message": "x"}).status_code == 404
    assert not Comment.objects.exists()
    assert post(client, arabic).status_code == 303
    assert client.get(reverse("comment_post", args=[arabic.pk])).status_code == 302


def test_invisible_characters_do_no_harm(client, article):
    post(
        client,
        article,
        name="سل\u202eمى\r\nBcc: x\x00\u200b" + "\u0301" * 10_000,
        subject="\u2066موضوع\u2069\x07",
        message="سطر\x00 أول\x1b\u202e\r\nوكلمة\u200cدوم",
    )
    comment = Comment.objects.get()
    assert comment.name == "سلمى Bcc: x" + "\u0301" * 4
    assert comment.subject == "موضوع"
    assert comment.message == "سطر أول\nوكلمة\u200cدوم"
    post(client, article, name="\u202e\u200f \u200d")
    assert Comment.objects.latest("pk").name == ""


def test_html_in_every_field_is_text_on_every_page(client, article, moderator):
    raw = {"name": HOSTILE[:80], "subject": HOSTILE, "message": HOSTILE}
    answer = post(
        client, article, **raw, email="x", country=HOSTILE, website=HOSTILE, stamp=HOSTILE
    )
    assert answer.status_code == 400
    pages = [answer, post(client, article, **raw)]
    comment = Comment.objects.get()
    comment.approve(by=moderator)
    staff = Client()
    staff.force_login(moderator)
    pages += [
        client.get(reverse("comment_status", args=[comment.code])),
        client.get(article.get_absolute_url()),
        staff.get(reverse("admin:comments_comment_changelist")),
        staff.get(reverse("admin:comments_comment_change", args=[comment.pk])),
    ]
    comment.reopen(by=moderator)
    pages += [staff.get(reverse("admin:comments_comment_queue"))]
    shown = 0
    for page in pages:
        text = page.content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        shown += "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert shown == len(pages) - 1  # the redirect shows nothing


# -- status --


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_the_status_page_tells_each_fate(client, article, language):
    moderator = factories.make_user("zayna", role="moderator")
    clause = a_clause("incitement")
    fates = {
        "pending": make_comment(article),
        "approved": make_approved(article),
        "rejected": make_comment(article).reject(by=moderator, clause=clause),
        "withdrawn": make_comment(article).withdraw(by=AUTHOR),
    }
    removed = make_approved(article).remove(by=moderator, clause=clause)
    for status, comment in [*fates.items(), ("rejected", removed)]:
        with translation.override(language):
            answer = client.get(reverse("comment_status", args=[comment.code]))
            wording, title = clause.text, clause.title
        page = parse(answer)
        assert page.xpath("//main/@data-status") == [status]
        assert "no-store" in answer["Cache-Control"]
        text = words(page.xpath("//main")[0])
        assert (wording in text) is (status == "rejected")
        assert (title in text) is (status == "rejected")
        assert moderator.username not in text
        assert bool(page.xpath(f"//a[contains(@href, '#comment-{comment.pk}')]")) is (
            status == "approved"
        )
    assert client.get("/comments/status/nosuchcode/").status_code == 404


def test_the_status_page_names_no_story_that_is_not_public(client, editor):
    article = factories.make_published("عنوان سرّي")
    comment = make_approved(article)
    article.retract(by=editor, note="خطأ")
    text = client.get(reverse("comment_status", args=[comment.code])).content.decode()
    assert "عنوان سرّي" not in text


# -- thread and policy --


def test_only_approved_comments_of_the_page_s_language_are_public(client, article):
    shown = make_approved(article, message="كلام منشور", name="ريم", country="LB", subject="رأي")
    hidden = [
        make_comment(article, message="كلام ينتظر"),
        make_rejected(article, message="كلام مرفوض"),
        make_approved(article, message="Words in English", language="en"),
        make_approved(message="كلام في مكان آخر"),
    ]
    answer = client.get(article.get_absolute_url())
    page = parse(answer)
    [thread] = page.xpath("//section[@id='comments']")
    text = words(thread)
    for part in ("كلام منشور", "ريم", "لبنان", "رأي"):
        assert part in text
    for comment in hidden:
        assert comment.message not in text
    assert shown.code not in answer.content.decode()
    with translation.override("en"):
        assert "Words in English" in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_policy_and_disclaimer_stand_above_the_form(client, article, language):
    with translation.override(language):
        page = parse(client.get(article.get_absolute_url()))
        policy = a_clause().policy
        [thread] = page.xpath("//section[@id='comments']")
        text = words(thread)
        order = [text.index(policy.intro), text.index(policy.disclaimer)]
        order.append(text.index(words(thread.xpath(".//form//h3")[0])))
        assert order == sorted(order)
        for clause in policy.clauses.all():
            assert clause.title in text
            assert clause.text in text
        whole = client.get(reverse("comment_policy"))
        assert "public" in whole["Cache-Control"]
        for clause in policy.clauses.all():
            assert clause.text in words(parse(whole))
        assert policy.disclaimer in words(parse(whole))
    fields = list(thread.xpath(".//form//*[@name]/@name"))
    asked = ["name", "message", "email", "country", "subject"]
    assert fields == [*asked, "website", "stamp", "altcha"]
    required = thread.xpath(".//form//*[@required]/@name")
    assert required == ["message"]
    countries = thread.xpath(".//select/option")
    assert len(countries) == 250
    assert countries[0].get("value") == ""
    assert thread.xpath(".//*[@maxlength]/@name") == ["email"]


def test_countries_are_sorted_in_the_reader_s_language():
    french = list(countries_in("fr").values())
    assert french.index("Égypte") < french.index("Espagne") < french.index("Éthiopie")
    arabic = list(countries_in("ar").values())
    assert arabic.index("أسبانيا") < arabic.index("الأردن") < arabic.index("لبنان")
    assert countries_in("en")["LB"] == "Lebanon"


def test_the_page_is_the_same_for_everybody(client, article, superuser):
    make_approved(article)
    anonymous = client.get(article.get_absolute_url())
    staff = Client()
    staff.force_login(superuser)
    other = staff.get(article.get_absolute_url(), REMOTE_ADDR="10.9.8.7")
    assert anonymous.content == other.content
    assert "csrfmiddlewaretoken" not in anonymous.content.decode()


@pytest.mark.parametrize("count", [1, 50])
def test_an_article_with_its_comments_takes_few_queries(
    client, article, count, django_assert_max_num_queries, moderator
):
    first = make_approved(article)
    for number in range(count - 1):
        make_comment(article, name=f"قارئ {number}").approve(by=moderator)
    client.get(article.get_absolute_url())
    cache.clear()
    with django_assert_max_num_queries(8):
        page = parse(client.get(article.get_absolute_url()))
    assert len(page.xpath("//li[@class='comment']")) == count
    assert page.xpath(f"//li[@id='comment-{first.pk}']")


def test_a_long_thread_is_read_page_by_page(client, article, moderator, monkeypatch):
    monkeypatch.setattr("comments.threads.PAGE_LENGTH", 2)
    made = [make_comment(article).approve(by=moderator).pk for _each in range(5)]
    seen, address = [], article.get_absolute_url()
    while address:
        page = parse(client.get(address))
        seen += [int(each.removeprefix("comment-")) for each in page.xpath("//li/@id") if each]
        following = page.xpath("//a[contains(@href, '?comments=')]/@href")
        address = following[0].partition("#")[0] if following else ""
    assert seen == made
    for odd in ("x", "٣", "-1", "9" * 40, ""):
        answer = client.get(article.get_absolute_url(), {"comments": odd})
        assert answer.status_code in {200, 301}
