"""What is kept of a login: name, time and a scrambled network prefix; of the browser nothing."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.http import HttpRequest


class LoginHandler(AxesDatabaseHandler):
    """Counts failed logins as django-axes does, without what they need not be known by."""

    def user_login_failed(
        self, sender: Any, credentials: dict, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count the attempt; what else was in the request is not kept."""
        _strip(request)
        super().user_login_failed(sender, credentials, request, **kwargs)
        sent = AccessAttempt.objects.exclude(get_data="", post_data="")
        sent.update(get_data="", post_data="")

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Keep who logged in and when."""
        _strip(request)
        super().user_logged_in(sender, request, user, **kwargs)


def _strip(request: Any) -> None:
    if request is not None:
        request.axes_user_agent = request.axes_http_accept = ""
