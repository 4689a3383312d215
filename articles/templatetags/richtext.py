"""Rich text on a page: sanitised again, whatever the database holds."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles.richtext import sanitise

register = template.Library()


@register.filter
def sanitised(html: str | None) -> SafeString:
    """`html` by the one allow-list, ready to be printed."""
    return mark_safe(sanitise(html or ""))  # noqa: S308 - the output of the one sanitiser
