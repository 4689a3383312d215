"""Long lists page by key: the time and number of the row beside the gap, never by offset.

A key reads 2026-11-23T21:00:00.000000Z_417. Page two costs what page two thousand costs, and a
story that comes in meanwhile moves nobody's page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from newsportal.arabic import fold
from newsportal.codes import is_number

_KEY = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)_(\d{1,18})", re.ASCII)
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
LAST_NUMBERED_PAGE = 100


@dataclass
class Page:
    """Some rows of a list, and the addresses of the pages beside them; "" where there is none."""

    rows: list[Any]
    previous_page_url: str = ""
    next_page_url: str = ""

    def links(self, *, keep_empty: bool = False) -> dict[str, Any]:
        """What the pager's template reads, and whether search engines shall show this page.

        They follow its links, but keep only the first page of a list, and that only if it holds
        anything or says something when it is empty. The other pages have new addresses after
        every story.
        """
        links = {"previous_page_url": self.previous_page_url, "next_page_url": self.next_page_url}
        is_kept = not self.previous_page_url and (keep_empty or bool(self.rows))
        return links if is_kept else {**links, "is_passed_over": True, "canonical_url": ""}


def key_of(row: Any) -> str:
    """The key of `row`, which has `printed_at` and `pk`."""
    return f"{row.printed_at.astimezone(UTC).strftime(_TIME)}_{row.pk}"


def read_key(text: str) -> tuple[datetime, int]:
    """The time and number in a key. Raises Http404 for anything that is no key."""
    found = _KEY.fullmatch(text)
    if not found:
        raise Http404("no key of a page")
    try:
        printed_at = datetime.strptime(found[1], _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise Http404("no time in the key of a page") from None
    if not 1900 <= printed_at.year <= 2200:
        raise Http404("no story is so old or so new")
    return printed_at, int(found[2])


def page_of(queryset: QuerySet, request: HttpRequest, size: int = 0) -> Page:
    """The page of `queryset` that `before` or `after` in the address asks for, newest first.

    Rows need `printed_at`. Raises Http404 for a broken key.
    """
    size = size or settings.LIST_PAGE_SIZE
    if "before" in request.GET:
        key = request.GET["before"]
        rows = list(_beyond(queryset, read_key(key), "lt")[: size + 1])
        if not rows:  # all that was older is gone, or a program went on behind the end
            return Page([], previous_page_url=request.path)
        return _page(request, rows[:size], has_newer=True, has_older=len(rows) > size)
    if "after" in request.GET:
        newer = _beyond(queryset, read_key(request.GET["after"]), "gt")
        rows = list(newer.order_by("printed_at", "pk")[: size + 1])
        if len(rows) >= size:
            return _page(request, rows[size - 1 :: -1], has_newer=len(rows) > size, has_older=True)
        # Fewer than a page are newer: the first page itself is the one to show.
    rows = list(queryset.order_by("-printed_at", "-pk")[: size + 1])
    return _page(request, rows[:size], has_newer=False, has_older=len(rows) > size)


def _beyond(queryset: QuerySet, key: tuple[datetime, int], side: str) -> QuerySet:
    printed_at, pk = key
    return queryset.filter(
        Q(**{f"printed_at__{side}": printed_at}) | Q(printed_at=printed_at, **{f"pk__{side}": pk})
    ).order_by("-printed_at", "-pk")


def _page(request: HttpRequest, rows: list[Any], *, has_newer: bool, has_older: bool) -> Page:
    path = request.path
    return Page(
        rows,
        previous_page_url=f"{path}?{urlencode({'after': key_of(rows[0])})}" if has_newer else "",
        next_page_url=f"{path}?{urlencode({'before': key_of(rows[-1])})}" if has_older else "",
    )


def numbered_page_of(found: Sequence[Any], request: HttpRequest, size: int = 0) -> Page:
    """The page of `found` whose number is in `page`, in any digits: for searches, which end soon.

    Raises Http404 for anything but a number up to LAST_NUMBERED_PAGE.
    """
    size = size or settings.LIST_PAGE_SIZE
    text = fold(request.GET.get("page") or "1")
    number = int(text) if is_number(text, 4) else 0
    if not 1 <= number <= LAST_NUMBERED_PAGE:
        raise Http404("no such page")
    start = (number - 1) * size
    rows = list(found[start : start + size + 1])
    if number > 1 and not rows:
        raise Http404("no such page")
    has_older = len(rows) > size and number < LAST_NUMBERED_PAGE
    return Page(
        rows[:size],
        previous_page_url=_numbered(request, number - 1) if number > 1 else "",
        next_page_url=_numbered(request, number + 1) if has_older else "",
    )


def _numbered(request: HttpRequest, number: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(number)
    if number == 1:
        del asked["page"]
    return f"{request.path}?{asked.urlencode()}"
