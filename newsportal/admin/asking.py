"""What the admin may be asked: what its lists offer, and nothing that no database can answer."""

import re
from typing import Any

from django.contrib import admin
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict

YEARS = (1900, 2200)  # databases and time zones fail at the ends of the calendar
YEAR_ASKED = re.compile(r"(\d+)(-\d|$)")


def typed(request: HttpRequest, name: str) -> str:
    """What was typed as `name` outside of any form, without NUL, which PostgreSQL does not keep."""
    return request.POST.get(name, "").replace("\0", "").strip()


def refuse_impossible(asked: QueryDict) -> None:
    """Raise SuspiciousOperation for NUL in a value, and for dates outside of YEARS."""
    for name, values in asked.lists():
        for value in values:
            year = _year_asked(name, value)
            if "\0" in value or (year is not None and not YEARS[0] <= year <= YEARS[1]):
                raise SuspiciousOperation("No row can be asked for so")


def _year_asked(name: str, value: str) -> int | None:
    """The year that a filter called `name` asks for; None where there is none to be read."""
    if "_year" in name:
        try:
            return int(value[:9])
        except ValueError:  # Django says so itself
            return None
    found = YEAR_ASKED.match(value) if "_at__" in name else None
    return int(found[1][:9]) if found else None


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
