"""The archive by days: the month around one, with the days on which something was published."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.functional import cached_property

from articles.models import Article

FIRST_YEAR = 1900
WEEK = calendar.Calendar(firstweekday=calendar.MONDAY)


def start_of(day: date) -> datetime:
    """The moment at which `day` begins in the newsroom."""
    return timezone.make_aware(datetime.combine(day, time.min))


def day_url(day: date) -> str:
    """Where the stories of one day stand."""
    return reverse("archive_day", args=[day.year, day.month, day.day])


@dataclass(frozen=True)
class Day:
    """One field of the calendar; without an address where nothing was published."""

    date: date
    url: str
    is_shown: bool


class Month:
    """The month of `shown`, as a calendar of what is public in the active language."""

    def __init__(self, shown: date) -> None:
        self.shown = shown
        self.first = shown.replace(day=1)
        self.next_first = (self.first + timedelta(days=31)).replace(day=1)

    @property
    def weekdays(self) -> Iterator[tuple[object, object]]:
        """Short and full name of the columns."""
        return ((WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in WEEK.iterweekdays())

    @property
    def weeks(self) -> list[list[Day | None]]:
        """Rows of seven fields; None for those of the months beside it. One query."""
        busy = self._days_with_stories()
        return [
            [self._day(day, busy) if day.month == self.first.month else None for day in week]
            for week in WEEK.monthdatescalendar(self.first.year, self.first.month)
        ]

    def _day(self, day: date, busy: set[date]) -> Day:
        return Day(day, day_url(day) if day in busy else "", day == self.shown)

    def _days_with_stories(self) -> set[date]:
        stories = Article.objects.published().filter(
            printed_at__gte=start_of(self.first), printed_at__lt=start_of(self.next_first)
        )
        return set(
            stories.order_by()
            .values_list(TruncDate("printed_at", tzinfo=timezone.get_current_timezone()), flat=True)
            .distinct()
        )

    @cached_property
    def previous_url(self) -> str:
        """The last day of the month before, if anything is so old: nobody walks into the void."""
        day = self.first - timedelta(days=1)
        older = Article.objects.published().filter(printed_at__lt=start_of(self.first))
        return day_url(day) if day.year >= FIRST_YEAR and older.exists() else ""

    @property
    def next_url(self) -> str:
        """The first day of the month after, unless it is still to come."""
        return day_url(self.next_first) if self.next_first <= timezone.localdate() else ""
