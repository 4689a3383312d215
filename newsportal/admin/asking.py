"""What the admin may be asked: what its lists offer, and nothing that no database can answer."""

import re
from typing import Any

from django.contrib import admin
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import models
from django.http import HttpRequest, QueryDict

YEARS = (1900, 2200)  # databases and time zones fail at the ends of the calendar
DAY_ASKED = re.compile(r"\s*([+-]?\d+)-\d")
YEAR_ALONE = re.compile(r"\s*([+-]?\d+)\s*$")
PARTS_OF_DATES = {"year", "month", "day", "week", "quarter"}
FREE = {"q", "term", "next", "_changelist_filters"}  # words, whatever they hold
FREE_MAX = {"q": 300, "term": 300}  # characters: each word is a condition for each column
TOO_BIG = re.compile(r"\d{19}")  # no key, and no number that a database can hold
BROKEN_BY_VALUES = {"regex", "iregex", "range", "contained_by", "overlap"}
ROW_CHOSEN = re.compile(r"_selected_action|[\w-]+-\d+-\w+")


def typed(request: HttpRequest, name: str) -> str:
    """What was typed as `name` outside of any form, without NUL, which PostgreSQL does not keep."""
    return request.POST.get(name, "").replace("\0", "").strip()


def refuse_impossible(asked: QueryDict) -> None:
    """Raise SuspiciousOperation for what no list offers and no database can answer.

    NUL in a value, dates outside of YEARS, numbers without end, expressions that may be broken, and
    searches for more words than anybody types.
    """
    for name, values in asked.lists():
        if any(_is_impossible(name, value) for value in values):
            raise SuspiciousOperation("No row can be asked for so")


def _is_impossible(name: str, value: str) -> bool:
    if "\0" in value or len(value) > FREE_MAX.get(name, len(value)):
        return True
    if name in FREE:
        return False
    return (
        not BROKEN_BY_VALUES.isdisjoint(name.split("__"))
        or bool(TOO_BIG.search(value))
        or _is_out_of_time(name, value)
    )


def _is_out_of_time(name: str, value: str) -> bool:
    """Whether a filter called `name` asks for a date that no calendar here reaches."""
    lookups = set(name.split("__")[1:])
    if lookups & PARTS_OF_DATES - {"year"} and len(value) > len("2026"):
        return True
    found = (YEAR_ALONE if "year" in lookups else DAY_ASKED).match(value) if lookups else None
    if found is None and "_at__" in name:
        found = YEAR_ALONE.match(value)
    return found is not None and not YEARS[0] <= int(found[1][:9]) <= YEARS[1]


def refuse_impossible_rows(sent: QueryDict, key: models.Field) -> None:
    """Raise SuspiciousOperation where a list that is sent names rows that cannot be there."""
    names = [name for name in sent if ROW_CHOSEN.fullmatch(name)]
    for name in names:
        if name == "_selected_action" or name.endswith(f"-{key.name}"):
            for value in sent.getlist(name):
                _refuse_no_key(value, key)


def _refuse_no_key(value: str, key: models.Field) -> None:
    try:
        key.to_python(value)
    except ValidationError:
        raise SuspiciousOperation("No row has such a key") from None
    if not value or TOO_BIG.search(value):
        raise SuspiciousOperation("No row has such a key")


class DiscreetAdmin(admin.ModelAdmin):
    """An admin whose list is filtered by what its filters offer and by nothing else.

    Django lets any field of the row be asked for in the address of a list, `?code__startswith=a`
    too, and so a code or token that no page shows could be found out letter by letter.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Whether `lookup` belongs to one of the filters, and can be asked of any database."""
        offered = {"pk", "id", self.date_hierarchy}
        for each in self.get_list_filter(request):
            name: Any = each[0] if isinstance(each, tuple | list) else each
            offered.add(getattr(name, "parameter_name", name))
        first_names = {str(name).partition("__")[0] for name in offered if name}
        is_offered = lookup.partition("__")[0] in first_names
        return is_offered and "\0" not in value and super().lookup_allowed(lookup, value, request)
