"""Appointments: the calendar, slots to propose, booking a slot for a request, and moving a booking to another.

- Customers are seen at desks that open no originals; where an office has none of these, at every desk.
- A desk takes one appointment at a time: of two that race for it exactly one wins. One that sees nobody takes none.
- An unusual slot (`Unusual`) is refused unless confirmed as intended; then the log says so.
- A moved appointment stays the same one for its session, letter and list. Its old slot is freed at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.reading import AppointmentRow, RequestRow
from desktop.application.sessions.checking_in import not_booked
from desktop.application.sessions.day_list import readiness
from desktop.application.sessions.views import TodayRow
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, policy_versions
from desktop.domain import appointments
from desktop.domain.log.events import EventKind, Facts, Subject, time_text
from desktop.domain.office.office_policy import LONGEST, SHORTEST, OfficePolicy
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Permission
from desktop.domain.requests.deadline import invites_in_time
from desktop.domain.requests.letters import LetterKind, letters_about
from desktop.domain.requests.request import Request, Status
from desktop.domain.sessions.needs import Need, needs_of
from desktop.domain.sessions.session import HEARD
from desktop.domain.shared.dates import Holidays
from desktop.domain.shared.ids import AppointmentId, DeskId, RequestId, new_id
from desktop.errors import FieldsError, WrongStateError


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
    hours: appointments.OpenHours | appointments.Closed
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
    may_change: bool
    may_be_missed: bool
    in_time: bool
    approval_holds: bool
    may_invite: bool


PROPOSED = 5
LOOK_AHEAD_DAYS = 60
TAKES_PLACE = frozenset({appointments.AppointmentStatus.BOOKED, appointments.AppointmentStatus.ATTENDED})


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
    with uow.read_only():
        actor.acting(Permission.SEE_APPOINTMENTS, uow)
        counters = _counters(uow)
        rows = _rows(first, count, policy, uow)
    today = policy.local(now).date()
    days = []
    for day in (first + timedelta(days=n) for n in range(count)):
        on = [row for row in rows if policy.local(row.starts_at).date() == day]
        hours = appointments.hours_of(day, policy, is_holiday)
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
    with uow.read_only():
        uow.ahead("proposals", request, actor.by, actor.desk)
        actor.acting(Permission.BOOK_APPOINTMENT, uow)
        found = uow.requests.get(request)
        counters = _counters(uow)
        earliest = appointments.earliest_proposed(now, policy, found.due_on)
        first = policy.local(earliest).date()
        rows = _rows(first, LOOK_AHEAD_DAYS, policy, uow)
        moves = _moves(found, uow)
        beside = [] if chosen is None else _rows(policy.local(chosen.starts_at).date(), 1, policy, uow)
    needed = appointments.minutes_for(needs_of(found.adjustments, found.needs), policy)
    length = minutes or (moves.minutes if moves else max(needed, chosen.minutes if chosen else 0))
    others, beside = ([row for row in of if moves is None or row.id != moves.id] for of in (rows, beside))
    slots: list[SlotView] = []
    for day in (first + timedelta(days=n) for n in range(LOOK_AHEAD_DAYS)):
        on = [row for row in others if policy.local(row.starts_at).date() == day]
        free = _free(appointments.hours_of(day, policy, is_holiday), on, counters, length, earliest)
        slots += _to_propose(_elsewhere(free, moves), found, policy)
        if len(slots) >= PROPOSED:
            break
    proposed, extra = tuple(slots[:PROPOSED]), policy.appointments.usual_minutes < needed == length
    fits = None if chosen is None else _as_long(chosen, length, beside, policy, is_holiday)
    row, adjustments = RequestRow.of(found), found.adjustments
    return BookingView(row, adjustments, length, counters, proposed, moves, found.needs, fits, extra)


def open_appointment(
    actor: Actor, id: AppointmentId, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy
) -> AppointmentView:
    """Return one appointment."""
    now = clock.now()
    with uow.read_only():
        uow.ahead("appointment", id, actor.by)
        actor.acting(Permission.SEE_APPOINTMENTS, uow)
        row = _row(id, uow)
        request = uow.requests.get(row.request)
        heard = any(session.outcome in HEARD for session in uow.sessions.of_request(request.id))
    day = policy.local(row.starts_at).date()
    booked = row.status is appointments.AppointmentStatus.BOOKED
    return AppointmentView(
        found=TodayRow(row, readiness(row, policy.local(now).date())),
        request=replace(RequestRow.of(request), booked=booked, heard=heard),
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
    booked = [
        found
        for found in uow.requests.appointments_of(request.id)
        if found.status is appointments.AppointmentStatus.BOOKED
    ]
    return _row(booked[-1].id, uow) if booked else None


def _free(
    hours: appointments.OpenHours | appointments.Closed,
    on: Sequence[AppointmentRow],
    counters: Sequence[CounterView],
    minutes: int,
    earliest: datetime,
) -> tuple[SlotView, ...]:
    """Return the free slots by time, then by desk."""
    if isinstance(hours, appointments.Closed):
        return ()
    slots = []
    for desk in counters:
        here = [row for row in on if row.desk == desk.id and row.status in TAKES_PLACE]
        taken = [appointments.Taken(row.starts_at, row.starts_at + timedelta(minutes=row.minutes)) for row in here]
        slots += [SlotView(desk, start, minutes) for start in appointments.free_starts(hours, taken, minutes, earliest)]
    return tuple(sorted(slots, key=lambda slot: (slot.starts_at, slot.desk.name)))


def _elsewhere(free: Sequence[SlotView], moves: AppointmentRow | None) -> Sequence[SlotView]:
    """Return the slots without the one that an appointment is moved from."""
    return [slot for slot in free if moves is None or (slot.starts_at, slot.desk.id) != (moves.starts_at, moves.desk)]


def _as_long(
    chosen: SlotView, minutes: int, rows: Sequence[AppointmentRow], policy: OfficePolicy, is_holiday: Holidays
) -> SlotView | None:
    """Return the slot for so many minutes, or None where it is not free that long."""
    hours = appointments.hours_of(policy.local(chosen.starts_at).date(), policy, is_holiday)
    free = _free(hours, rows, (chosen.desk,), minutes, chosen.starts_at)
    return next((slot for slot in free if slot.starts_at == chosen.starts_at), None)


def _to_propose(free: Sequence[SlotView], request: Request, policy: OfficePolicy) -> list[SlotView]:
    """Return the first slot of the morning and of the afternoon, at the first desk free then."""
    wanted = appointments.halves((slot.starts_at for slot in free), policy)
    first = [next(slot for slot in free if slot.starts_at == start) for start in wanted]
    due = request.due_on
    return [
        replace(slot, in_time=due is None or invites_in_time(policy.local(slot.starts_at).date(), due))
        for slot in first
    ]


REFUSED = {
    appointments.Unusual.PAST: "slot_past",
    appointments.Unusual.OUT_OF_HOURS: "slot_out_of_hours",
    appointments.Unusual.PUBLIC_HOLIDAY: "slot_on_holiday",
    appointments.Unusual.BOOKED_ALREADY: "slot_booked_already",
}


class BookAppointment(commands.RequestCommand[appointments.Appointment]):
    """A slot: desk, start (aware), length in minutes. `meant`: the unusual things about it that are intended."""

    desk: DeskId
    starts_at: datetime
    minutes: int = 45
    meant: frozenset[appointments.Unusual] = frozenset()


class MoveAppointment(commands.Command[appointments.Appointment]):
    """The new slot of an appointment. `seen_at`: its start, as far as whoever moves it knows."""

    actor: Actor
    appointment: AppointmentId
    seen_at: datetime
    desk: DeskId
    starts_at: datetime
    minutes: int
    meant: frozenset[appointments.Unusual] = frozenset()


@commands.carries_out(BookAppointment, again=commands.the_appointment)
def book_appointment(
    command: BookAppointment, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, is_holiday: Holidays
) -> appointments.Appointment:
    """Book it, also before the decision; the day's list then says that the copy is not approved yet.

    Raises FieldsError where the desk is taken at that time, or for part of it, by an appointment that is still on, for
    a length outside the limits, and for anything unusual that is not confirmed as intended.
    """
    with uow:
        command.actor.acting(Permission.BOOK_APPOINTMENT, uow)
        uow.proven.journey(command.request)
        request = uow.requests.get(command.request)
        request.must_be(Status.TAKEN, Status.LINKED, Status.PREPARED, Status.APPROVED)
        made = appointments.Appointment(
            AppointmentId(new_id()), request.id, command.desk, command.starts_at, command.minutes
        )
        unusual = _unusual(made, clock, policy, is_holiday)
        if any(
            found.status is appointments.AppointmentStatus.BOOKED for found in uow.requests.appointments_of(request.id)
        ):
            unusual |= {appointments.Unusual.BOOKED_ALREADY}
        _check(made, unusual - command.meant, uow)
        uow.requests.add_appointment(made)
        facts = policy_versions(uow, policy) | _facts(made, request, unusual, policy)
        uow.commit(command.actor.event(EventKind.APPOINTMENT_BOOKED, clock, _subjects(made), **facts))
    return made


@commands.carries_out(MoveAppointment, again=commands.the_appointment)
def move_appointment(
    command: MoveAppointment, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, is_holiday: Holidays
) -> appointments.Appointment:
    """Move it to another slot. Raises FieldsError as booking does, and WrongStateError where it is no longer booked, or
    someone else has moved it meanwhile.
    """
    with uow:
        command.actor.acting(Permission.BOOK_APPOINTMENT, uow)
        booked = uow.requests.appointment(command.appointment)
        uow.proven.journey(booked.request)
        if booked.status is not appointments.AppointmentStatus.BOOKED:
            raise not_booked(booked, uow)
        if booked.starts_at != command.seen_at:
            raise WrongStateError("appointment_moved").of(request=booked.request, appointment=booked.id)
        request = uow.requests.get(booked.request)
        moved = replace(booked, desk=command.desk, starts_at=command.starts_at, minutes=command.minutes)
        unusual = _unusual(moved, clock, policy, is_holiday)
        _check(moved, unusual - command.meant, uow)
        uow.requests.save_appointment(moved)
        facts = policy_versions(uow, policy) | _facts(moved, request, unusual, policy)
        facts |= {
            "was": time_text(booked.starts_at),
            "was_desk": booked.desk,
        }
        uow.commit(command.actor.event(EventKind.APPOINTMENT_MOVED, clock, _subjects(moved), **facts))
    return moved


def _unusual(
    made: appointments.Appointment, clock: Clock, policy: OfficePolicy, is_holiday: Holidays
) -> frozenset[appointments.Unusual]:
    return appointments.unusual_about(made.starts_at, made.minutes, clock.now(), policy, is_holiday)


def _check(made: appointments.Appointment, not_meant: frozenset[appointments.Unusual], uow: UnitOfWork) -> None:
    """Raise FieldsError for the first thing in the way."""
    if not SHORTEST <= made.minutes <= LONGEST:
        raise FieldsError({"minutes": "too_short" if made.minutes < SHORTEST else "too_long"})
    if not uow.offices.desk(made.desk).sees_customers:
        raise FieldsError({"starts_at": "desk_sees_nobody"})
    for unusual, code in REFUSED.items():
        if unusual in not_meant:
            raise FieldsError({"starts_at": code})
    others = [found for found in uow.requests.booked_at(made.desk, made.starts_at, made.ends_at) if found.id != made.id]
    if others:
        raise FieldsError({"starts_at": "slot_taken"}).of(request=others[0].request, appointment=others[0].id)


def _subjects(made: appointments.Appointment) -> dict[Subject, str]:
    return {Subject.REQUEST: made.request, Subject.APPOINTMENT: made.id}


def _facts(
    made: appointments.Appointment, request: Request, unusual: frozenset[appointments.Unusual], policy: OfficePolicy
) -> Facts:
    """Return when it is, what was confirmed about it, and whether it is before the due date."""
    facts: Facts = {"minutes": made.minutes, "starts": time_text(made.starts_at), "desk": made.desk}
    if unusual:
        facts["unusual"] = sorted(unusual)
    if request.due_on is not None:
        facts["in_time"] = invites_in_time(policy.local(made.starts_at).date(), request.due_on)
    return facts
