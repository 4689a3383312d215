"""In which letters requests are read: in UTF-8, whatever they say of themselves."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Utf8Request(WSGIRequest):
    """A request that is read as UTF-8, whatever charset it names.

    Our pages are sent in UTF-8 and browsers answer in the same. Django would take any name that
    Python has a codec for; some of those (base64, rot13, unicode_escape) make no letters, and it
    would fail before a page could say so.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        content_type = meta.get("CONTENT_TYPE", "")
        self.content_type, self.content_params = parse_header_parameters(content_type)


class Utf8Handler(WSGIHandler):
    """Django's entry point, for such requests."""

    request_class = Utf8Request
