"""What logs never hold."""

import logging
from io import StringIO

import pytest
from django.conf import settings

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
