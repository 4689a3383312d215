"""The reader's side of the newsletter: signing up, confirming, preferences, leaving."""

import functools
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import ratelimit
from articles.context import on_from
from newsletter import addresses, optin
from newsletter.forms import PreferencesForm, SignupForm
from newsletter.models import Subscription
from newsportal.caching import View, keep_private, private_page
from newsportal.origin import is_foreign

read_or_send = require_http_methods(["GET", "HEAD", "POST"])

ASCII_PATH = re.compile(r"/?(?:[!-~]*/)?")
SECRETS = {"code", "token"}  # in the addresses of pages that have no other guard
LINK_GONE = {"link_expired": 410, "link_void": 410, "link_forged": 404}


def own_form(view: View) -> View:
    """Decorate a view whose POSTs come from our own pages or from no page at all.

    Nobody is logged in, so there is no CSRF token; another site may still not send the form.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and is_foreign(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return csrf_exempt(wrapped)


@read_or_send
@own_form
def newsletter(request: HttpRequest) -> HttpResponseBase:
    """The sign-up; its answer is the same for every address."""
    if request.method != "POST":
        return render(request, "newsletter/signup.html", {"form": SignupForm()})
    return keep_private(_sign_up(request))


def _sign_up(request: HttpRequest) -> HttpResponse:
    form = SignupForm(request.POST)
    if not form.is_valid():
        return render(request, "newsletter/signup.html", {"form": form}, status=400)
    if not ratelimit.allow(request, "signup", settings.SIGNUP_RATE_PER_HOUR):
        context = {"form": form, "is_over_limit": True}
        return ratelimit.tell_when(render(request, "newsletter/signup.html", context, status=429))
    wish = form.cleaned_data
    if not form.is_trapped:
        optin.ask(wish["email"], wish["language"], wish["rhythm"], wish["sections"], _page(request))
    context = {"email": addresses.readable(wish["email"]), "days": settings.CONFIRM_LINK_DAYS}
    return render(request, "newsletter/asked.html", context)


def _page(request: HttpRequest) -> str:
    """The path of the page whose form was sent, for the record of the consent.

    Without an Arabic slug at its end: the number before it says which page it was, and the path
    travels in a link.
    """
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # an address that is none, as "http://["
        referer = urlsplit("")
    path = unquote(referer.path) if referer.netloc == request.get_host() else request.path
    if _is_secret(path):
        path = request.path
    return ASCII_PATH.search(path)[0][:100]  # type: ignore[index]


def _is_secret(path: str) -> bool:
    """Whether the address of a page lets in whoever knows it, as that of a comment's author."""
    try:
        return not SECRETS.isdisjoint(resolve(path).kwargs)
    except Resolver404:
        return True


@read_or_send
@private_page
@own_form
def newsletter_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button that confirms; fetching the page, as scanners of mail do, confirms nothing."""
    try:
        wish = optin.read(token)
    except ValidationError as error:
        context = {"reason": error.message, "form": SignupForm(), **on_from(request, "newsletter")}
        status = LINK_GONE.get(error.code or "", 404)
        return render(request, "newsletter/link_gone.html", context, status=status)
    consent = optin.Consent(optin.consent_text(wish), get_language(), wish.page)
    if request.method != "POST":
        return render(request, "newsletter/confirm.html", {"consent": consent})
    return render(
        request, "newsletter/confirmed.html", {"subscription": optin.confirm(wish, consent)}
    )


@read_or_send
@private_page
@own_form
def newsletter_preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Language, rhythm and sections of one subscription, and the way out."""
    rows = Subscription.objects.filter(token=token)
    if request.method != "POST":
        return _preferences(request, rows.first())
    with transaction.atomic():  # held until it is saved: whoever leaves at this moment has left
        return _preferences(request, rows.select_for_update().first())


def _preferences(request: HttpRequest, subscription: Subscription | None) -> HttpResponse:
    if subscription is None:
        context = {"form": SignupForm(), **on_from(request, "newsletter")}
        return render(request, "newsletter/left.html", context, status=404)
    is_sent = request.method == "POST"
    form = PreferencesForm(request.POST if is_sent else None, instance=subscription)
    is_saved = is_sent and form.is_valid()
    if is_saved:
        form.save()
    context = {"form": form, "subscription": subscription, "is_saved": is_saved}
    status = 400 if is_sent and not is_saved else 200
    return render(request, "newsletter/preferences.html", context, status=status)


@read_or_send
@private_page
@csrf_exempt
def newsletter_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Leaving: by a button, or by the POST that mail programs send (RFC 8058).

    The token alone lets in: mail programs post from their own servers, with no word on the origin.
    """
    has_left = request.method == "POST" and optin.leave(token)
    subscription = Subscription.objects.filter(token=token).first()
    if subscription is None:
        context = {"form": SignupForm(), "has_left": has_left}
        return render(request, "newsletter/left.html", context)
    address = reverse("newsletter_preferences", args=[token])
    context = {"subscription": subscription, "preferences_url": address}
    return render(request, "newsletter/unsubscribe.html", context)
