"""The proof of work: counts once, refuses nobody, and its absence only marks a comment."""

import base64
import json
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from comments import proof
from comments.models import Comment, SpentChallenge
from newsportal.management.commands.work import tick
from newsportal.stamp import new_stamp
from tests import factories
from tests.comments.factories import make_comment, solve, solved
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _little_work(settings):
    settings.COMMENT_PROOF_NUMBER = 20
    settings.COMMENT_MIN_FORM_AGE = 0
    settings.COMMENT_RATE_PER_HOUR = 100


@pytest.fixture
def send(client):
    """Send a comment with this solution; returns the answer."""
    story = factories.make_published()

    def send(altcha="", article=story, **fields):
        data = {"message": "كلام محفوظ", "stamp": new_stamp(), "altcha": altcha, **fields}
        return client.post(reverse("comment_post", args=[article.pk]), data)

    return send


def last() -> tuple[str, list]:
    """How the newest comment was kept."""
    comment = Comment.objects.latest("pk")
    assert comment.status == "pending"
    return comment.verification, comment.findings


def changed(solution: str, **fields) -> str:
    """The solution with something else in it."""
    payload = {**json.loads(base64.b64decode(solution)), **fields}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_a_solution_verifies_once_and_is_forgotten_when_it_has_expired(send, time_machine):
    solution = solved()
    assert send(solution).status_code == 303
    assert last() == ("verified", [])
    # Sent twice, by Back or by a machine: kept, for it proves nothing against the words.
    for repeated in (solution, solution + "\n", changed(solution, more="x")):
        assert send(repeated).status_code == 303
        assert last() == ("unverified", ["false_proof"])
    assert SpentChallenge.objects.count() == 1
    tick(timezone.now())
    assert SpentChallenge.objects.count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=1, seconds=2))
    tick(timezone.now())
    assert not SpentChallenge.objects.exists()
    assert send(solution).status_code == 303
    assert last() == ("unverified", ["false_proof"])


def test_what_is_false_or_late_is_kept_and_noted(send, time_machine):
    good = solved()
    number = json.loads(base64.b64decode(good))["number"]
    salt = json.loads(base64.b64decode(good))["salt"]
    late = salt.replace("expires=", "expires=9")
    with override_settings(ALTCHA_HMAC_KEY="of another site"):
        foreign = solved()
    false = [
        "x", "\x00", "é", "e30=", base64.b64encode(b"[" * 600).decode(), "A" * 100_000, foreign,
        changed(good, number=number + 1), changed(good, number=str(number) + " "),
        changed(good, salt=late), changed(good, signature="0" * 64), changed(good, algorithm="MD5"),
    ]  # fmt: skip
    for each in false:
        assert send(each).status_code == 303, each[:80]
        assert last() == ("unverified", ["false_proof"]), each[:80]
    assert not SpentChallenge.objects.exists()
    time_machine.move_to(timezone.now() + timedelta(days=1, seconds=2))
    assert send(good).status_code == 303
    assert last() == ("unverified", ["false_proof"])
    assert send("").status_code == 303
    assert last() == ("unverified", [])


def test_a_form_that_comes_back_has_not_spent_its_solution(send):
    solution = solved()
    answer = send(solution, message="")
    assert answer.status_code == 400
    again = form_data(parse(answer), "comment-form")
    assert send(again["altcha"]).status_code == 303
    assert last() == ("verified", [])


def test_the_page_carries_no_challenge_and_the_address_a_new_one_each_time(client):
    article = factories.make_published()
    page = parse(client.get(article.get_absolute_url()))
    [form] = page.xpath("//form[@id='comment-form']")
    assert form.xpath(".//input[@name='altcha']/@value") == []
    assert form.get("data-proof").endswith("proof.js")
    assert [each for each in page.xpath("//script/@src") if "proof" in each] == []
    answers = [client.get(form.get("data-stamp")) for _each in range(2)]
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    first, second = (answer.json()["challenge"] for answer in answers)
    assert first["challenge"] != second["challenge"]
    assert proof.ask(solve(first)) == proof.ask(solve(second)) == "yes"
    with override_settings(RECAPTCHA_ENABLED=True, RECAPTCHA_PUBLIC_KEY="public"):
        assert "challenge" not in client.get(form.get("data-stamp")).json()
        assert "proof.js" not in client.get(article.get_absolute_url()).content.decode()


def test_a_crowded_story_takes_what_is_proved_and_gives_the_rest_back(send, settings):
    settings.COMMENT_RATE_PER_STORY = 4
    settings.RATE_LIMIT_FACTOR = 0.5
    assert [send().status_code for _each in range(2)] == [303, 303]
    answer = send()
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert form_data(parse(answer), "comment-form")["message"] == "كلام محفوظ"
    assert send(solved()).status_code == 303
    assert last() == ("verified", [])
    assert send(article=factories.make_published()).status_code == 303


def test_the_queue_says_quietly_what_is_not_verified(client, moderator):
    client.force_login(moderator)
    article = factories.make_published()
    make_comment(article, verification="verified")
    make_comment(article, verification="unverified", findings=["false_proof"])
    page = parse(client.get(reverse("admin:comments_comment_queue")))
    cards = page.xpath("//article[@data-comment]")
    assert len(cards) == 2
    facts = [words(card.xpath(".//*[@class='queue__facts']")[0]) for card in cards]
    label = str(Comment.Verification.UNVERIFIED.label)
    assert [label in each for each in facts] == [False, True]
