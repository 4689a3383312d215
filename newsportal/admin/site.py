"""The site itself: its start page, its addresses and its languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from newsportal import passwords
from newsportal.codes import key_in
from newsportal.language import set_staff_language

from .asking import refuse_impossible, refuse_impossible_rows

Waiting = tuple[str | Promise, int, str]
"""One line of the start page: what waits, how much of it, and where."""


@dataclass(frozen=True)
class Deed:
    """One line of what somebody did last, where the log of the admin does not keep it."""

    what: str
    how: str
    made_at: datetime
    url: str


@dataclass(frozen=True)
class Bulletin:
    """One line about how the house stands; `url` is where that is changed, for whoever may."""

    text: str | Promise
    is_warning: bool
    url: str = ""


class NewsAdminSite(admin.AdminSite):
    """The newsroom: Django's admin with its own start page, languages and password reset."""

    site_title = _("Newsroom")
    site_header = _("Newsroom")
    index_title = _("Today's desk")
    empty_value_display = "–"
    enable_nav_sidebar = False  # the desks stand in the header, on every page

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the admin needs, the choice of languages too."""
        languages = [get_language_info(code) for code, _name in settings.LANGUAGES]
        return {**super().each_context(request), "staff_languages": languages}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The desks in the order of INSTALLED_APPS, each with its models as they are registered."""
        found: dict[str, Any] = self._build_app_dict(request, app_label)
        return [found[config.label] for config in apps.get_app_configs() if config.label in found]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The start page, with what waits for whoever is logged in."""
        found = {
            "waiting": list(self.waiting(request)),
            "bulletins": list(self.bulletins(request)),
            "deeds": list(self.deeds(request)),
        }
        return super().index(request, {**found, **(extra_context or {})})

    def bulletins(self, request: HttpRequest) -> Iterable[Bulletin]:
        """What the registered admins say of the house; each may offer `bulletins(request)`."""
        for model_admin in self._registry.values():
            offer = getattr(model_admin, "bulletins", None)
            if offer:
                yield from offer(request)

    def deeds(self, request: HttpRequest) -> Iterable[Deed]:
        """What the registered admins know of it; each may offer `deeds(request)`."""
        for model_admin in self._registry.values():
            offer = getattr(model_admin, "deeds", None)
            if offer and model_admin.has_view_permission(request):
                yield from offer(request)

    def waiting(self, request: HttpRequest) -> Iterable[Waiting]:
        """What the registered admins say is waiting; each may offer `waiting(request)`."""
        for model_admin in self._registry.values():
            offer = getattr(model_admin, "waiting", None)
            if offer and model_admin.has_view_permission(request):
                yield from offer(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A page of the admin; an address that no database can answer is a bad request."""
        page = super().admin_view(view, cacheable)

        @wraps(page)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refuse_impossible(request.GET)
            if request.method == "POST" and (model := self._listed(request)):
                refuse_impossible_rows(request.POST, model._meta.pk)
            return page(request, *args, **kwargs)

        return answer

    def _listed(self, request: HttpRequest) -> Any:
        """The model whose list is asked for, if it is a list."""
        match = request.resolver_match
        for model in self._registry:
            name = f"{model._meta.app_label}_{model._meta.model_name}_changelist"
            if match and match.url_name == name:
                return model
        return None

    def on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponseRedirect:
        """Lead from an entry to its page, for whoever may see the entry here.

        Django's own view asks for no right, and the address of a story says its headline. Raises
        Http404, the same for what is not there and for what is not to be seen.
        """
        number = key_in(content_type_id)
        kind = ContentType.objects.filter(pk=number).first() if number is not None else None
        model: Any = kind.model_class() if kind else None
        desk = self._registry.get(model) if hasattr(model, "get_absolute_url") else None
        may = desk is not None and desk.has_view_permission(request)
        entry: Any = desk.get_object(request, object_id) if desk and may else None
        if entry is None:
            raise Http404
        return HttpResponseRedirect(entry.get_absolute_url())

    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The catalogue of the admin's scripts, with our Arabic after Django's."""
        packages = ["django.contrib.admin", "newsportal"]
        return JavaScriptCatalog.as_view(packages=packages)(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's addresses, those that need no login, and the way to an entry's page."""
        return [
            path("language/", set_staff_language, name="set_language"),
            path("password_reset/", passwords.ask, name="password_reset"),
            path("password_reset/done/", passwords.asked, name="password_reset_done"),
            path("reset/<uidb64>/<token>/", passwords.choose, name="password_reset_confirm"),
            path("reset/done/", passwords.chosen, name="password_reset_complete"),
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.on_site),
                name="view_on_site",
            ),
            *super().get_urls(),
        ]
