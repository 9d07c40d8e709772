"""Booking a slot for an approved request, so that the person can be invited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.application.acting import At, acting, event_of
from desktop.application.ports import Clock
from desktop.application.storage import UnitOfWork
from desktop.domain.counter import Appointment
from desktop.domain.events import EventKind, Subject
from desktop.domain.ids import AppointmentId, DeskId, RequestId, new_id
from desktop.domain.people import Permission
from desktop.domain.request import Status
from desktop.errors import FieldsError


@dataclass(frozen=True)
class BookAppointment:
    """A slot: desk, start (aware), length in minutes."""

    at: At
    request: RequestId
    desk: DeskId
    starts_at: datetime
    minutes: int = 45


def book_appointment(command: BookAppointment, *, uow: UnitOfWork, clock: Clock) -> Appointment:
    """Book it. It can be booked before the decision; the day's list says then that the copy is not approved yet.

    Raises FieldsError where the desk is taken at that time, or for a part of it, by an appointment that takes place.
    """
    with uow:
        acting(command.at, Permission.BOOK_APPOINTMENT, uow)
        request = uow.requests.get(command.request)
        request.must_be(Status.TAKEN, Status.MATCHED, Status.PREPARED, Status.APPROVED)
        appointment = Appointment(AppointmentId(new_id()), request.id, command.desk, command.starts_at, command.minutes)
        if uow.requests.booked_at(command.desk, appointment.starts_at, appointment.ends_at):
            raise FieldsError({"starts_at": "slot_taken"})
        uow.requests.add_appointment(appointment)
        subjects = {Subject.REQUEST: request.id, Subject.APPOINTMENT: appointment.id}
        uow.commit(event_of(EventKind.APPOINTMENT_BOOKED, command.at, clock, subjects, minutes=command.minutes))
    return appointment
