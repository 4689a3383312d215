"""Quiet mode in the admin: one page on which moderators and editors close all comments at once."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import SiteProfile
from newsportal.language import direction

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAY_QUIET = "articles.quiet_siteprofile"
SENTENCES = [f"quiet_because_{code}" for code, _name in settings.LANGUAGES]


class QuietForm(forms.ModelForm):
    """The switch, and what readers are told in each language."""

    class Meta:
        model = SiteProfile
        fields = ["is_quiet", *SENTENCES]
        widgets = {
            name: forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})
            for name in SENTENCES
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            field = self.fields[f"quiet_because_{code}"]
            field.required = False
            field.label = _("Sentence for readers: %(language)s") % {"language": name}
            field.help_text = ""
            field.widget.attrs |= {"lang": code, "dir": direction(code)}


def is_quiet() -> bool:
    """Whether the comments of the whole site are closed."""
    return SiteProfile.objects.filter(pk=1, is_quiet=True).exists()


def page(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """The switch. Raises PermissionDenied for whoever may not turn it."""
    if not request.user.has_perm(MAY_QUIET):
        raise PermissionDenied
    profile = SiteProfile.load()
    form = QuietForm(request.POST if request.method == "POST" else None, instance=profile)
    if request.method == "POST" and form.is_valid():
        _keep(request, profile, form)
        return HttpResponseRedirect(reverse("admin:comments_comment_quiet"))
    context = {**site.each_context(request), "title": _("Quiet mode"), "form": form}
    return TemplateResponse(request, "admin/comments/comment/quiet.html", context)


def _keep(request: HttpRequest, profile: SiteProfile, form: QuietForm) -> None:
    """Write these columns alone: the name-plate may be in somebody's form just now."""
    if not SiteProfile.objects.filter(pk=1).update(**form.cleaned_data):
        profile.save()
    done = (
        _("Quiet mode is on: no story takes comments.")
        if profile.is_quiet
        else _("Quiet mode is off: stories take comments again.")
    )
    if form.changed_data:
        LogEntry.objects.create(
            user=cast("User", request.user),
            content_type=ContentType.objects.get_for_model(SiteProfile),
            object_id=str(profile.pk),
            object_repr=str(profile)[:200],
            action_flag=CHANGE,
            change_message=", ".join(form.changed_data),
        )
    messages.success(request, done)
