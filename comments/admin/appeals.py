"""Appeals in the admin: the open ones first, two buttons, and a reply to the author."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from comments import masking
from comments.models import APPEAL_TEXT_MAX, Appeal
from newsportal.admin import DiscreetAdmin, OnlyRead, Waiting, as_written, typed

ANSWERS = {"uphold": _("Let the refusal stand"), "overturn": _("Grant the appeal")}


class Open(admin.SimpleListFilter):
    """Whether an appeal waits for an answer."""

    title = _("waiting for an answer")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The one choice beside all."""
        return [("yes", _("Waiting"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Appeal]:
        """Those that wait, or all."""
        return queryset.open() if self.value() == "yes" else queryset


@admin.register(Appeal)
class AppealAdmin(OnlyRead, DiscreetAdmin):
    """Appeals to read and to answer; nothing in them can be written at."""

    change_form_template = "admin/comments/appeal/change_form.html"
    list_display = ("number", "excerpt", "story", "refused_by", "made_at", "state")
    list_display_links = ("number", "excerpt")
    list_filter = (Open, "outcome", "made_at")
    list_select_related = ("comment__article", "decision__by")
    show_full_result_count = False
    ordering = ("pk",)
    actions = None
    fields = (
        "state",
        "story",
        "shown_words",
        "clause",
        "refused_by",
        "shown_text",
        "made_at",
        "decided_by",
        "decided_at",
        "shown_reply",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        """With all that is shown of one."""
        rows = super().get_queryset(request)
        return rows.select_related("comment__article", "decision__by", "decision__clause")

    def waiting(self, request: HttpRequest) -> Iterator[Waiting]:
        """For the start page: what waits for this moderator."""
        if request.user.has_perm("comments.overturn_comment"):
            count = Appeal.objects.awaiting(request.user).count()
            address = reverse("admin:comments_appeal_changelist")
            yield _("Appeals to answer"), count, f"{address}?open=yes"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The appeal with its two buttons; a POST is the answer."""
        context = {"reply_max": APPEAL_TEXT_MAX, **(extra_context or {})}
        appeal = self.get_object(request, object_id) if object_id else None
        if appeal is not None:
            context |= {
                "may_answer": appeal.is_open and appeal.may_decide(request.user),
                "is_own": appeal.is_open and appeal.decision.by_id == request.user.pk,
                "answers": ANSWERS,
            }
        if request.method == "POST":
            try:
                return self._answer(request, appeal)
            except ValidationError as error:
                for reason in error.messages:
                    self.message_user(request, reason, messages.ERROR)
                context["reply"] = request.POST.get("reply", "")
                request.method = "GET"  # shown again as a page, with what was typed
        return super().changeform_view(request, object_id, form_url, context)

    def _answer(self, request: HttpRequest, appeal: Appeal | None) -> HttpResponse:
        """Make the answer. PermissionDenied: whoever refused does not judge their own refusal."""
        if appeal is None:
            raise Http404
        answer = request.POST.get("_move", "")
        if answer not in ANSWERS:
            raise ValidationError(_("There is no such move."), code="unknown_move")
        make = appeal.uphold if answer == "uphold" else appeal.overturn
        make(by=cast("User", request.user), reply=typed(request, "reply"))
        told = _("Comment %(number)s: %(outcome)s.")
        outcome = appeal.get_outcome_display()
        self.message_user(
            request, told % {"number": appeal.comment_id, "outcome": outcome}, messages.SUCCESS
        )
        return HttpResponseRedirect(reverse("admin:comments_appeal_changelist") + "?open=yes")

    @admin.display(description=_("comment"), ordering="comment")
    def number(self, appeal: Appeal) -> str:
        """The number of the comment."""
        return str(appeal.comment_id)

    @admin.display(description=_("the author's reasons"))
    def excerpt(self, appeal: Appeal) -> SafeString:
        """The beginning of the text, in its own direction."""
        return format_html('<span dir="auto">{}</span>', Truncator(appeal.text).chars(90) or "–")

    @admin.display(description=_("state"))
    def state(self, appeal: Appeal) -> str:
        """The outcome, or whether it waits."""
        if appeal.outcome:
            return str(appeal.get_outcome_display())
        return str(_("Waiting") if appeal.is_open else _("Lapsed"))

    @admin.display(description=_("story"))
    def story(self, appeal: Appeal) -> SafeString:
        """The headline in the comment's language."""
        article, language = appeal.comment.article, appeal.comment.language
        headline = article.text_in(language, "headline") or article.any_headline()
        return format_html('<bdi dir="auto">{}</bdi>', Truncator(headline).chars(120))

    @admin.display(description=_("refused by"), ordering="decision__by")
    def refused_by(self, appeal: Appeal) -> SafeString:
        """Who made the decision, and so does not answer."""
        return format_html("<bdi>{}</bdi>", appeal.decision.by.get_username())

    @admin.display(description=_("clause"))
    def clause(self, appeal: Appeal) -> SafeString:
        """The clause that the refusal names."""
        return format_html('<span dir="auto">{}</span>', appeal.decision.clause or "–")

    @admin.display(description=_("the comment"))
    def shown_words(self, appeal: Appeal) -> SafeString:
        """What was refused, line by line."""
        return as_written(masking.shown_marked(appeal.comment, "message"))

    @admin.display(description=_("the author's reasons"))
    def shown_text(self, appeal: Appeal) -> SafeString:
        """What the author objects, line by line."""
        return as_written(appeal.text)

    @admin.display(description=_("reply to the author"))
    def shown_reply(self, appeal: Appeal) -> SafeString:
        """What the author was answered."""
        return as_written(appeal.reply)
