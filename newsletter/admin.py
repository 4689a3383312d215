"""The newsletter in the admin: issues with their moves; consents and deliveries to look at."""

from collections.abc import Iterator
from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from newsletter import mails
from newsletter.models import Delivery, Issue, IssueItem, Subscription
from newsportal.admin import (
    BoundedInline,
    CompletingAdmin,
    DiscreetAdmin,
    LanguageTabs,
    OnlyRead,
    Waiting,
    WorkflowAdmin,
    state_word,
)
from newsportal.workflow import Move

EDITABLE = (Issue.Status.DRAFT, Issue.Status.PAUSED)


class IssueItemInline(BoundedInline, CompletingAdmin, admin.TabularInline):
    """The stories of an issue, in order."""

    model = IssueItem
    extra = 1
    autocomplete_fields = ("article",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only stories that this person may see; the form would say the headline of any number."""
        if db_field.name == "article":
            desk = self.admin_site.get_model_admin(Article)
            visible = Q(pk__in=desk.get_queryset(request).order_by().values("pk"))
            listed = Q(pk__in=IssueItem.objects.values("article"))
            kwargs["queryset"] = Article.objects.filter(visible | listed)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as the issue itself can be changed."""
        return super().has_change_permission(request, obj) and _is_editable(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as the issue itself can be changed."""
        return super().has_add_permission(request, obj) and _is_editable(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as the issue itself can be changed."""
        return super().has_delete_permission(request, obj) and _is_editable(obj)


def _is_editable(issue: Issue | None) -> bool:
    return issue is None or issue.status in EDITABLE


@admin.register(Issue)
class IssueAdmin(WorkflowAdmin, LanguageTabs):
    """Issues: composed, looked at as a mail, sent by a move."""

    list_display = ("title", "state", "queued_at", "sent", "waiting_count", "not_sent", "uncertain")
    list_filter = ("status", "rhythm")
    search_fields = ("subject", "intro")
    search_help_text = _("Searches subject and introduction in all three languages.")
    ordering = ("-pk",)
    inlines = (IssueItemInline,)
    fieldsets = (
        (None, {"fields": ("subject", "intro")}),
        (_("Mailing"), {"fields": ("rhythm", "previews", "readers", "figures")}),
    )
    readonly_fields = ("previews", "readers", "figures")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        """Issues with the number of their deliveries in each state."""
        counts = {
            f"{status}_count": Count("deliveries", filter=Q(deliveries__status=status))
            for status in Delivery.Status.values
        }
        return super().get_queryset(request).annotate(**counts)

    def has_change_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        """What is on its way is not changed any more; a paused issue can be mended."""
        return super().has_change_permission(request, obj) and _is_editable(obj)

    def get_fieldsets(self, request: HttpRequest, obj: Issue | None = None) -> Any:
        """Without previews and figures where nothing is saved yet."""
        fieldsets = super().get_fieldsets(request, obj)
        hidden = set() if obj is not None else set(self.readonly_fields)
        return [
            (
                name,
                {**options, "fields": [each for each in options["fields"] if each not in hidden]},
            )
            for name, options in fieldsets
        ]

    def waiting(self, request: HttpRequest) -> Iterator[Waiting]:
        """For the start page: drafts, and mails of which nobody knows whether they arrived."""
        drafts = Issue.objects.filter(status=Issue.Status.DRAFT).count()
        address = reverse("admin:newsletter_issue_changelist")
        yield _("Issues not sent yet"), drafts, f"{address}?status__exact=draft"
        uncertain = Delivery.objects.filter(status=Delivery.Status.UNCERTAIN).count()
        if uncertain:
            address = reverse("admin:newsletter_delivery_changelist")
            yield _("Uncertain deliveries"), uncertain, f"{address}?status__exact=uncertain"

    # -- columns ---------------------------------------------------------------------------------

    @admin.display(description=_("subject"))
    def title(self, issue: Issue) -> SafeString:
        """The subject in the language of the admin, else in the first that has one."""
        return format_html('<bdi class="headline">{}</bdi>', str(issue))

    def state_of(self, issue: Issue) -> tuple[str, str | Promise]:
        """An issue of which nothing waits any more says that it is sent."""
        is_done = issue.status == Issue.Status.QUEUED and not self.waiting_count(issue)
        return ("sent", _("Sent")) if is_done else super().state_of(issue)

    def moves_offered(self, request: HttpRequest, obj: Any) -> list[Move]:
        """Nothing stops what has been sent."""
        is_sent = obj is not None and self.state_of(obj)[0] == "sent"
        return [] if is_sent else super().moves_offered(request, obj)

    @admin.display(description=_("sent"))
    def sent(self, issue: Issue) -> int:
        """How many mails have been sent."""
        return issue.sent_count  # type: ignore[attr-defined]

    @admin.display(description=_("waiting"))
    def waiting_count(self, issue: Issue) -> int:
        """How many mails wait or are being sent."""
        return issue.queued_count + issue.sending_count  # type: ignore[attr-defined]

    @admin.display(description=_("not sent"))
    def not_sent(self, issue: Issue) -> int:
        """How many mails were not sent."""
        return issue.failed_count  # type: ignore[attr-defined]

    @admin.display(description=_("uncertain"))
    def uncertain(self, issue: Issue) -> int:
        """Of how many mails nobody knows."""
        return issue.uncertain_count  # type: ignore[attr-defined]

    # -- on the form -----------------------------------------------------------------------------

    @admin.display(description=_("as a mail"))
    def previews(self, issue: Issue) -> SafeString | str:
        """Links to the mail in each language that has a subject."""
        links = [
            (reverse("admin:newsletter_issue_preview", args=[issue.pk, code]), name)
            for code, name in settings.LANGUAGES
            if issue.text_in(code, "subject").strip()
        ]
        return format_html_join(" · ", '<a href="{}" target="_blank">{}</a>', links)

    @admin.display(description=_("readers"))
    def readers(self, issue: Issue) -> SafeString:
        """How many would receive the issue in each language if it were sent now."""
        colon = gettext(":")
        numbers = (
            (name, colon, issue.recipients(code).count() if issue.text_in(code, "subject") else 0)
            for code, name in settings.LANGUAGES
        )
        return format_html_join(" · ", "{}{} <bdi>{}</bdi>", numbers)

    @admin.display(description=_("deliveries"))
    def figures(self, issue: Issue) -> SafeString | str:
        """The deliveries by state, each linked to its list."""
        address = reverse("admin:newsletter_delivery_changelist")
        colon = gettext(":")
        rows = [
            (f"{address}?issue__id__exact={issue.pk}&status__exact={status}", label, colon, number)
            for status, label in Delivery.Status.choices
            if (number := getattr(issue, f"{status}_count", 0))
        ]
        return format_html_join(" · ", '<a href="{}">{}{} <bdi>{}</bdi></a>', rows)

    # -- the mail ----------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """The mail as readers get it, beside the usual addresses."""
        preview = csp_update({"style-src": [UNSAFE_INLINE]})(self.preview)  # type: ignore[arg-type]
        return [
            path(
                "<int:pk>/preview/<str:language>/",
                self.admin_site.admin_view(preview),
                name="newsletter_issue_preview",
            ),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """The mail in `language`; its text part with `?part=text`."""
        issue = self.get_object(request, str(pk))
        if issue is None or language not in dict(settings.LANGUAGES):
            raise Http404
        if not self.has_view_permission(request, issue):
            raise PermissionDenied
        message = mails.preview(issue, language)
        if message is None:
            text = _("There is no mail in this language: subject or readable stories are missing.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:newsletter_issue_change", args=[pk]))
        if request.GET.get("part") == "text":
            return HttpResponse(message.body, content_type="text/plain; charset=utf-8")
        return HttpResponse(message.alternatives[0][0])


@admin.register(Subscription)
class SubscriptionAdmin(OnlyRead, DiscreetAdmin):
    """Consents: nobody can give one for somebody else, so none is added or changed here."""

    show_full_result_count = False
    list_display = ("address", "language", "rhythm", "chosen", "confirmed_at")
    list_filter = ("language", "rhythm", "sections", "confirmed_at")
    search_fields = ("email",)
    fields = (
        "address",
        "language",
        "rhythm",
        "chosen",
        "consent_text",
        "consent_language",
        "consent_page",
        "confirmed_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscription]:
        """Consents with their sections."""
        return super().get_queryset(request).prefetch_related("sections")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may delete can end a consent, when somebody asks for it by telephone."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        """One by one: with each consent the links mailed before it become void."""
        for subscription in queryset:
            subscription.delete()

    @admin.display(description=_("e-mail"), ordering="email")
    def address(self, subscription: Subscription) -> SafeString:
        """The address, as a unit in any direction."""
        return format_html('<bdi dir="ltr">{}</bdi>', str(subscription))

    @admin.display(description=_("sections"))
    def chosen(self, subscription: Subscription) -> str:
        """The sections that were chosen, as words."""
        names = [section.name for section in subscription.sections.all()]
        return gettext(", ").join(names) or str(_("all of them"))


@admin.register(Delivery)
class DeliveryAdmin(OnlyRead, DiscreetAdmin):
    """The ledger: one row for each mail."""

    show_full_result_count = False
    list_display = ("number", "issue", "address", "language", "state", "attempts", "sent_at")
    list_filter = ("status", "reason", "language", ("issue", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("issue", "subscription")
    search_fields = ("subscription__email",)
    fields = (
        "issue",
        "address",
        "language",
        "state",
        "claimed_at",
        "worker",
        "attempts",
        "not_before_at",
        "sent_at",
        "message_id",
    )

    @admin.display(description=_("number"), ordering="pk")
    def number(self, delivery: Delivery) -> str:
        """What it is called in logs."""
        return str(delivery.pk)

    @admin.display(description=_("e-mail"))
    def address(self, delivery: Delivery) -> SafeString | str:
        """The address, while its consent stands."""
        return format_html('<bdi dir="ltr">{}</bdi>', delivery.email) if delivery.email else ""

    @admin.display(description=_("state"), ordering="status")
    def state(self, delivery: Delivery) -> SafeString:
        """The state as a word, with its reason."""
        word = state_word(delivery.status, delivery.get_status_display())
        if not delivery.reason:
            return word
        return format_html("{} <small>{}</small>", word, delivery.get_reason_display())
