"""The format of dates, times, lengths, numbers and long lists on the screen. Pure functions; no clock and no zone.

- An instant is shown in the office's zone: "Tuesday 24 November 2026, 2:30pm". A naive datetime is refused: it has
  no zone.
- A length is "4 min 12 s", a position in a recording is "1:48" (or "1:02:03"), both rounded down, so that nothing
  reads as heard before it was.
- A screen reader gets whole words: "1 minute 48 seconds".
- Equal sentences are said once, with their number: nobody reads sixty-one times why a file was refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from desktop.words import Lines, counted, tr

if TYPE_CHECKING:
    from datetime import date, datetime, time, timedelta
    from zoneinfo import ZoneInfo


_DAYS: Lines = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_DAYS: Lines = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Lines = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SHORT_MONTHS: Lines = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: date) -> str:
    """Return the date: "24 November 2026"."""
    return f"{when.day} {tr(_MONTHS[when.month - 1])} {when.year}"


def weekday(when: date) -> str:
    """Return the weekday: "Tuesday"."""
    return tr(_DAYS[when.weekday()])


def weekday_and_day(when: date) -> str:
    """Return the weekday and date: "Tuesday 24 November 2026"."""
    return f"{weekday(when)} {day(when)}"


def near_day(when: date, today: date) -> str:
    """Return "Monday 7 December", with its year where that is not this one."""
    return f"{weekday(when)} {_without_this_year(when, today)}"


def listed_day(when: date, today: date) -> str:
    """Return "Mon 7 December", for a list; with its year where that is not this one."""
    return f"{tr(_SHORT_DAYS[when.weekday()])} {_without_this_year(when, today)}"


def short_day(when: date, today: date) -> str:
    """Return "Mon 7 Dec", where there is little room; with its year where that is not this one."""
    said = f"{tr(_SHORT_DAYS[when.weekday()])} {when.day} {tr(_SHORT_MONTHS[when.month - 1])}"
    return said if when.year == today.year else f"{said} {when.year}"


def _without_this_year(when: date, today: date) -> str:
    return day(when) if when.year != today.year else f"{when.day} {tr(_MONTHS[when.month - 1])}"


def from_day_to_day(first: date, last: date) -> str:
    """Return the days, both included: "from 3 December 2026 to 9 December 2026", or "on 3 December 2026"."""
    if first == last:
        return tr("on {day}").format(day=day(first))
    return tr("from {first} to {last}").format(first=day(first), last=day(last))


def local(when: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant `when` by the office's clocks."""
    if when.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return when.astimezone(zone)


def time_of_day(when: datetime, zone: ZoneInfo) -> str:
    """Return the time of day: "2:30pm"; noon is "12:00pm", midnight "12:00am"."""
    return hour(local(when, zone).time())


def hour(at: time) -> str:
    """Return a time of day by the clocks of wherever it is: "2:30pm"."""
    return f"{at.hour % 12 or 12}:{at.minute:02}{tr('am') if at.hour < 12 else tr('pm')}"


def from_hour_to_hour(first: time, last: time) -> str:
    """Return a part of a day: "9:00am to 5:00pm"."""
    return tr("{opens} to {closes}").format(opens=hour(first), closes=hour(last))


def moment(when: datetime, zone: ZoneInfo) -> str:
    """Return the date and time: "Tuesday 24 November 2026, 2:30pm"."""
    return f"{weekday_and_day(local(when, zone).date())}, {time_of_day(when, zone)}"


def moment_beside(when: datetime, today: date, zone: ZoneInfo) -> str:
    """Return "2:31pm today", or the full date and time of another day."""
    if local(when, zone).date() == today:
        return tr("{time} today").format(time=time_of_day(when, zone))
    return moment(when, zone)


def length(seconds: float) -> str:
    """Return a length: "12 s", "4 min 12 s", "1 h 2 min"."""
    hours, minutes, rest = _parts(seconds)
    if hours:
        return _joined((hours, tr("{n} h")), (minutes, tr("{n} min")))
    return _joined((minutes, tr("{n} min")), (rest, tr("{n} s"))) or tr("{n} s").format(n=0)


def clock(seconds: float) -> str:
    """Return a position in a recording: "1:48", "1:02:03"."""
    hours, minutes, rest = _parts(seconds)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def spoken(seconds: float) -> str:
    """Return a length for a screen reader: "1 minute 48 seconds"."""
    hours, minutes, rest = _parts(seconds)
    said = (
        counted(hours, "1 hour", "{n} hours") if hours else "",
        counted(minutes, "1 minute", "{n} minutes") if minutes else "",
        counted(rest, "1 second", "{n} seconds") if rest or not (hours or minutes) else "",
    )
    return " ".join(each for each in said if each)


def not_heard(start: float, end: float) -> str:
    """Return "not heard: 1:48 to 2:05"."""
    return tr("not heard: {start} to {end}").format(start=clock(start), end=clock(end))


def time_left(seconds: int) -> str:
    """Return "2 minutes left", or seconds below a minute."""
    if seconds > 60:
        return counted(-(-seconds // 60), "1 minute left", "{n} minutes left")
    return tr("1 minute left") if seconds == 60 else counted(seconds, "1 second left", "{n} seconds left")


def days(count: int) -> str:
    """Return "1 day", "7 days"."""
    return counted(count, "1 day", "{n} days")


def months(count: int) -> str:
    """Return "1 month", "6 months"."""
    return counted(count, "1 month", "{n} months")


def place_of(seconds: float, total: float) -> str:
    """Return a position for a screen reader: "1 minute 48 seconds of 4 minutes 12 seconds"."""
    return tr("{place} of {total}").format(place=spoken(seconds), total=spoken(total))


def age_words(age: timedelta) -> str:
    """Return an age, rounded down: "40 minutes", "1 hour", "3 days"; "less than a minute"."""
    minutes = int(age.total_seconds()) // 60
    if minutes < 1:
        return tr("less than a minute")
    if whole_days := minutes // (24 * 60):
        return days(whole_days)
    if hours := minutes // 60:
        return counted(hours, "1 hour", "{n} hours")
    return counted(minutes, "1 minute", "{n} minutes")


def grouped(number: int) -> str:
    """Return the number with its thousands grouped: "4,182"."""
    return f"{number:,}"


def percent(part: float, whole: float) -> str:
    """Return the share: "96%", rounded down so that 100% means all of it; "0%" of nothing."""
    return f"{int(100 * part / whole) if whole else 0}%"


def _parts(seconds: float) -> tuple[int, int, int]:
    whole = max(0, int(seconds))
    return whole // 3600, whole % 3600 // 60, whole % 60


def _joined(*parts: tuple[int, str]) -> str:
    return " ".join(said.format(n=count) for count, said in parts if count)


ALIKE = 3
"""From so many on, equal ones stand for each other."""


def once_each(sentences: Iterable[str], most: int) -> list[str]:
    """Return each sentence once, the most frequent first, with how often it is said; of more than `most`, how many."""
    counts = Counter(sentences).most_common()
    return first_of([counted(n, "{words}", "{words} ({n} times)", words=words) for words, n in counts], most)


def first_of(lines: Sequence[str], most: int) -> list[str]:
    """Return the first lines, and how many more there are."""
    left = len(lines) - most
    return [*lines[:most], *([counted(left, "And 1 more.", "And {n} more.")] if left > 0 else [])]
