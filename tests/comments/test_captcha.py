"""reCAPTCHA: a clear 'no' refuses with the form filled in; an outage loses no comment."""

import io
import json
import os
import subprocess
import sys
from unittest import mock
from urllib.error import HTTPError, URLError

import pytest
from django.test import override_settings
from django.urls import reverse

from comments.models import Comment
from newsportal.stamp import new_stamp
from tests import factories
from tests.pages import form_data, parse

pytestmark = pytest.mark.django_db

KEYS = {
    "RECAPTCHA_ENABLED": True,
    "RECAPTCHA_PUBLIC_KEY": "public-key",
    "RECAPTCHA_PRIVATE_KEY": "private-key",
}
SERVICE = "django_recaptcha.client.recaptcha_request"


def says(**answer):
    """The service's answer, as its connection gives it."""
    return mock.Mock(side_effect=lambda _params: io.BytesIO(json.dumps(answer).encode()))


@pytest.fixture
def send(client, settings):
    """Send a comment with a solved box to a site that has keys; a form as old as it likes."""
    settings.COMMENT_MIN_FORM_AGE = 0
    article = factories.make_published()

    def send(message="كلام محفوظ", **fields):
        data = {"message": message, "stamp": new_stamp(), "g-recaptcha-response": "token", **fields}
        with override_settings(**KEYS):
            return client.post(reverse("comment_post", args=[article.pk]), data)

    return send


def test_a_yes_verifies_and_a_clear_no_refuses_with_the_form_filled_in(send):
    with mock.patch(SERVICE, says(success=True)):
        assert send().status_code == 303
    assert Comment.objects.get().verification == "verified"
    for code in ("invalid-input-response", "timeout-or-duplicate"):
        with mock.patch(SERVICE, says(success=False, **{"error-codes": [code]})):
            answer = send("كلام آخر")
        assert answer.status_code == 400
        page = parse(answer)
        assert form_data(page, "comment-form")["message"] == "كلام آخر"
        assert page.xpath("//*[@role='alert']//li")
        assert page.xpath("//form[@data-sitekey='public-key']")
    assert Comment.objects.count() == 1


OUTAGES = [
    URLError("no such host"),
    TimeoutError("timed out"),
    ConnectionRefusedError("refused"),
    ConnectionResetError("reset"),
    HTTPError("https://www.google.com", 503, "busy", {}, None),
    lambda _params: io.BytesIO(b"<html>not json"),
    lambda _params: io.BytesIO(b"\xff\xfe"),
    lambda _params: io.BytesIO(b"[]"),
    lambda _params: io.BytesIO(b"{}"),
    lambda _params: io.BytesIO(b'{"success": "maybe"}'),
    says(success=False, **{"error-codes": ["invalid-input-secret"]}),
    says(success=False),
]


@pytest.mark.parametrize("outage", OUTAGES, ids=range(len(OUTAGES)))
def test_an_outage_keeps_the_comment_as_not_verified(send, outage):
    with mock.patch(SERVICE, side_effect=outage):
        answer = send()
    assert answer.status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.verification) == ("pending", "unverified")


def test_without_javascript_the_box_is_empty_and_the_comment_kept(send):
    with mock.patch(SERVICE) as service:
        assert send(**{"g-recaptcha-response": ""}).status_code == 303
    assert not service.called
    assert Comment.objects.get().verification == "unverified"


def test_without_keys_nobody_is_asked_and_nothing_is_loaded(client):
    article = factories.make_published()
    page = client.get(article.get_absolute_url()).content.decode()
    assert "sitekey" not in page
    assert "google" not in page
    with mock.patch(SERVICE) as service:
        data = {"message": "كلام", "g-recaptcha-response": "token"}
        client.post(reverse("comment_post", args=[article.pk]), data)
    assert not service.called


def test_a_site_with_keys_starts_and_a_page_still_loads_nothing_by_itself(tmp_path):
    program = """
import django
django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from comments.forms import CommentForm
assert apps.is_installed("django_recaptcha")
assert CommentForm().site_key == "public"
assert "https://www.google.com" in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"]
call_command("check")
"""
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "newsportal.settings",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3",
            "RECAPTCHA_PUBLIC_KEY": "public",
            "RECAPTCHA_PRIVATE_KEY": "private",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
