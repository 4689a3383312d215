"""What logs never hold."""

import logging
from io import StringIO

import pytest
from django.conf import settings
from django.test import Client

from articles.models import Section
from newsletter import optin

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch):
    """What the site's own handler writes, with the filters that the settings give it."""
    handler = logging.getLogger().handlers[0]
    named = [each for each in logging.getLogger().handlers if each.name == "stderr"]
    handler = (named or [handler])[0]
    stream = StringIO()
    monkeypatch.setattr(handler, "stream", stream)
    return stream


def test_the_filter_stands_before_every_handler():
    assert settings.LOGGING["filters"]["private"]["()"] == "newsportal.logs.PrivatePagesFilter"
    assert all("private" in each["filters"] for each in settings.LOGGING["handlers"].values())


def test_no_code_and_no_token_is_written(client, written):
    wish = optin.Wish("reader@example.org", "ar", "daily", (), "/newsletter/", 0.0)
    token = optin.sign(wish)
    Section.objects.all().delete()
    secrets = {
        f"/newsletter/confirm/{token}x/": "newsletter/confirm/<str:token>/",
        f"/en/newsletter/preferences/{'p' * 43}/": "en/newsletter/preferences/<slug:token>/",
        f"/fr/comments/status/{'c' * 18}/": "fr/comments/status/<str:code>/",
    }
    for address, route in secrets.items():
        assert client.get(address).status_code == 404
        assert route in written.getvalue()
        assert address not in written.getvalue()
    client.get("/news/1/missing/")
    assert "/news/1/missing/" in written.getvalue()


@pytest.mark.parametrize("language", ["", "/en", "/fr"])
def test_nothing_private_is_written_of_a_request_that_ends_before_its_page(
    client, written, language
):
    secret = "s3cr3tc0d3"
    for beginning in (
        "/comments/status", "/comments/notice", "/comments/own", "/corrections/status",
        "/newsletter/confirm", "/newsletter/preferences", "/newsletter/unsubscribe",
    ):  # fmt: skip
        address = f"{language}{beginning}/{secret}/"
        strict = Client(enforce_csrf_checks=True)
        # No token of a form, a wrong method, an address with the end of a sentence.
        strict.post(address)
        assert client.put(address).status_code == 405
        assert client.get(f"{address}).").status_code == 404
        doubled = beginning.replace("/", "//")
        assert client.get(f"{language}/{doubled}/{secret}/").status_code == 404
    assert secret not in written.getvalue()
    assert "comments/status/" in written.getvalue()


def test_no_link_to_a_new_password_is_written(written):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/admin/reset/MQ/s3cr3t-t0k3n/").status_code == 403
    assert strict.get("/admin/reset/MQ/s3cr3t-t0k3n/x/y/").status_code in {302, 404}
    assert "t0k3n" not in written.getvalue()


def test_a_false_host_fills_no_log():
    # Python itself writes to stderr where a logger has no handler at all.
    named = settings.LOGGING["loggers"]
    silent = [each for each in named.values() if not each.get("propagate", True)]
    assert named["django.security.DisallowedHost"] in silent
    assert all(each["handlers"] == ["nowhere"] for each in silent)
