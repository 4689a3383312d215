"""The search in the admin: synonyms, and what readers sought in vain."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.models import Synonym, VainSearch
from articles.search.vain import monday_of
from newsportal.admin import Waiting


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    """Words that stand for one another."""

    list_display = ("words", "note")
    search_fields = ("words", "note")
    list_per_page = 200


@admin.register(VainSearch)
class VainSearchAdmin(admin.ModelAdmin):
    """What readers sought and did not find, week by week; nobody writes it."""

    list_display = ("sought", "language", "count", "week")
    list_filter = ("week", "language")
    search_fields = ("query",)
    list_per_page = 200

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers add to it by searching."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is a record."""
        return False

    @admin.display(description=_("searched for"), ordering="query")
    def sought(self, row: VainSearch) -> SafeString:
        """The words, in their own direction."""
        return format_html("<bdi>{}</bdi>", row.query)

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        """For who minds the synonyms: how many different things were sought in vain this week."""
        if not request.user.has_perm("articles.change_synonym"):
            return []
        week = monday_of()
        address = reverse("admin:articles_vainsearch_changelist")
        count = VainSearch.objects.filter(week=week).count()
        return [(_("Searched in vain this week"), count, f"{address}?week={week.isoformat()}")]
