"""Readers' reports of errors in the admin: what waits first, each beside its story."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from articles.models import Correction, ErrorReport
from articles.models.reports import REPORT_MOVES
from newsportal.admin import OnlyRead, Waiting, WorkflowAdmin, as_written

QUEUE = "?status__exact=waiting"


@admin.register(ErrorReport)
class ErrorReportAdmin(OnlyRead, WorkflowAdmin):
    """Reports to read and to answer; nothing in them can be written at, and nobody sees who sent
    one."""

    change_form_template = "admin/articles/errorreport/change_form.html"
    taken_labels = {
        **WorkflowAdmin.taken_labels,
        "reply": _("Reply to the reader"),
        "correction": _("Printed correction"),
    }
    list_display = ("state", "excerpt", "story", "language", "age", "decided_by")
    list_display_links = ("excerpt",)
    list_filter = ("status", "language", "is_suspicious", "made_at")
    list_select_related = ("article", "decided_by")
    show_full_result_count = False
    ordering = ("-pk",)
    sent_fields = (
        "shown_message", "shown_passage", "language", "made_at", "is_suspicious", "gets_mail",
    )  # fmt: skip
    outcome_fields = ("shown_correction", "shown_reply", "decided_by", "decided_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What was sent, and then what was made of it."""
        is_waiting = obj is None or obj.status == ErrorReport.Status.WAITING
        return self.sent_fields if is_waiting else self.sent_fields + self.outcome_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ErrorReport]:
        """With all that is shown of one."""
        rows = super().get_queryset(request)
        return rows.select_related("article", "correction", "decided_by")

    def choices_for(self, request: HttpRequest, taken: str) -> QuerySet[Correction]:
        """What was printed with the story of the report that is open."""
        match = request.resolver_match
        key = str(match.kwargs.get("object_id", "")) if match else ""
        rows = Correction.objects.filter(printed_at__lte=timezone.now())
        return rows.filter(article__error_reports=int(key) if key.isdecimal() else None)

    def waiting(self, request: HttpRequest) -> Iterator[Waiting]:
        """For the start page: how many wait, and since when."""
        if not any(request.user.has_perm(move.permission(ErrorReport)) for move in REPORT_MOVES):
            return
        found = ErrorReport.objects.waiting().aggregate(count=Count("pk"), oldest=Min("made_at"))
        label: str | Promise = _("Errors reported in stories")
        if found["oldest"]:
            told = _("Errors reported in stories; the oldest report: %(age)s")
            label = told % {"age": timesince(found["oldest"], depth=1)}
        address = reverse("admin:articles_errorreport_changelist")
        yield label, found["count"], f"{address}{QUEUE}"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """The report with its story beside it."""
        report = context.get("original")
        if report is not None:
            story, language = report.article, report.language
            context |= {
                "story_headline": story.text_in(language, "headline") or story.any_headline(),
                "story_body": story.text_in(language, "body"),
                "story_language": language,
                "story_url": story.url_in(language) if language in story.languages_live() else "",
                "others": ErrorReport.objects.waiting().filter(article=story).exclude(pk=report.pk),
                "undo_minutes": settings.ERROR_REPORT_UNDO.seconds // 60,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # -- the list --

    @admin.display(description=_("what is wrong"), ordering="pk")
    def excerpt(self, report: ErrorReport) -> SafeString:
        """The beginning of the report, in its own direction."""
        words = Truncator(report.message).chars(90) or f"#{report.pk}"
        return format_html('<span dir="auto">{}</span>', words)

    @admin.display(description=_("story"), ordering="article")
    def story(self, report: ErrorReport) -> SafeString:
        """The headline in the report's language."""
        headline = report.article.text_in(report.language, "headline")
        headline = headline or report.article.any_headline()
        return format_html('<bdi dir="auto">{}</bdi>', Truncator(headline).chars(80))

    @admin.display(description=_("age"), ordering="made_at")
    def age(self, report: ErrorReport) -> SafeString:
        """How long ago it came in."""
        return format_html(
            '<time datetime="{}"><bdi>{}</bdi></time>',
            report.made_at.isoformat(timespec="seconds"),
            timesince(report.made_at),
        )

    # -- the page --

    @admin.display(description=_("gets a mail"), boolean=True)
    def gets_mail(self, report: ErrorReport) -> bool:
        """Whether the reporter gave an address; it is shown to nobody."""
        return bool(report.email)

    @admin.display(description=_("what is wrong"))
    def shown_message(self, report: ErrorReport) -> SafeString:
        """What the reader wrote, line by line."""
        return as_written(report.message)

    @admin.display(description=_("the passage"))
    def shown_passage(self, report: ErrorReport) -> SafeString:
        """Where it stands."""
        return as_written(report.passage)

    @admin.display(description=_("reply to the reader"))
    def shown_reply(self, report: ErrorReport) -> SafeString:
        """What the reader was answered."""
        return as_written(report.reply)

    @admin.display(description=_("printed correction"))
    def shown_correction(self, report: ErrorReport) -> SafeString:
        """What was printed upon it."""
        return as_written(str(report.correction or ""))
