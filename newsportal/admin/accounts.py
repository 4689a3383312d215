"""Accounts and groups: Django's own forms, with rights said in the language of the page."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .completion import ChosenRows

EVERYWHERE = {
    "add": _("Can add"),
    "change": _("Can change"),
    "delete": _("Can delete"),
    "view": _("Can view"),
}


def in_words(permission: Permission) -> str:
    """Desk, kind of entry and deed; the database keeps the name in English alone."""
    model = permission.content_type.model_class()
    if model is None:
        return str(permission)
    deeds: dict[str, Any] = dict(EVERYWHERE)
    deeds |= {move.name: move.label for move in getattr(model, "MOVES", ())}
    own = dict(model._meta.permissions)
    deed = deeds.get(permission.codename.removesuffix(f"_{model._meta.model_name}"))
    desk = model._meta.app_config.verbose_name
    told = deed or own.get(permission.codename, permission.name)
    return f"{desk} | {model._meta.verbose_name} | {told}"


class Rights(ChosenRows):
    """A choice among all rights."""

    def label_from_instance(self, obj: Any) -> str:
        """The right in words."""
        return in_words(obj)


class RightsAdmin(BaseModelAdmin):
    """Offers rights in words, in the order of the database."""

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        """The field, that of rights with their words."""
        kwargs["form_class"] = Rights if db_field.related_model is Permission else ChosenRows
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[arg-type]


class ColleagueAdmin(RightsAdmin, UserAdmin):
    """Accounts of the newsroom."""


class RoleAdmin(RightsAdmin, GroupAdmin):
    """Groups, which are the roles of the newsroom."""


def take_over() -> None:
    """Put these forms in the place of Django's own, which are registered by then."""
    admin.site.unregister([User, Group])
    admin.site.register(User, ColleagueAdmin)
    admin.site.register(Group, RoleAdmin)
