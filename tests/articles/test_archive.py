"""The month around a day of the archive: which days lead somewhere, and to which months."""

import pytest
from django.utils import timezone

from tests import factories
from tests.pages import parse, words

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 12, month: int = 1) -> None:
    """A story that came out at that time of 2026."""
    moment = timezone.make_aware(timezone.datetime(2026, month, day, hour, 30))
    factories.make_published(f"خبر {month} {day} {hour}", go_live_at=moment)


def test_the_month_leads_to_the_days_that_have_stories(client, time_machine):
    time_machine.move_to("2026-02-10T09:00:00+02:00")
    for day, hour in ((1, 0), (10, 12), (10, 13), (31, 23)):
        at(day, hour)
    at(1, month=2)
    factories.make_published("أقدم", go_live_at=timezone.make_aware(timezone.datetime(2024, 5, 1)))
    page = parse(client.get("/archive/2026/01/10/"))
    month = page.xpath("//nav[@class='calendar']")[0]
    assert words(month.xpath(".//h2")[0]) == "كانون الثاني 2026"
    assert month.xpath(".//td/a/@href") == [
        f"/archive/2026/01/{day}/" for day in ("01", "10", "31")
    ]
    assert [words(each) for each in month.xpath(".//td//*[@aria-current]")] == ["10"]
    assert len(month.xpath(".//td[a or span]")) == 31
    # The first of January 2026 is a Thursday, the fourth column of a week that begins on Monday.
    first_week = month.xpath(".//tbody/tr[1]/td")
    assert [words(each) for each in first_week] == ["", "", "", "1", "2", "3", "4"]
    assert month.xpath(".//a[@rel='prev']/@href") == ["/archive/2025/12/31/"]
    assert month.xpath(".//a[@rel='next']/@href") == ["/archive/2026/02/01/"]


def test_no_month_leads_into_the_future_or_out_of_the_calendar(client, time_machine):
    time_machine.move_to("2026-01-10T09:00:00+02:00")
    at(9)
    latest = parse(client.get("/fr/archive/2026/01/09/"))
    assert not latest.xpath("//nav[@class='calendar']//a[@rel='next']")
    assert "janvier 2026" in words(latest.xpath("//nav[@class='calendar']//h2")[0])
    assert not latest.xpath("//nav[@class='calendar']//td/a")  # nothing stands in French
    for day in ("2026/01/09", "2025/12/31", "1900/01/01"):  # nothing is older than the ninth
        first = parse(client.get(f"/archive/{day}/"))
        assert not first.xpath("//nav[@class='calendar']//a[@rel='prev']")


def test_a_day_costs_the_same_whatever_was_published(client, django_assert_max_num_queries):
    at(9)
    with django_assert_max_num_queries(8):
        client.get("/archive/2026/01/09/")
    for day in range(1, 25):
        at(day)
    with django_assert_max_num_queries(8):
        client.get("/archive/2026/01/09/")
