"""The inventory of personal data, for the page on privacy."""

from django import template
from django.conf import settings

from newsportal.digits import Number
from newsportal.personal_data import INVENTORY
from newsportal.retention import DataClass

register = template.Library()


@register.simple_tag
def personal_data(*, of_staff: bool) -> list[DataClass]:
    """The classes of data of readers, or those of the newsroom's own people."""
    return [each for each in INVENTORY if each.is_of_staff == of_staff]


@register.simple_tag
def saved_stories_max() -> Number:
    """How many stories a reader's browser keeps for when there is no connection."""
    return Number(settings.SAVED_STORIES_MAX)
