"""The calendar of appointments: days with their hours, bookings and free slots; slots to propose; one appointment.

Rules:
- Customers are seen at desks that open no originals; where an office has none of these, at every desk.
- Whoever sees the day's list sees the calendar: times, names and adjustments, no more. Reading it logs no event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desktop.application.appointments.views import (
    AppointmentView,
    BookingView,
    CalendarView,
    CounterView,
    DayView,
    SlotView,
)
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.reading import AppointmentRow, RequestRow
from desktop.application.sessions.today import readiness
from desktop.application.sessions.views import TodayRow
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.appointments.slots import Closed, OpenHours, Taken, earliest_proposed, free_starts, halves, hours_of
from desktop.domain.office.desks import DeskKind
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.requests.deadline import invites_in_time
from desktop.domain.requests.letters import LetterKind, letters_about
from desktop.domain.requests.request import Request
from desktop.domain.shared.ids import AppointmentId, RequestId
from desktop.domain.shared.working_days import Holidays

PROPOSED = 5
LOOK_AHEAD_DAYS = 60
TAKES_PLACE = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.ATTENDED})


def calendar(
    actor: Actor,
    first: date,
    count: int,
    minutes: int,
    *,
    uow: UnitOfWork,
    clock: Clock,
    policy: OfficePolicy,
    is_holiday: Holidays,
) -> CalendarView:
    """Return `count` days from `first` on, with the free slots for `minutes`."""
    now = clock.now()
    with uow.look():
        acting(actor, Permission.SEE_APPOINTMENTS, uow)
        counters = _counters(uow)
        rows = _rows(first, count, policy, uow)
    today = policy.local(now).date()
    days = []
    for day in (first + timedelta(days=n) for n in range(count)):
        on = [row for row in rows if policy.local(row.starts_at).date() == day]
        hours = hours_of(day, policy, is_holiday)
        free = _free(hours, on, counters, minutes, now)
        days.append(DayView(day, hours, tuple(TodayRow(row, readiness(row, today)) for row in on), free))
    return CalendarView(today, now, minutes, counters, tuple(days))


def proposals(
    actor: Actor,
    request: RequestId,
    minutes: int | None = None,
    *,
    uow: UnitOfWork,
    clock: Clock,
    policy: OfficePolicy,
    is_holiday: Holidays,
) -> BookingView:
    """Return the first free slots for inviting that person, of mornings and afternoons, one for each time.

    If the request is booked, the slots are for moving that appointment, which does not block them.
    """
    now = clock.now()
    with uow.look():
        acting(actor, Permission.BOOK_APPOINTMENT, uow)
        found = uow.requests.get(request)
        counters = _counters(uow)
        earliest = earliest_proposed(now, policy, found.due_on)
        first = policy.local(earliest).date()
        rows = _rows(first, LOOK_AHEAD_DAYS, policy, uow)
        moves = _moves(found, uow)
    length = minutes or (moves.minutes if moves else policy.appointments.usual_minutes)
    slots: list[SlotView] = []
    for day in (first + timedelta(days=n) for n in range(LOOK_AHEAD_DAYS)):
        on = [
            row for row in rows if policy.local(row.starts_at).date() == day and (moves is None or row.id != moves.id)
        ]
        free = _free(hours_of(day, policy, is_holiday), on, counters, length, earliest)
        if moves is not None:
            free = tuple(slot for slot in free if (slot.starts_at, slot.desk.id) != (moves.starts_at, moves.desk))
        slots += _to_propose(free, found, policy)
        if len(slots) >= PROPOSED:
            break
    proposed, adjustments = tuple(slots[:PROPOSED]), found.adjustments
    return BookingView(_request_row(found), adjustments, length, counters, proposed, moves, found.needs)


def open_appointment(
    actor: Actor, id: AppointmentId, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy
) -> AppointmentView:
    """Return one appointment."""
    now = clock.now()
    with uow.look():
        acting(actor, Permission.SEE_APPOINTMENTS, uow)
        row = _row(id, uow)
        request = uow.requests.get(row.request)
    day = policy.local(row.starts_at).date()
    booked = row.status is AppointmentStatus.BOOKED
    return AppointmentView(
        found=TodayRow(row, readiness(row, policy.local(now).date())),
        request=replace(_request_row(request), booked=booked),
        ends_at=row.starts_at + timedelta(minutes=row.minutes),
        may_change=booked,
        may_be_missed=booked and row.starts_at <= now,
        in_time=request.due_on is None or invites_in_time(day, request.due_on),
        approval_holds=request.approved_until is None or day <= request.approved_until,
        may_invite=LetterKind.INVITATION in letters_about(request, None, booked=booked),
    )


def _counters(uow: UnitOfWork) -> tuple[CounterView, ...]:
    """Return the counters by name."""
    possible = [desk for desk in uow.offices.desks() if desk.sees_customers]
    at_counter = [desk for desk in possible if desk.kind is DeskKind.COUNTER] or possible
    return tuple(CounterView(desk.id, desk.name) for desk in sorted(at_counter, key=lambda each: each.name))


def _rows(first: date, count: int, policy: OfficePolicy, uow: UnitOfWork) -> Sequence[AppointmentRow]:
    zone = ZoneInfo(policy.zone)
    start = datetime.combine(first, time(), zone)
    return uow.reading.appointments(start, datetime.combine(first + timedelta(days=count), time(), zone))


def _row(id: AppointmentId, uow: UnitOfWork) -> AppointmentRow:
    starts_at = uow.requests.appointment(id).starts_at
    rows = uow.reading.appointments(starts_at, starts_at + timedelta(microseconds=1))
    return next(row for row in rows if row.id == id)


def _moves(request: Request, uow: UnitOfWork) -> AppointmentRow | None:
    booked = [found for found in uow.requests.appointments_of(request.id) if found.status is AppointmentStatus.BOOKED]
    return _row(booked[-1].id, uow) if booked else None


def _free(
    hours: OpenHours | Closed,
    on: Sequence[AppointmentRow],
    counters: Sequence[CounterView],
    minutes: int,
    earliest: datetime,
) -> tuple[SlotView, ...]:
    """Return the free slots by time, then by desk."""
    if isinstance(hours, Closed):
        return ()
    slots = []
    for desk in counters:
        here = [row for row in on if row.desk == desk.id and row.status in TAKES_PLACE]
        taken = [Taken(row.starts_at, row.starts_at + timedelta(minutes=row.minutes)) for row in here]
        slots += [SlotView(desk, start, minutes) for start in free_starts(hours, taken, minutes, earliest)]
    return tuple(sorted(slots, key=lambda slot: (slot.starts_at, slot.desk.name)))


def _to_propose(free: Sequence[SlotView], request: Request, policy: OfficePolicy) -> list[SlotView]:
    """Return the first slot of the morning and of the afternoon, at the first desk free then."""
    wanted = halves((slot.starts_at for slot in free), policy)
    first = [next(slot for slot in free if slot.starts_at == start) for start in wanted]
    due = request.due_on
    return [
        replace(slot, in_time=due is None or invites_in_time(policy.local(slot.starts_at).date(), due))
        for slot in first
    ]


def _request_row(request: Request) -> RequestRow:
    return RequestRow(
        request.id,
        request.reference,
        request.kind,
        request.status,
        request.received_on,
        request.due_on,
        request.asker.name,
    )
