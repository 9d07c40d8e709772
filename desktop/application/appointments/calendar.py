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
from desktop.domain.appointments.slots import (
    Closed,
    OpenHours,
    Taken,
    earliest_proposed,
    free_starts,
    halves,
    hours_of,
    minutes_for,
)
from desktop.domain.office.desks import DeskKind
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.requests.deadline import invites_in_time
from desktop.domain.requests.letters import LetterKind, letters_about
from desktop.domain.requests.request import Request
from desktop.domain.sessions.needs import needs_of
from desktop.domain.sessions.session import HEARD
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
    chosen: SlotView | None = None,
    *,
    uow: UnitOfWork,
    clock: Clock,
    policy: OfficePolicy,
    is_holiday: Holidays,
) -> BookingView:
    """Return the first free slots for inviting that person, of mornings and afternoons, one for each time.

    If the request is booked, the slots are for moving that appointment, which does not block them. `minutes`: the
    length, where someone said it; else as long as the slot `chosen` in the calendar, and no shorter than they need.
    """
    now = clock.now()
    with uow.look():
        uow.ahead("proposals", request, actor.by, actor.desk)
        acting(actor, Permission.BOOK_APPOINTMENT, uow)
        found = uow.requests.get(request)
        counters = _counters(uow)
        earliest = earliest_proposed(now, policy, found.due_on)
        first = policy.local(earliest).date()
        rows = _rows(first, LOOK_AHEAD_DAYS, policy, uow)
        moves = _moves(found, uow)
        beside = [] if chosen is None else _rows(policy.local(chosen.starts_at).date(), 1, policy, uow)
    needed = minutes_for(needs_of(found.adjustments, found.needs), policy)
    length = minutes or (moves.minutes if moves else max(needed, chosen.minutes if chosen else 0))
    others = [row for row in rows if moves is None or row.id != moves.id]
    slots: list[SlotView] = []
    for day in (first + timedelta(days=n) for n in range(LOOK_AHEAD_DAYS)):
        on = [row for row in others if policy.local(row.starts_at).date() == day]
        free = _free(hours_of(day, policy, is_holiday), on, counters, length, earliest)
        slots += _to_propose(_elsewhere(free, moves), found, policy)
        if len(slots) >= PROPOSED:
            break
    proposed, extra = tuple(slots[:PROPOSED]), policy.appointments.usual_minutes < needed == length
    fits = None if chosen is None else _as_long(chosen, length, beside, policy, is_holiday)
    row, adjustments = _request_row(found), found.adjustments
    return BookingView(row, adjustments, length, counters, proposed, moves, found.needs, fits, extra)


def open_appointment(
    actor: Actor, id: AppointmentId, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy
) -> AppointmentView:
    """Return one appointment."""
    now = clock.now()
    with uow.look():
        uow.ahead("appointment", id, actor.by)
        acting(actor, Permission.SEE_APPOINTMENTS, uow)
        row = _row(id, uow)
        request = uow.requests.get(row.request)
        heard = any(session.outcome in HEARD for session in uow.sessions.of_request(request.id))
    day = policy.local(row.starts_at).date()
    booked = row.status is AppointmentStatus.BOOKED
    return AppointmentView(
        found=TodayRow(row, readiness(row, policy.local(now).date())),
        request=replace(_request_row(request), booked=booked, heard=heard),
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


def _elsewhere(free: Sequence[SlotView], moves: AppointmentRow | None) -> Sequence[SlotView]:
    """Return the slots without the one that an appointment is moved from."""
    return [slot for slot in free if moves is None or (slot.starts_at, slot.desk.id) != (moves.starts_at, moves.desk)]


def _as_long(
    chosen: SlotView, minutes: int, rows: Sequence[AppointmentRow], policy: OfficePolicy, is_holiday: Holidays
) -> SlotView | None:
    """Return the slot for so many minutes, or None where it is not free that long."""
    hours = hours_of(policy.local(chosen.starts_at).date(), policy, is_holiday)
    free = _free(hours, rows, (chosen.desk,), minutes, chosen.starts_at)
    return next((slot for slot in free if slot.starts_at == chosen.starts_at), None)


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
