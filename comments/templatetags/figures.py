"""Small change for the tables of the figures: months, waits, counts by clause."""

from collections import Counter
from datetime import date

from django import template

from comments.charts import month_name, spoken

register = template.Library()

register.filter("spoken", spoken)


@register.filter
def month(first: date | None) -> str:
    """The month with its year; all of them together for None."""
    return month_name(first)


@register.filter
def under(counts: Counter[str], code: str) -> int:
    """How many refusals there were under one clause."""
    return counts[code]
