"""Frozen data for the calendar and for one appointment. Codes where the screens have the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop.application.ports.reading import AppointmentRow, RequestRow
from desktop.application.sessions.views import TodayRow
from desktop.domain.appointments.slots import Closed, OpenHours
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.ids import DeskId


@dataclass(frozen=True)
class CounterView:
    """A desk at which customers are seen."""

    id: DeskId
    name: str


@dataclass(frozen=True)
class SlotView:
    """A free slot. `in_time`: before the due date of the request it is proposed for."""

    desk: CounterView
    starts_at: datetime
    minutes: int
    in_time: bool = True


@dataclass(frozen=True)
class DayView:
    """A day of the calendar: its hours or why it is closed, its bookings and its free slots; each in order of time."""

    day: date
    hours: OpenHours | Closed
    rows: tuple[TodayRow, ...]
    free: tuple[SlotView, ...]


@dataclass(frozen=True)
class CalendarView:
    """Consecutive days, for slots of `minutes`. `now` is when this was read."""

    today: date
    now: datetime
    minutes: int
    counters: tuple[CounterView, ...]
    days: tuple[DayView, ...]


@dataclass(frozen=True)
class BookingView:
    """The slots proposed for a request that is to be invited, or whose appointment `moves`.

    `chosen`: the one chosen in the calendar, where it is free for so long. `extra`: the minutes are more than usual,
    since they need extra time.
    """

    request: RequestRow
    adjustments: tuple[str, ...]
    minutes: int
    counters: tuple[CounterView, ...]
    slots: tuple[SlotView, ...]
    moves: AppointmentRow | None = None
    needs: tuple[Need, ...] = ()
    chosen: SlotView | None = None
    extra: bool = False


@dataclass(frozen=True)
class AppointmentView:
    """An appointment on its own page. `may_change`: it can be moved or called off. `may_be_missed`: its time has come,
    so that it may be a no-show. `in_time`: before the request's due date, where there is one. `approval_holds`: an
    approval does not end before that day. `may_invite`: the invitation can be written.
    """

    found: TodayRow
    request: RequestRow
    ends_at: datetime
    may_change: bool
    may_be_missed: bool
    in_time: bool
    approval_holds: bool
    may_invite: bool
