"""Notices in the admin: their queue, and all of them to look through."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Min, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from comments.models import Notice
from comments.models.notices import MAY_DECIDE
from comments.queue.notices import NoticeDesk
from newsportal.admin import DiscreetAdmin, OnlyRead, Waiting, as_written


@admin.register(Notice)
class NoticeAdmin(OnlyRead, DiscreetAdmin):
    """Notices to read; nothing in them can be written at, and no page shows who sent one."""

    list_display = ("number", "excerpt", "clause", "made_at", "state", "decided_by")
    list_display_links = ("number", "excerpt")
    list_filter = ("outcome", "is_suspicious", "made_at")
    list_select_related = ("comment", "clause", "decided_by")
    show_full_result_count = False
    ordering = ("-pk",)
    actions = None
    fields = (
        "state",
        "shown_comment",
        "clause",
        "shown_text",
        "language",
        "made_at",
        "is_suspicious",
        "gets_mail",
        "decided_by",
        "decided_at",
        "shown_reply",
    )

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """The notices against one comment too: its card links to them."""
        is_number = lookup == "comment__id__exact" and str(value).isdecimal()
        return is_number or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """With all that is shown of one."""
        return super().get_queryset(request).select_related("comment", "clause", "decided_by")

    def get_urls(self) -> list[URLPattern]:
        """The queue beside Django's own pages."""
        return [*NoticeDesk(self).urls(), *super().get_urls()]

    def waiting(self, request: HttpRequest) -> Iterator[Waiting]:
        """For the start page: how many comments are reported, and since when."""
        if request.user.has_perm(MAY_DECIDE):
            rows = Notice.objects.awaiting(request.user)
            label: str | Promise = _("Reported comments")
            oldest = rows.aggregate(oldest=Min("made_at"))["oldest"]
            if oldest:
                told = _("Reported comments; the oldest notice: %(age)s")
                label = told % {"age": timesince(oldest, depth=1)}
            count = rows.order_by().values("comment").distinct().count() if oldest else 0
            yield label, count, reverse("admin:comments_notice_queue")

    @admin.display(description=_("number"), ordering="pk")
    def number(self, notice: Notice) -> str:
        """Its number; the reference number is its reporter's alone."""
        return str(notice.pk)

    @admin.display(description=_("the reporter's reasons"))
    def excerpt(self, notice: Notice) -> SafeString:
        """The beginning of the text, in its own direction."""
        return format_html('<span dir="auto">{}</span>', Truncator(notice.text).chars(90) or "–")

    @admin.display(description=_("state"), ordering="outcome")
    def state(self, notice: Notice) -> str:
        """The outcome, or whether it waits."""
        if notice.outcome:
            return str(notice.get_outcome_display())
        return str(_("Waiting") if notice.fate == "waiting" else _("Lapsed"))

    @admin.display(description=_("comment"), ordering="comment")
    def shown_comment(self, notice: Notice) -> SafeString:
        """A link to the comment by its number."""
        address = reverse("admin:comments_comment_change", args=[notice.comment_id])
        return format_html('<a href="{}">{}</a>', address, notice.comment_id)

    @admin.display(description=_("gets a mail"), boolean=True)
    def gets_mail(self, notice: Notice) -> bool:
        """Whether the reporter gave an address; it is shown to nobody."""
        return bool(notice.email)

    @admin.display(description=_("the reporter's reasons"))
    def shown_text(self, notice: Notice) -> SafeString:
        """What the reporter wrote, line by line."""
        return as_written(notice.text)

    @admin.display(description=_("reply to the reporter"))
    def shown_reply(self, notice: Notice) -> SafeString:
        """What the reporter was answered."""
        return as_written(notice.reply)
