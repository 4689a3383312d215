"""What caches may hold: every reader page, the same for everybody; nothing of the admin.

Reader pages are public and asked for again each time (ETag, 304), so that a retraction is seen at
once. No cookie reaches them and none leaves them. They vary by nothing but Accept-Encoding, which
is `newsportal/compression.py`'s.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

REVALIDATED = "public, max-age=0, must-revalidate"
PRIVATE = "no-store, private"
NAME_MAX = 255  # bytes
PER_READER = {"cookie", "accept-language"}

View = Callable[..., HttpResponseBase]
Response = TypeVar("Response", bound=HttpResponseBase)


def is_admin(request: HttpRequest) -> bool:
    """Whether the path belongs to the admin, which alone knows who is asking."""
    return request.path_info.startswith(f"/{settings.ADMIN_PATH}")


def keep_private(response: Response) -> Response:
    """Mark `response` as one reader's own: not stored, not indexed, its address not told."""
    response["Cache-Control"] = PRIVATE
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def private_page(view: View) -> View:
    """Decorate a view behind a code or a token, or one that answers a form; its errors too."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.is_private_page = True  # type: ignore[attr-defined]
        return keep_private(view(request, *args, **kwargs))

    wrapped.is_private_page = True  # type: ignore[attr-defined] # the log asks, also where the view is not reached
    return wrapped


class PublicPagesMiddleware:
    """Makes reader pages the same for everybody, and says so to caches.

    A view that sets its own Cache-Control keeps it. Answers to anything but GET and HEAD are
    private, and so are errors of the server and whatever happens on a private page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a reader who has no cookie; the admin's answers are never public."""
        if is_admin(request):
            response = self.get_response(request)
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_store=True)
            response["X-Robots-Tag"] = "noindex"
            return response
        # What no page can see, no page can depend on.
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        _forget_reader(response)
        if _is_private(request, response):
            return keep_private(response)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = REVALIDATED
        return response


def _is_private(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        getattr(request, "is_private_page", False)
        or request.method not in {"GET", "HEAD"}
        or response.status_code >= 500
    )


def _forget_reader(response: HttpResponseBase) -> None:
    names = [name.strip() for name in response.get("Vary", "").split(",") if name.strip()]
    kept = [name for name in names if name.lower() not in PER_READER]
    if kept:
        response["Vary"] = ", ".join(kept)
    elif names:
        del response["Vary"]


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture from MEDIA_ROOT; its random name never means another one, so it is kept long."""
    if len(name.encode()) > NAME_MAX:  # ours are shorter, and to ask for such a name is an error
        raise Http404("no such file")
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def shortly(response: HttpResponse, seconds: int) -> HttpResponse:
    """Let caches hold `response` for some seconds."""
    response["Cache-Control"] = f"public, max-age={seconds}"
    return response
