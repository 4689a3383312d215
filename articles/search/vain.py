"""What was searched in vain, by week: words and how often, and nothing about who asked.

Before a search is noted, whatever could be somebody's own is taken out: addresses, long numbers,
all but the first words. A week keeps a bounded number of rows, and `articles.personal_data` says
how long they stay.
"""

import re
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.models.index import VainSearch
from newsportal.arabic import fold

WORDS_KEPT = 6
LONGEST_NUMBER = 4  # a year; longer ones are telephone and identity numbers
_PERSONAL = re.compile(r"\S*(?:@|://|www\.)\S*")
_NUMBER = re.compile(r"\d(?:[\s./()+-]*\d)*")
_WORD = re.compile(r"[^\W_]+")

# One statement, so that the count is right under any number of processes.
NOTE = (
    "INSERT INTO {table} (week, language, query, count) SELECT %s, %s, %s, 1 "
    "WHERE (SELECT COUNT(*) FROM {table} WHERE week = %s) < %s OR EXISTS "
    "(SELECT 1 FROM {table} WHERE week = %s AND language = %s AND query = %s) "
    "ON CONFLICT (week, language, query) DO UPDATE SET count = {table}.count + 1"
)


def note(query: str, language: str, *, now: datetime | None = None) -> None:
    """Count one search for `query` that found nothing. At most one query."""
    words = impersonal(query)
    if not words:
        return
    week = monday_of(now)
    stored = connection.ops.adapt_datefield_value(week)
    sql = NOTE.format(table=connection.ops.quote_name(VainSearch._meta.db_table))
    with connection.cursor() as cursor:
        row = [stored, language, words]
        cursor.execute(sql, [*row, stored, settings.SEARCH_VAIN_MAX, *row])


def impersonal(query: str) -> str:
    """The first folded words of `query`, without addresses and long numbers."""
    plain = _PERSONAL.sub(" ", fold(query))
    plain = _NUMBER.sub(lambda number: _short(number[0]), plain)
    words = _WORD.findall(plain)[:WORDS_KEPT]
    return " ".join(words)[: VainSearch._meta.get_field("query").max_length]


def _short(number: str) -> str:
    is_short = sum(each.isdigit() for each in number) <= LONGEST_NUMBER
    return number if is_short else " "


def monday_of(now: datetime | None = None) -> date:
    """The Monday of the week, on the newsroom's clock."""
    day = timezone.localdate(now)
    return day - timedelta(days=day.weekday())
