"""Password reset by mail for the newsroom: Django's views with addresses inside the admin.

The answer is the same whether the address belongs to an account or not, and so is the time it
takes: the worker looks for the account and sends the mail.
"""

import logging
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from newsportal import mails
from newsportal.caching import private_page
from newsportal.client_address import client_network
from newsportal.language import current_language
from newsportal.remembering import counted

logger = logging.getLogger(__name__)
PAUSE = 5 * 60  # seconds between two mails to one address, where the cache is shared
HOUR = 60 * 60


class ResetForm(PasswordResetForm):
    """Sends the mail in the language in which its receiver uses the admin."""

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Send the mail; an outage of the mail server is logged, the page answers as always."""
        preference = getattr(context["user"], "staff_preference", None)
        language = preference.language if preference else current_language()
        with translation.override(language):
            subject = render_to_string(subject_template_name, context)
            site = {"name": context["site_name"]}
            message = mails.compose(
                "password", language, {**context, "subject": subject, "site": site}
            )
        message.to = [to_email]
        try:
            message.send()
        except OSError as error:  # SMTP's errors are such too
            logger.warning("A link to a new password was not sent: %s", type(error).__name__)


@task()
def send_reset(email: str, language: str) -> None:
    """Mail the link to every account with this address; in `language` where it has chosen none."""
    form = ResetForm({"email": email})
    if not form.is_valid():
        return
    # The address in the mail is ours, whatever Host header the request came with.
    ours: dict[str, Any] = {"address": settings.SITE_URL, "site_name": _("Newsroom")}
    with translation.override(language):
        form.save(
            domain_override=urlsplit(settings.SITE_URL).netloc,
            use_https=settings.IS_PRODUCTION,
            subject_template_name="registration/password_reset_subject.txt",
            extra_email_context=ours,
        )


def _key(kind: str, subject: str) -> str:
    digest = salted_hmac("newsportal.passwords", f"{kind} {subject}", algorithm="sha256")
    return f"password-reset:{digest.hexdigest()}"


class _InAdmin:
    """Gives a view of django.contrib.auth what the admin's pages need."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = admin.site.each_context(self.request)  # type: ignore[attr-defined]
        return {**page, **super().get_context_data(**kwargs)}  # type: ignore[misc]


class Ask(_InAdmin, views.PasswordResetView):
    """The form that asks for the address of the account."""

    form_class = ResetForm
    template_name = "registration/password_reset_form.html"
    success_url = reverse_lazy("admin:password_reset_done")

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """Queue the mail, unless one was asked for a moment ago, or many from nearby."""
        email = form.cleaned_data["email"]
        tries = counted(_key("from", client_network(self.request)), HOUR)
        is_within = tries <= settings.PASSWORD_RATE_PER_HOUR * settings.RATE_LIMIT_FACTOR
        if is_within and counted(_key("for", email.lower()), PAUSE) == 1:
            send_reset.enqueue(email, current_language())
        return HttpResponseRedirect(str(self.success_url))


class Asked(_InAdmin, views.PasswordResetDoneView):
    """What was done, in the same words for every address."""


class Choose(_InAdmin, views.PasswordResetConfirmView):
    """The form for the new password, behind the link of the mail."""

    success_url = reverse_lazy("admin:password_reset_complete")


class Chosen(_InAdmin, views.PasswordResetCompleteView):
    """The new password stands."""


ask = Ask.as_view()
asked = Asked.as_view()
choose = private_page(Choose.as_view())
chosen = Chosen.as_view()
