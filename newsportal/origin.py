"""Whether another site sent a form: the guard of anonymous POSTs, which have no CSRF token."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent this; silence is no such word."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # no browser sends "http://[", but anybody can
        return True
    return host not in {request.get_host(), urlsplit(settings.SITE_URL).netloc}
