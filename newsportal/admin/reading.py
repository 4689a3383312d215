"""Rows to be read: what only readers, moves and the program write."""

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString


class OnlyRead(BaseModelAdmin):
    """For an admin or an inline: nobody adds, changes or deletes a row by hand, superusers too."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes one by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes one by hand."""
        return False


def as_written(text: str) -> SafeString:
    """Words of a reader as they came, line by line and each in its own direction."""
    if not text:
        return SafeString("–")
    return format_html('<div class="readers-words" dir="auto">{}</div>', text)
