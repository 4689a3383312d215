"""Fixtures of the whole suite: media of its own, people with their roles, the real material."""

import gc
import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from tests import factories

# Most objects of a test live as long as it does; the default, every 700, looks through all of
# Django's each time, and takes a twentieth of the run.
gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(config, items):
    """Leave out of a run what says nothing there.

    That is the SQL of the other database, and, in every run but the one on SQLite, what never asks
    a database, or asks it nothing of its own and looks at the words and the markup of the pages
    (`wording`): it was tested there.
    """
    foreign = [item for item in items if not _belongs(item)]
    config.hook.pytest_deselected(items=foreign)
    items[:] = [item for item in items if item not in foreign]


def _belongs(item) -> bool:
    dialect = item.get_closest_marker("dialect")
    if dialect:
        return dialect.args[0] == connection.vendor
    if connection.vendor == "sqlite":
        return True
    if item.get_closest_marker("wording"):
        return False
    asks = {"db", "transactional_db"} & set(item.fixturenames)
    marks = [item.get_closest_marker(name) for name in ("django_db", "every_database")]
    return bool(asks) or any(marks)


@pytest.fixture(scope="session", autouse=True)
def _own_media(tmp_path_factory):
    """Files that tests write go to a directory of their own."""
    root = tmp_path_factory.mktemp("media")
    django_settings.MEDIA_ROOT = root
    # The real hashers are slow on purpose; thousands of test accounts need no such care.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.MAIL_DIR = root / "mail"


@pytest.fixture(autouse=True)
def _clean_state():
    """Every test begins in Arabic and with an empty cache."""
    cache.clear()
    with translation.override("ar"):
        yield


@pytest.fixture(scope="session")
def material() -> Path:
    """The folder of real material; its tests skip, saying so, where it is absent."""
    folder = Path(django_settings.MATERIAL_DIR) / "data"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI=true, and the material is not at {folder}")
        pytest.skip(f"no material at {folder}")
    return folder


@pytest.fixture
def reporter(db):
    """A member of staff who writes and cannot publish."""
    return factories.make_user("reporter", role="reporter")


@pytest.fixture
def editor(db):
    """A chief editor, who publishes."""
    return factories.make_user("editor", role="editor")


@pytest.fixture
def moderator(db):
    """A moderator of comments."""
    return factories.make_user("moderator", role="moderator")


@pytest.fixture
def moderator2(db):
    """Another moderator, for what one person must not do alone."""
    return factories.make_user("moderator2", role="moderator")


@pytest.fixture
def mailer(db):
    """Who sends the newsletter."""
    return factories.make_user("mailer", role="mailer")


@pytest.fixture
def superuser(db):
    """Somebody with every permission; the laws bind them too."""
    return factories.make_user("admin", is_superuser=True)
