"""What logs may hold: no code, no token, and so no address of a reader that a token carries."""

import functools
import logging
import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

SECRETS = re.compile(r"<(?:\w+:)?(?:code|token|uidb64)>")
LOCALE = re.compile(r"^(?:[a-z]{2}/)?")


class PrivatePagesFilter(logging.Filter):
    """Names a page behind a code or token by its route, as in 'Gone: newsletter/confirm/<token>'.

    Django writes the whole path of each request that fails, and the link that confirms a
    subscription has the e-mail address in it. It need not have come as far as the page: a wrong
    method, a missing token of a form or a full stop that a mail program took for a part of the
    address end before it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, some with less in it."""
        request = getattr(record, "request", None)
        if request is None or not isinstance(record.args, tuple):
            return True
        route = _route_of(request)
        record.args = tuple(
            _discreet(each, route) if isinstance(each, str) and "/" in each else each
            for each in record.args
        )
        return True


def _route_of(request: Any) -> str:
    """The route of the private page that was asked for; "" for any other."""
    match = getattr(request, "resolver_match", None)
    is_private = getattr(request, "is_private_page", False) or getattr(
        getattr(match, "func", None), "is_private_page", False
    )
    return str(match.route) if match and is_private else ""


def _discreet(text: str, route: str) -> str:
    """`text`, an address or a sentence with one, without what only one reader may know."""
    if route and text.startswith("/"):
        return route
    return _private_addresses().sub(r"\1/…", text)


@functools.cache
def _private_addresses() -> re.Pattern[str]:
    """Whatever begins as the address of a private page does, as far as it goes on."""
    beginnings = sorted(set(_beginnings(get_resolver().url_patterns, "")))
    each = "|".join("/+".join(map(re.escape, start.split("/"))) for start in beginnings)
    return re.compile(rf"\b({each})/+[^\s/]\S*", re.IGNORECASE)


def _beginnings(patterns: Any, before: str) -> Iterator[str]:
    """What stands in front of the code or token in the routes of private pages."""
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _beginnings(each.url_patterns, route)
        elif getattr(each.callback, "is_private_page", False) and (found := SECRETS.search(route)):
            yield LOCALE.sub("", route[: found.start()]).strip("/")
