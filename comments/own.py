"""By confirmed e-mail: all comments and reports of one address, to download or to erase.

Whoever types an address learns nothing about it: the answer is the same for every one, and the mail
with the link is the worker's affair. The link carries the address, signed, for some hours.
"""

import logging
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from django_tasks import task

from articles import ratelimit
from articles.context import on_from
from articles.models import ErrorReport, SiteProfile
from comments import export
from comments.models import Comment, Notice
from comments.models.erasure import jobs_naming, with_address
from newsportal import mails
from newsportal.caching import keep_private, private_page
from newsportal.language import current_language
from newsportal.origin import is_foreign
from newsportal.readerforms import FOREIGN, TOO_BIG
from newsportal.workflow import AUTHOR

logger = logging.getLogger(__name__)

SALT = "comments.own"
MAILS_PER_HOUR = 1  # to one address, however many ask
SHOWN = 50  # comments on the page, the newest; the file and the button reach them all
RETRIES = (10, 60, 300, 1_800)  # seconds until the next try, while the mail server puts us off

TOO_MANY = _("Many asked from your network within the hour. Please try again after the full hour.")


class AddressForm(forms.Form):
    """The address whose comments are wanted."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"dir": "ltr", "autocomplete": "email", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Please enter the address that you gave with your comments."),
            "invalid": _("This is no e-mail address. Please correct it."),
        },
    )


# -- the mail with the link -----------------------------------------------------------------------


def comments_of(email: str) -> Any:
    """All comments that were sent with this address, in capitals or not."""
    return with_address(Comment.objects, email).order_by("pk")


def notices_of(email: str) -> Any:
    """All reports that were sent with this address."""
    return with_address(Notice.objects, email).order_by("pk")


def error_reports_of(email: str) -> Any:
    """All reports of errors in stories that were sent with this address."""
    return with_address(ErrorReport.objects, email).order_by("pk")


def ask(email: str, language: str) -> None:
    """Queue the mail, for any address; a second one within the hour is not sent."""
    if ratelimit.within(f"own comments {email.lower()}", MAILS_PER_HOUR):
        send_link.enqueue(email, language)


@task()
def send_link(email: str, language: str, attempt: int = 1) -> None:
    """Mail the link if there is anything to see; errors are handled here, as they name addresses.

    An address is not written to because somebody typed it, only because something here has it.
    """
    if not any(rows(email).exists() for rows in (comments_of, notices_of, error_reports_of)):
        return
    message = compose(email, language)
    if not mails.is_writable(message):
        logger.warning("A link was not sent: its address cannot be written into a mail")
        return
    try:
        message.send()
    except OSError as error:  # SMTP's errors are such too
        if mails.verdict(error) != "later" or attempt > len(RETRIES):
            logger.warning("A link to comments was not sent: %s", type(error).__name__)
            return
        later = timezone.now() + timedelta(seconds=RETRIES[attempt - 1])
        send_link.using(run_after=later).enqueue(email, language, attempt + 1)


def compose(email: str, language: str) -> EmailMultiAlternatives:
    """The mail with the link; nothing of the comments is in it."""
    with translation.override(language):
        site = SiteProfile.load()
        subject = translation.gettext("Your comments at %(site)s") % {"site": site.name}
        context = {
            "site": site,
            "subject": subject,
            "link": mails.page("own_comments_list", language, sign(email)),
            "hours": settings.OWN_COMMENTS_LINK_HOURS,
        }
        message = mails.compose("comments/own", language, context)
    message.to = [email]
    message.extra_headers |= {"Auto-Submitted": "auto-generated"}
    return message


def sign(email: str) -> str:
    """The token that stands for whoever reads the mail of this address."""
    return signing.dumps(email, salt=SALT)


def read(token: str) -> str:
    """The address that `token` stands for. Raises ValidationError when it is forged or old."""
    try:
        lifetime = timedelta(hours=settings.OWN_COMMENTS_LINK_HOURS)
        return str(signing.loads(token, salt=SALT, max_age=lifetime))
    except signing.SignatureExpired:
        raise ValidationError(_("This link has expired."), code="link_expired") from None
    except signing.BadSignature:
        raise ValidationError(_("This link is not complete."), code="link_forged") from None


# -- the pages ------------------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def own_comments(request: HttpRequest) -> HttpResponse:
    """Asks for the address; the answer is the same for every one."""
    if request.method != "POST":
        return render(request, "comments/own.html", {"form": AddressForm()})
    return keep_private(_asked(request))


def _asked(request: HttpRequest) -> HttpResponse:
    try:
        form = AddressForm(request.POST)
    except (RequestDataTooBig, TooManyFieldsSent):
        return _form_page(request, AddressForm(), 413, TOO_BIG)
    if is_foreign(request):
        return _form_page(request, form, 403, FOREIGN)
    if not form.is_valid():
        return _form_page(request, form, 400)
    if not ratelimit.allow(request, "own comments", settings.OWN_COMMENTS_RATE_PER_HOUR):
        return ratelimit.tell_when(_form_page(request, form, 429, TOO_MANY))
    email = form.cleaned_data["email"]
    ask(email, current_language())
    context = {"email": email, "hours": settings.OWN_COMMENTS_LINK_HOURS}
    return render(request, "comments/own_asked.html", context)


def _form_page(
    request: HttpRequest, form: AddressForm, status: int, trouble: Any = ""
) -> HttpResponse:
    """The form as it was typed, with what is the matter."""
    context = {"form": form, "trouble": trouble, **on_from(request, "own_comments")}
    return render(request, "comments/own.html", context, status=status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def own_comments_list(request: HttpRequest, token: str) -> HttpResponse:
    """The comments of the address: looking changes nothing, and one button erases them all."""
    try:
        email = read(token)
    except ValidationError as error:
        status = 410 if error.code == "link_expired" else 404
        return _form_page(request, AddressForm(), status, error.message)
    context: dict[str, Any] = {"email": email, "token": token, "erased": None}
    status = 200
    if request.method == "POST":
        if is_foreign(request):
            context["trouble"], status = FOREIGN, 403
        else:
            context["erased"] = erase_all(email)
    context["comments"] = list(comments_of(email).order_by("-pk")[:SHOWN])
    context["rest"] = comments_of(email).count() - SHOWN
    context["notices"] = notices_of(email).select_related("comment", "clause")
    context["error_reports"] = error_reports_of(email)
    return render(request, "comments/own_list.html", context, status=status)


@require_safe
@private_page
def own_comments_export(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """Everything that is kept about the comments of the address, as a file."""
    try:
        email = read(token)
    except ValidationError:
        raise Http404 from None
    if kind not in export.KINDS:
        raise Http404
    return export.download(
        comments_of(email), kind, "comments", notices_of(email), error_reports_of(email)
    )


def erase_all(email: str) -> int:
    """Erase every comment and every report of the address, all or none; returns how many."""
    with transaction.atomic():
        found = list(comments_of(email).select_for_update())
        for comment in found:
            comment.erase(by=AUTHOR)
        reports = notices_of(email).blank()
        reports += error_reports_of(email).delete()[1].get(ErrorReport._meta.label, 0)
        jobs_naming(email).delete()
    return len(found) + reports
