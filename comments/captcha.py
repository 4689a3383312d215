"""reCAPTCHA where the site has its keys: only a clear 'no' refuses, an outage loses no comment."""

import logging
from typing import Literal
from urllib.error import URLError

from django.conf import settings
from django.http import HttpRequest

from newsportal.client_address import client_address

logger = logging.getLogger(__name__)

FIELD = "g-recaptcha-response"
# Said about the visitor's answer; every other code is about us or about the service.
CLEAR_NO = {"invalid-input-response", "timeout-or-duplicate"}

Answer = Literal["yes", "no", "unknown"]


def ask(request: HttpRequest) -> Answer:
    """What the service says of this visitor; 'unknown' without keys, answer or connection."""
    token = request.POST.get(FIELD, "").strip()
    if not settings.RECAPTCHA_ENABLED or not token:
        return "unknown"
    # Imported here: the package reads its keys, and stands in INSTALLED_APPS only with them.
    from django_recaptcha import client

    try:
        said = client.submit(token, settings.RECAPTCHA_PRIVATE_KEY, client_address(request))
    except (URLError, OSError, ValueError, LookupError, TypeError, AttributeError) as outage:
        # No name, refused, timed out, an error page, no JSON or other JSON than agreed.
        logger.warning("reCAPTCHA did not answer: %s", type(outage).__name__)
        return "unknown"
    if said.is_valid is True:
        return "yes"
    if CLEAR_NO & set(said.error_codes or ()):
        return "no"
    logger.warning("reCAPTCHA gave no verdict: %s", said.error_codes)
    return "unknown"
