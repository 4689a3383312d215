"""The policy in the admin: drafts are written, previewed and posted; what was posted is read."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from modeltranslation.admin import TranslationStackedInline

from articles.context import Edition
from comments.models import Clause, Policy
from newsportal.admin import BoundedInline, LanguageTabs, WorkflowAdmin, directed
from newsportal.language import LANGUAGE_CODES


class ClauseForm(forms.ModelForm):
    """A clause keeps the code it has, or the figures would lose it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "code" in self.fields:
            self.fields["code"].disabled = True


class ClauseInline(BoundedInline, TranslationStackedInline):
    """The clauses of a policy, in order."""

    model = Clause
    form = ClauseForm
    extra = 0
    fields = ("number", "code", "title", "text", "is_legal_risk")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """The form field, told the direction of what is typed into it."""
        return directed(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as the policy is a draft."""
        return super().has_change_permission(request, obj) and is_draft(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as the policy is a draft."""
        return super().has_add_permission(request, obj) and is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as the policy is a draft."""
        return super().has_delete_permission(request, obj) and is_draft(obj)


def is_draft(policy: Policy | None) -> bool:
    """Whether a policy can still be changed."""
    return policy is None or policy.status == Policy.Status.DRAFT


@admin.register(Policy)
class PolicyAdmin(WorkflowAdmin, LanguageTabs):
    """Versions of the policy: a draft is written and posted, posted ones can be read."""

    change_form_template = "admin/comments/policy/change_form.html"
    list_display = ("name", "state", "published_at")
    fields = ("intro", "disclaimer")
    inlines = (ClauseInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the very first one is written from nothing; later ones begin as a copy."""
        return super().has_add_permission(request) and not Policy.objects.exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as it is a draft: decisions rest on what was posted."""
        return super().has_change_permission(request, obj) and is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft can be thrown away by whoever may delete policies."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj) and is_draft(obj)

    def may_begin(self, request: HttpRequest) -> bool:
        """Whether this person could start the next version now."""
        return (
            admin.ModelAdmin.has_add_permission(self, request)
            and Policy.objects.published().exists()
            and not Policy.objects.filter(status=Policy.Status.DRAFT).exists()
        )

    def get_urls(self) -> list[URLPattern]:
        """Starting a version and previewing it, beside Django's own pages."""
        view = self.admin_site.admin_view
        return [
            path("begin/", view(require_POST(self.begin)), name="comments_policy_begin"),
            path(
                "<int:pk>/preview/<str:language>/",
                view(self.preview),
                name="comments_policy_preview",
            ),
            *super().get_urls(),
        ]

    def begin(self, request: HttpRequest) -> HttpResponse:
        """Copy the policy in force into a draft and open it."""
        try:
            draft = Policy.begin(by=request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            for reason in error.messages:
                self.message_user(request, reason, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:comments_policy_changelist"))
        text = _("%(policy)s is a draft now, a copy of the one in force. Nobody sees it yet.")
        self.message_user(request, text % {"policy": draft}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:comments_policy_change", args=[draft.pk]))

    def preview(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """The policy's page in `language` as readers will see it, for staff who may see it here."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        policy = self.get_object(request, str(pk))
        if policy is None or language not in LANGUAGE_CODES:
            raise Http404
        with translation.override(language):
            context = {
                "policy": policy,
                "is_preview": True,
                "back_url": reverse("admin:comments_policy_change", args=[pk]),
                "alternates": [Edition(code, preview_url(pk, code)) for code in LANGUAGE_CODES],
            }
            response = render(request, "comments/policy.html", context)
        response["Content-Language"] = language
        return response

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The versions, with the button that starts the next one."""
        extra = {"may_begin": self.may_begin(request), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form with its previews; on a posted version the button for the next one."""
        policy = context.get("original")
        if policy is not None:
            context["previews"] = [
                (get_language_info(code)["name_local"], code, preview_url(policy.pk, code))
                for code in LANGUAGE_CODES
            ]
            context["may_begin"] = self.may_begin(request)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("policy"), ordering="version")
    def name(self, policy: Policy) -> str:
        """Its name, in the language of whoever reads."""
        return str(policy)


def preview_url(pk: int, language: str) -> str:
    """Where the policy can be seen in `language` before it is posted."""
    return reverse("admin:comments_policy_preview", args=[pk, language])
