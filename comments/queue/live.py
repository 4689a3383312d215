"""What moderators see of one another while the queue is open: who reads what, who decided what."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from comments.models import Claim, Comment
from comments.models.masks import with_covers
from newsportal.codes import key_in

from .cards import stage_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CARDS_AT_MOST = 100  # of one screen


def moderator(request: HttpRequest, right: str) -> "User":
    """Who asks. Raises PermissionDenied for anybody without the `right` to decide here."""
    if not request.user.has_perm(right):
        raise PermissionDenied
    return cast("User", request.user)


def wants_json(request: HttpRequest) -> bool:
    """Whether the script asks, which shows the answer in the page that it has."""
    kinds = ["text/html", "application/json"]
    return request.get_preferred_type(kinds) == "application/json"


def state(
    request: HttpRequest,
    user: "User",
    waiting: QuerySet[Comment],
    fate: Callable[[Comment], str],
) -> HttpResponse:
    """GET `cards` (numbers with dots between): how many wait, and what became of each card.

    A card that waits no longer has `gone` (who decided what); another one has its `stage` and
    who reads it. Revalidated by ETag, so that an unchanged desk costs a few bytes.
    """
    asked = request.GET.get("cards", "").split(".")[:CARDS_AT_MOST]
    shown = [number for each in asked if (number := key_in(each))]
    rows = Comment.objects.filter(pk__in=shown).select_related("decision__by", "decision__clause")
    found = with_covers(waiting.filter(pk__in=shown)) if shown else Comment.objects.none()
    stages = {row.pk: stage_of(row) for row in found.defer("message", "findings")}
    claims = Claim.objects.standing().filter(comment__in=shown).exclude(by=user)
    readers = {each.comment_id: each.by.get_username() for each in claims.select_related("by")}
    cards: dict[int, dict[str, Any]] = {}
    for row in rows.defer("message", "findings"):
        if row.pk in stages:
            cards[row.pk] = {"stage": stages[row.pk], "reader": read_by(readers.get(row.pk, ""))}
        else:
            cards[row.pk] = {"gone": fate(row)}
    response = JsonResponse({"count": waiting.count(), "cards": cards})
    response["Cache-Control"] = "private, no-cache"
    return response


def read_by(name: str) -> str:
    """'Being read by …', or nothing."""
    return str(_("Being read by %(name)s.") % {"name": f"\u2068{name}\u2069"}) if name else ""


def fate_of(comment: Comment) -> str:
    """Who decided what, in a sentence."""
    last = comment.decision
    if last is None or comment.status == Comment.Status.WITHDRAWN:
        return str(comment.get_status_display())
    ruling = str(last.get_ruling_display())
    if last.clause:
        ruling = f"{ruling} ({last.clause.title})"
    return str(
        _("Comment %(number)s is decided. %(ruling)s: %(name)s, %(time)s.")
        % {
            "number": comment.pk,
            "ruling": ruling,
            "name": f"\u2068{last.by.get_username()}\u2069",
            "time": date_format(timezone.localtime(last.made_at), "H:i:s"),
        }
    )


def claim(request: HttpRequest, user: "User", waiting: QuerySet[Comment]) -> HttpResponse:
    """POST `comment`: claim it for a while, unless another one reads it already."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    comment = get_object_or_404(waiting, pk=key_in(request.POST.get("comment", "")))
    if Claim.objects.take(comment.pk, user.pk):
        return JsonResponse({"reader": ""})
    other = Claim.objects.filter(comment=comment).select_related("by").first()
    return JsonResponse({"reader": read_by(other.by.get_username() if other else "")})
