"""Appointments, how they turned out, and when a desk can be booked: opening hours, sensible lengths and free slots.

- An appointment lies within the opening hours of one day that is no public holiday, and is still to come. Any other
  time is unusual: whoever books it confirms that it is intended, and the log records that.
- It takes 15 minutes at least, and four hours at most. Whoever needs extra time has it from the beginning: what is
  offered to them is as much longer as the office's policy says.
- A free slot begins on the half hour, counted from opening, ends before closing, and touches no other booking.
- Proposed slots leave time for the invitation to arrive, unless only a sooner appointment is before the due date.
- Times are aware. They are computed in UTC, so that a day on which clocks change has its true number of hours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desktop.domain.office.office_policy import LONGEST, OfficePolicy
from desktop.domain.requests.deadline import invites_in_time
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.dates import Holidays, is_holiday
from desktop.domain.shared.ids import AppointmentId, DeskId, RequestId


class AppointmentStatus(StrEnum):
    """How a booked slot turned out."""

    BOOKED = "booked"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Appointment:
    """A booked slot at a desk, of less than a day; `starts_at` is aware and in UTC."""

    id: AppointmentId
    request: RequestId
    desk: DeskId
    starts_at: datetime
    minutes: int
    status: AppointmentStatus = AppointmentStatus.BOOKED

    @property
    def ends_at(self) -> datetime:
        """The time at which the desk is free again."""
        return self.starts_at + timedelta(minutes=self.minutes)


LENGTHS = (30, 45, 60, 90)
"""The lengths offered, in minutes. Another length within the limits (`office.office_policy`) can be booked too."""
EVERY = timedelta(minutes=30)
NOON = time(12)


class Closed(StrEnum):
    """Why nobody can be invited on a day."""

    CLOSED = "closed"
    PUBLIC_HOLIDAY = "public_holiday"


class Unusual(StrEnum):
    """Why an appointment needs confirming as intended."""

    PAST = "past"
    OUT_OF_HOURS = "out_of_hours"
    PUBLIC_HOLIDAY = "public_holiday"
    BOOKED_ALREADY = "booked_already"
    """The request already has an appointment still to come."""


@dataclass(frozen=True)
class OpenHours:
    """From `opens_at` up to `closes_at`, in UTC."""

    opens_at: datetime
    closes_at: datetime

    def hold(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Return whether the office is open from that moment to that."""
        return self.opens_at <= starts_at and ends_at <= self.closes_at


@dataclass(frozen=True)
class Taken:
    """A booking at a desk, from `starts_at` up to `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Return whether the two overlap. Touching is not overlapping."""
        return self.starts_at < ends_at and starts_at < self.ends_at


def minutes_for(needs: Collection[Need], policy: OfficePolicy) -> int:
    """Return the length of an appointment for someone with these needs, in minutes."""
    rules = policy.appointments
    extra = rules.extra_minutes if Need.EXTRA_TIME in needs else 0
    return min(rules.usual_minutes + extra, LONGEST)


def hours_of(day: date, policy: OfficePolicy, holidays: Holidays) -> OpenHours | Closed:
    """Return the opening hours of that day, or why there are none."""
    hours = policy.opening[day.weekday()]
    if hours is None:
        return Closed.CLOSED
    if is_holiday(day, holidays):
        return Closed.PUBLIC_HOLIDAY
    zone = ZoneInfo(policy.zone)
    opens, closes = (datetime.combine(day, at, zone).astimezone(UTC) for at in (hours.opens, hours.closes))
    return OpenHours(opens, closes)


def unusual_about(
    starts_at: datetime, minutes: int, now: datetime, policy: OfficePolicy, holidays: Holidays
) -> frozenset[Unusual]:
    """Return what would need confirming about an appointment at that time."""
    found = {Unusual.PAST} if starts_at < now else set()
    hours = hours_of(policy.local(starts_at).date(), policy, holidays)
    if hours is Closed.PUBLIC_HOLIDAY:
        found.add(Unusual.PUBLIC_HOLIDAY)
    elif hours is Closed.CLOSED or not hours.hold(starts_at, starts_at + timedelta(minutes=minutes)):
        found.add(Unusual.OUT_OF_HOURS)
    return frozenset(found)


def starts_within(hours: OpenHours) -> tuple[datetime, ...]:
    """Return the half hours of a day, from its opening."""
    count = -(-(hours.closes_at - hours.opens_at) // EVERY)
    return tuple(hours.opens_at + n * EVERY for n in range(count))


def free_starts(hours: OpenHours, taken: Sequence[Taken], minutes: int, earliest: datetime) -> tuple[datetime, ...]:
    """Return when an appointment of `minutes` can begin at a desk booked for `taken`, at `earliest` or later."""
    length = timedelta(minutes=minutes)
    return tuple(
        start
        for start in starts_within(hours)
        if start >= earliest
        and hours.hold(start, start + length)
        and not any(each.meets(start, start + length) for each in taken)
    )


def earliest_proposed(now: datetime, policy: OfficePolicy, due: date | None) -> datetime:
    """Return when proposed slots begin: once the invitation has arrived, or at once if that were too late."""
    today = policy.local(now).date()
    arrives = today + timedelta(days=policy.appointments.notice_days)
    if due is not None and not invites_in_time(arrives, due):
        return now
    return datetime.combine(arrives, time(), ZoneInfo(policy.zone)).astimezone(UTC)


def halves(starts: Iterable[datetime], policy: OfficePolicy) -> tuple[datetime, ...]:
    """Return the first slot of each morning and each afternoon, in order: few, but different enough."""
    first: dict[tuple[date, bool], datetime] = {}
    for start in sorted(starts):
        local = policy.local(start)
        first.setdefault((local.date(), local.time() >= NOON), start)
    return tuple(first.values())
