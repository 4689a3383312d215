"""Which language a request is answered in: reader pages by their path, the admin by its user."""

from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from newsportal.digits import written_for

LANGUAGE_CODES = [code for code, _name in settings.LANGUAGES]


def current_language() -> str:
    """Return the active language; the site's first one where translation is switched off."""
    return translation.get_language() or settings.LANGUAGE_CODE


def direction(language: str) -> str:
    """Return "rtl" or "ltr", the writing direction of `language`."""
    return "rtl" if translation.get_language_info(language)["bidi"] else "ltr"


def language_of_path(path: str) -> str:
    """Return the language that the address says; Arabic where it says none or an unknown one."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in LANGUAGE_CODES else settings.LANGUAGE_CODE


def language_of_staff(request: HttpRequest) -> str:
    """Return the stored choice of whoever is logged in, else the cookie's, else Arabic."""
    user = get_user(request)
    if user.is_authenticated:
        try:
            return user.staff_preference.language
        except ObjectDoesNotExist:
            pass
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in LANGUAGE_CODES else settings.LANGUAGE_CODE


class LanguageMiddleware:
    """In place of Django's own, which guesses from headers and adds Vary to every page.

    It stands after the session and before CommonMiddleware, which appends slashes to addresses
    of the active language only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the request; error pages too."""
        is_admin = request.path_info.startswith(f"/{settings.ADMIN_PATH}")
        language = language_of_staff(request) if is_admin else language_of_path(request.path_info)
        with translation.override(language), written_for(is_staff=is_admin):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def start_address() -> str:
    """Return the address of the admin's start page; the language cookie belongs below it."""
    return reverse("admin:index")


@require_POST
def set_staff_language(request: HttpRequest) -> HttpResponse:
    """Remember in which language this person wants the admin, and go back to where they were.

    POST `language` and `next`. A cookie remembers it for who is not logged in; reader pages are
    never sent it. An unknown language changes nothing, a foreign `next` leads to the start page.
    """
    start = start_address()
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = start
    response = HttpResponseRedirect(target)
    language = request.POST.get("language")
    if language not in LANGUAGE_CODES:
        return response
    if request.user.is_authenticated:
        apps.get_model("articles", "StaffPreference").objects.update_or_create(
            user=request.user, defaults={"language": language}
        )
    else:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            path=start,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
