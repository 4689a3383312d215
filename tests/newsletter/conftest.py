"""Fixtures of the newsletter's tests."""

import pytest
from django.core import mail


@pytest.fixture(autouse=True)
def _quick(settings):
    """One address of the site; passwords hashed fast; sign-ups from one place not limited."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SITE_URL = "http://localhost:8000"
    settings.SIGNUP_RATE_PER_HOUR = 1000


@pytest.fixture
def outbox(db):
    """The mails sent so far in this test."""
    mail.outbox = []
    return mail.outbox
