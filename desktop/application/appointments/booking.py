"""Booking a slot for a request, so that the person can be invited, and moving a booking to another slot.

Rules:
- A desk takes one appointment at a time. Writes are serialised, so of two desks that race exactly one wins.
- A desk that sees nobody (one for decisions or reviews, or one that was withdrawn) takes none.
- An unusual slot (`slots.Unusual`) is refused unless confirmed as intended; then the log says so.
- A moved appointment stays the same one: the session to come, the letter and the day's list still name it, and its
  old slot is freed in the same transaction. The log has the old slot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.sessions.checking_in import not_booked
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, the_appointment
from desktop.application.shared.under import under
from desktop.domain.appointments.appointment import Appointment, AppointmentStatus
from desktop.domain.appointments.slots import Unusual, unusual_about
from desktop.domain.log.events import EventKind, Facts, Subject, time_text
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import LONGEST, SHORTEST, OfficePolicy
from desktop.domain.requests.deadline import invites_in_time
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import AppointmentId, DeskId, RequestId, new_id
from desktop.domain.shared.working_days import Holidays
from desktop.errors import FieldsError, WrongStateError

REFUSED = {
    Unusual.PAST: "slot_past",
    Unusual.OUT_OF_HOURS: "slot_out_of_hours",
    Unusual.PUBLIC_HOLIDAY: "slot_on_holiday",
    Unusual.BOOKED_ALREADY: "slot_booked_already",
}


@dataclass(frozen=True)
class BookAppointment(Command[Appointment]):
    """A slot: desk, start (aware), length in minutes. `meant`: the unusual things about it that are intended."""

    actor: Actor
    request: RequestId
    desk: DeskId
    starts_at: datetime
    minutes: int = 45
    meant: frozenset[Unusual] = frozenset()


@dataclass(frozen=True)
class MoveAppointment(Command[Appointment]):
    """The new slot of an appointment. `seen_at`: its start, as far as whoever moves it knows."""

    actor: Actor
    appointment: AppointmentId
    seen_at: datetime
    desk: DeskId
    starts_at: datetime
    minutes: int
    meant: frozenset[Unusual] = frozenset()


@carries_out(BookAppointment)
@given_again(the_appointment)
def book_appointment(
    command: BookAppointment, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, is_holiday: Holidays
) -> Appointment:
    """Book it, also before the decision; the day's list then says that the copy is not approved yet.

    Raises FieldsError where the desk is taken at that time, or for part of it, by an appointment that is still on, for
    a length outside the limits, and for anything unusual that is not confirmed as intended.
    """
    with uow:
        acting(command.actor, Permission.BOOK_APPOINTMENT, uow)
        uow.proven.journey(command.request)
        request = uow.requests.get(command.request)
        request.must_be(Status.TAKEN, Status.LINKED, Status.PREPARED, Status.APPROVED)
        made = Appointment(AppointmentId(new_id()), request.id, command.desk, command.starts_at, command.minutes)
        unusual = _unusual(made, clock, policy, is_holiday)
        if any(found.status is AppointmentStatus.BOOKED for found in uow.requests.appointments_of(request.id)):
            unusual |= {Unusual.BOOKED_ALREADY}
        _check(made, unusual - command.meant, uow)
        uow.requests.add_appointment(made)
        facts = under(uow, policy) | _facts(made, request, unusual, policy)
        uow.commit(event_of(EventKind.APPOINTMENT_BOOKED, command.actor, clock, _subjects(made), **facts))
    return made


@carries_out(MoveAppointment)
@given_again(the_appointment)
def move_appointment(
    command: MoveAppointment, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, is_holiday: Holidays
) -> Appointment:
    """Move it to another slot. Raises FieldsError as booking does, and WrongStateError where it is no longer booked, or
    someone else has moved it meanwhile.
    """
    with uow:
        acting(command.actor, Permission.BOOK_APPOINTMENT, uow)
        booked = uow.requests.appointment(command.appointment)
        uow.proven.journey(booked.request)
        if booked.status is not AppointmentStatus.BOOKED:
            raise not_booked(booked, uow)
        if booked.starts_at != command.seen_at:
            raise WrongStateError("appointment_moved").of(request=booked.request, appointment=booked.id)
        request = uow.requests.get(booked.request)
        moved = replace(booked, desk=command.desk, starts_at=command.starts_at, minutes=command.minutes)
        unusual = _unusual(moved, clock, policy, is_holiday)
        _check(moved, unusual - command.meant, uow)
        uow.requests.save_appointment(moved)
        facts = under(uow, policy) | _facts(moved, request, unusual, policy)
        facts |= {
            "was": time_text(booked.starts_at),
            "was_desk": booked.desk,
        }
        uow.commit(event_of(EventKind.APPOINTMENT_MOVED, command.actor, clock, _subjects(moved), **facts))
    return moved


def _unusual(made: Appointment, clock: Clock, policy: OfficePolicy, is_holiday: Holidays) -> frozenset[Unusual]:
    return unusual_about(made.starts_at, made.minutes, clock.now(), policy, is_holiday)


def _check(made: Appointment, not_meant: frozenset[Unusual], uow: UnitOfWork) -> None:
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


def _subjects(made: Appointment) -> dict[Subject, str]:
    return {Subject.REQUEST: made.request, Subject.APPOINTMENT: made.id}


def _facts(made: Appointment, request: Request, unusual: frozenset[Unusual], policy: OfficePolicy) -> Facts:
    """Return when it is, what was confirmed about it, and whether it is before the due date."""
    facts: Facts = {"minutes": made.minutes, "starts": time_text(made.starts_at), "desk": made.desk}
    if unusual:
        facts["unusual"] = sorted(unusual)
    if request.due_on is not None:
        facts["in_time"] = invites_in_time(policy.local(made.starts_at).date(), request.due_on)
    return facts
