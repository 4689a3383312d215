"""The inventory of personal data, for the page on privacy."""

from django import template

from newsportal.personal_data import INVENTORY
from newsportal.retention import DataClass

register = template.Library()


@register.simple_tag
def personal_data(*, of_staff: bool) -> list[DataClass]:
    """The classes of data of readers, or those of the newsroom's own people."""
    return [each for each in INVENTORY if each.is_of_staff == of_staff]
