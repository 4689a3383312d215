"""Fixtures of the newsletter's tests."""

import pytest
from django.core import mail


@pytest.fixture(autouse=True)
def _quick(settings):
    """Passwords are hashed fast, and sign-ups from the one address of tests are not limited."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SIGNUP_RATE_PER_HOUR = 1000


@pytest.fixture
def outbox(db):
    """The mails sent so far in this test."""
    mail.outbox = []
    return mail.outbox
