"""Whether another site sent a form: the guard of anonymous POSTs, which have no CSRF token."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent this; silence is no such word."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = request.headers.get("Origin")
    own = {request.get_host(), urlsplit(settings.SITE_URL).netloc}
    return origin is not None and urlsplit(origin).netloc not in own
