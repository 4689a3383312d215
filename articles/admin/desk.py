"""What stories are made of, and the site's own particulars, in the admin."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.admin.stories import PUBLISH, moment
from articles.models import Author, Section, SiteProfile, SocialLink, Source, Tag, Ticker
from newsportal.admin import (
    BoundedInline,
    BoundedList,
    CompletingAdmin,
    LanguageTabs,
    TimedAdmin,
    state_word,
)
from newsportal.language import LANGUAGE_CODES

TICKER_MINUTES = 60


def picture(file: Any, alt: str = "") -> SafeString | str:
    """A small picture in a list, or nothing."""
    if not file:
        return ""
    return format_html('<img class="thumbnail" src="{}" alt="{}" loading="lazy">', file.url, alt)


@admin.register(Section)
class SectionAdmin(BoundedList, LanguageTabs):
    """Where stories run."""

    list_display = ("name", "slug", "position", "tint", "is_opinion")
    list_editable = ("position",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Tag)
class TagAdmin(LanguageTabs):
    """What stories are about."""

    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Author)
class AuthorAdmin(LanguageTabs):
    """Who can stand in a byline."""

    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Source)
class SourceAdmin(LanguageTabs):
    """Whom texts are attributed to."""

    list_display = ("mark", "name", "kind", "country", "language", "homepage")
    list_display_links = ("name",)
    list_filter = ("kind", "language")
    search_fields = ("name", "slug", "homepage")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "kind", "homepage", "country", "language", "is_canonical", "logo")

    @admin.display(description=_("logo"))
    def mark(self, source: Source) -> SafeString | str:
        """The logo, small."""
        return picture(source.logo)


@admin.register(Ticker)
class TickerAdmin(TimedAdmin, CompletingAdmin, LanguageTabs):
    """Breaking lines: on air, over, coming."""

    list_display = ("state", "line", "urgency", "source", "starts", "ends")
    list_display_links = ("line",)
    list_filter = ("urgency", "source", "starts_at")
    list_select_related = ("source",)
    search_fields = ("text",)
    autocomplete_fields = ("source", "article")
    fields = ("text", "urgency", "source", "article", "starts_at", "ends_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the story for those who do not see every story."""
        names = super().get_fields(request, obj)
        return names if request.user.has_perm(PUBLISH) else [n for n in names if n != "article"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A line begins now and ends in an hour, unless somebody says otherwise."""
        now = timezone.now().replace(microsecond=0)
        times = {"starts_at": now, "ends_at": now + timedelta(minutes=TICKER_MINUTES)}
        return {**times, **super().get_changeform_initial_data(request)}

    @admin.display(description=_("line"))
    def line(self, ticker: Ticker) -> SafeString:
        """The words in the language of the admin, else in the first that has them."""
        own = (getattr(ticker, f"text_{code}") for code in LANGUAGE_CODES)
        return format_html(
            '<bdi class="headline">{}</bdi>', ticker.text or next(filter(None, own), "")
        )

    @admin.display(description=_("state"))
    def state(self, ticker: Ticker) -> SafeString:
        """Whether readers see it now."""
        now = timezone.now()
        name, word = "over", pgettext_lazy("ticker", "Over")
        if now < ticker.starts_at:
            name, word = "scheduled", pgettext_lazy("ticker", "Coming")
        elif now < ticker.ends_at:
            name, word = "published", pgettext_lazy("ticker", "On air")
        return state_word(name, word)

    @admin.display(description=_("on air from"), ordering="starts_at")
    def starts(self, ticker: Ticker) -> SafeString:
        """The start, short."""
        return moment(ticker.starts_at)

    @admin.display(description=_("on air until"), ordering="ends_at")
    def ends(self, ticker: Ticker) -> SafeString:
        """The end, short."""
        return moment(ticker.ends_at)


class SocialLinkInline(BoundedInline, admin.TabularInline):
    """The site's accounts elsewhere."""

    model = SocialLink
    extra = 0


@admin.register(SiteProfile)
class SiteProfileAdmin(LanguageTabs):
    """The one site: its names, logo and rights line."""

    inlines = (SocialLinkInline,)
    fields = ("name", "tagline", "rights", "logo")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one: straight to its form, or to the empty one before the first saving."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        profile = SiteProfile.objects.filter(pk=1).first()
        names = "admin:articles_siteprofile"
        address = reverse(f"{names}_change", args=[1]) if profile else reverse(f"{names}_add")
        return HttpResponseRedirect(address)

    def save_model(self, request: HttpRequest, obj: SiteProfile, form: Any, change: bool) -> None:
        """Always the same row."""
        obj.pk = 1
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the first time."""
        return super().has_add_permission(request) and not SiteProfile.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A site without a name is no site."""
        return False
