"""The pages about the newsroom in the admin: a fixed set, to be written and never deleted."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.editor import EditorAdmin
from articles.models import Page
from newsportal.language import LANGUAGE_CODES


@admin.register(Page)
class PageAdmin(EditorAdmin):
    """About us, ethics, corrections, comments, privacy, accessibility."""

    list_display = ("name", "languages", "changed")
    list_display_links = ("name",)
    fields = ("key", "title", "body", "changed")
    readonly_fields = ("key", "changed")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The set is fixed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A page that is linked from everywhere is not taken away."""
        return False

    @admin.display(description=_("page"), ordering="key")
    def name(self, page: Page) -> str:
        """What everybody calls it."""
        return str(page)

    @admin.display(description=_("languages"))
    def languages(self, page: Page) -> SafeString:
        """In which languages it has a text, said in words too."""
        words = {True: _("has a text"), False: pgettext_lazy("page", "no text yet")}
        rows = [
            ("ready" if page.text_in(code) else "none", code, words[bool(page.text_in(code))])
            for code in LANGUAGE_CODES
        ]
        dots = format_html_join(
            "",
            '<span class="dot dot--{}" title="{}: {}"><span aria-hidden="true">{}</span>'
            '<span class="visually-hidden">{}: {}</span></span>',
            ((state, code, word, code, code, word) for state, code, word in rows),
        )
        return format_html('<span class="dots">{}</span>', dots)

    @admin.display(description=_("last changed"))
    def changed(self, page: Page) -> SafeString:
        """When the words of each language last changed."""
        rows = ((code, page.changed_in(code)) for code in page.languages())
        return format_html_join(
            mark_safe("<br>"),
            "<bdi>{}: {}</bdi>",
            ((code, date_format(localtime(moment), "SHORT_DATE_FORMAT")) for code, moment in rows),
        )
