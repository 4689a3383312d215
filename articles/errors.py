"""Pages for what went wrong, in the language of the path."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.utils import translation

from articles.context import surroundings
from newsportal.caching import is_admin, keep_private
from newsportal.language import current_language, language_of_path

LAST_RESORT = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>500</title></head>
<body><h1>{words}</h1></body></html>
"""
LAST_WORDS = {
    "ar": "حدث خطأ عندنا، وقد سُجّل. نرجو المحاولة بعد قليل.",
    "en": "Something broke on our side and was logged. Please try again in a while.",
    "fr": "Une erreur s’est produite chez nous et a été consignée. Réessayez dans un instant.",
}


def language_of(request: HttpRequest) -> str:
    """The language to explain in: the path's on reader pages, the user's own in the admin."""
    if is_admin(request):
        return current_language()
    return language_of_path(request.path_info)


def error_page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """The page for `status`; the same address in other languages would be an error too."""
    with translation.override(language_of(request)):
        # The admin's own pages have no name-plate; its error pages are the reader's.
        around = surroundings(request) if is_admin(request) else {}
        nowhere = {"alternates": [], "canonical_url": ""}
        context = {**around, **nowhere, **context}
        return render(request, f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read, or was sent to a host that is not ours."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not allowed."""
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old or came from elsewhere; says how to send it again."""
    return keep_private(error_page(request, 403, is_form_refused=True))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or nobody may know of it."""
    return error_page(request, 404)


class MethodMiddleware:
    """Says in words what Django answers with an empty page: that a form cannot be sent here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a browser that used a wrong method with a page; programs get none."""
        response = self.get_response(request)
        is_person = "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or not is_person or is_admin(request):
            return response
        page = error_page(request, 405)
        page["Allow"] = response["Allow"]
        return page


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered with no database, no context processor and, if need be, no template."""
    language = language_of(request)
    with translation.override(language):
        try:
            html = str(loader.render_to_string("500.html"))
        except Exception:  # noqa: BLE001 - the page about a fault must not be one
            info = translation.get_language_info(language)
            html = LAST_RESORT.format(
                language=language,
                direction="rtl" if info["bidi"] else "ltr",
                words=LAST_WORDS[language],
            )
    return HttpResponse(html, status=500)
