"""The public page of the policy: the version in force, or an older one, and the history."""

from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.context import absolute, editions_of
from articles.models import Page
from comments.models import Policy
from newsportal.language import current_language


@dataclass(frozen=True)
class Version:
    """One line of the history: a posted version and the one that replaced it, if any."""

    policy: Policy
    successor: Policy | None
    url: str


@require_safe
def comment_policy(request: HttpRequest) -> HttpResponse:
    """The posted policy, whole; `?version=` shows an older one, and 404 one that never was."""
    history = posted_versions()
    asked = request.GET.get("version")
    if asked is None:
        shown = history[0] if history else None
    else:
        shown = next((each for each in history if str(each.policy.version) == asked), None)
        if shown is None:
            raise Http404("no such version was posted")
    context: dict[str, Any] = {"history": history, "shown": shown}
    if asked is None:
        above = Page.load(Page.Key.COMMENTS)
        context["above"] = above.text_in(current_language())
    if shown:
        prefetch_related_objects([shown.policy], "clauses")
        context |= {"policy": shown.policy, "successor": shown.successor}
    if asked is not None:
        alternates = editions_of(request.path, f"version={asked}")
        here = next(each for each in alternates if each.language == get_language())
        context |= {"alternates": alternates, "canonical_url": absolute(here.url)}
    return render(request, "comments/policy.html", context)


def posted_versions() -> list[Version]:
    """Every version that was ever in force, the newest first."""
    policies = list(Policy.objects.published())
    page = reverse("comment_policy")
    return [
        Version(
            policy,
            policies[place - 1] if place else None,
            f"{page}?version={policy.version}" if place else page,
        )
        for place, policy in enumerate(policies)
    ]
