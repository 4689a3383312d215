"""Template tags of the light site."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles.lite import story_url
from articles.models import Article
from articles.richtext import without_pictures as text_alone
from newsportal.language import current_language

register = template.Library()


@register.simple_tag
def lite_url(story: Article) -> str:
    """The light page of a story in the language of the page."""
    return story_url(story, current_language())


@register.filter
def without_pictures(html: str | None) -> SafeString:
    """`html` by the one allow-list without its pictures, ready to be printed."""
    return mark_safe(text_alone(html or ""))  # noqa: S308 - the output of the sanitiser
