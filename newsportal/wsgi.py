"""WSGI entry point for the production server."""

import os

import django

from newsportal.encoding import Utf8Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
django.setup(set_prefix=False)

application = Utf8Handler()

from articles.mostread import tally  # noqa: E402 - the apps are ready only now

tally.keep()
