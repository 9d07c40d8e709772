from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.words import formatting

LONDON = ZoneInfo("Europe/London")


def test_a_moment_reads_in_the_offices_zone() -> None:
    assert formatting.moment(datetime(2026, 11, 24, 14, 30, tzinfo=UTC), LONDON) == "Tuesday 24 November 2026, 2:30pm"
    assert formatting.moment(datetime(2026, 6, 3, 9, 14, tzinfo=UTC), LONDON) == "Wednesday 3 June 2026, 10:14am"


def test_summer_time_can_change_the_day() -> None:
    assert formatting.moment(datetime(2026, 6, 30, 23, 5, tzinfo=UTC), LONDON) == "Wednesday 1 July 2026, 12:05am"


def test_noon_and_midnight() -> None:
    assert formatting.time_of_day(datetime(2026, 1, 1, 12, 0, tzinfo=UTC), LONDON) == "12:00pm"
    assert formatting.time_of_day(datetime(2026, 1, 1, 0, 0, tzinfo=UTC), LONDON) == "12:00am"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        formatting.moment(datetime(2026, 1, 1), LONDON)


def test_today_is_said_as_today() -> None:
    at = datetime(2026, 11, 24, 14, 31, tzinfo=UTC)
    assert formatting.moment_beside(at, date(2026, 11, 24), LONDON) == "2:31pm today"
    assert formatting.moment_beside(at, date(2026, 11, 25), LONDON) == "Tuesday 24 November 2026, 2:31pm"


@pytest.mark.parametrize(
    ("seconds", "length", "clock", "spoken"),
    (
        (0, "0 s", "0:00", "0 seconds"),
        (1.99, "1 s", "0:01", "1 second"),
        (60, "1 min", "1:00", "1 minute"),
        (252, "4 min 12 s", "4:12", "4 minutes 12 seconds"),
        (3723, "1 h 2 min", "1:02:03", "1 hour 2 minutes 3 seconds"),
        (3600, "1 h", "1:00:00", "1 hour"),
    ),
)
def test_lengths_and_places(seconds: float, length: str, clock: str, spoken: str) -> None:
    assert formatting.length(seconds) == length
    assert formatting.clock(seconds) == clock
    assert formatting.spoken(seconds) == spoken


def test_a_place_is_said_within_the_whole() -> None:
    assert formatting.place_of(108, 252) == "1 minute 48 seconds of 4 minutes 12 seconds"


def test_numbers_are_grouped_and_a_percentage_never_rounds_up_to_all() -> None:
    assert formatting.grouped(4182) == "4,182"
    assert formatting.percent(9999, 10000) == "99%"
    assert formatting.percent(1, 1) == "100%"
    assert formatting.percent(0, 0) == "0%"
