"""Template tags for machines: JSON-LD of the front page, of lists and of stories."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from articles import structured
from newsportal.language import current_language

register = template.Library()
Context = dict[str, Any]


@register.simple_tag(takes_context=True)
def front_data(context: Context) -> SafeString:
    """The site and the newsroom."""
    return structured.as_script(structured.front(context["site"], current_language()))


@register.simple_tag(takes_context=True)
def list_data(context: Context) -> SafeString:
    """The way to a list of stories; `heading` is its name, whatever page of it is shown."""
    path = context["request"].path
    return structured.as_script(structured.listing(context["site"], context["heading"], path))


@register.simple_tag(takes_context=True)
def story_data(context: Context) -> SafeString:
    """A story, with what its page shows."""
    return structured.as_script(structured.story(context["page"], context["site"]))
