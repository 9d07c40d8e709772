"""Appointments: booked, moved, called off, attended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.log.events import Subject
from desktop.domain.log.replay.ledger import Ledger
from desktop.domain.log.replay.requests import of
from desktop.domain.log.replay.told import (
    NOT_SAID,
    Maybe,
    NotSaid,
    OddError,
    Replayed,
    Told,
    identifier,
    moment,
    number,
    text,
)
from desktop.domain.shared.ids import DeskId, RequestId


@dataclass(frozen=True, kw_only=True)
class Appointment(Replayed):
    """An appointment: its slot, and how it turned out."""

    request: RequestId
    desk: Maybe[DeskId]
    starts_at: datetime
    minutes: int
    status: Maybe[str] = "booked"


def appointment_booked(told: Told, ledger: Ledger) -> None:
    """Book a slot."""
    appointment = Appointment(
        id=told.subject(Subject.APPOINTMENT),
        since=told.seq,
        request=RequestId(of(told, ledger).id),
        desk=_desk(told),
        starts_at=told.fact("starts", moment),
        minutes=told.fact("minutes", number),
    )
    ledger.add(appointment)


def appointment_moved(told: Told, ledger: Ledger) -> None:
    """Move it to another slot."""
    starts, minutes = told.fact("starts", moment), told.fact("minutes", number)
    ledger.change(told, booked(told, ledger), desk=_desk(told), starts_at=starts, minutes=minutes)


def appointment_called_off(told: Told, ledger: Ledger) -> None:
    """Call it off."""
    ledger.change(told, booked(told, ledger), status=told.fact("outcome", text))


def booked(told: Told, ledger: Ledger) -> Appointment:
    """Return the appointment of the event. Raises OddError (`wrong_order`) where it is not booked (any more)."""
    appointment = ledger.get(Appointment, told.subject(Subject.APPOINTMENT))
    if appointment.status not in ("booked", NOT_SAID):
        raise OddError("wrong_order")
    return appointment


def _desk(told: Told) -> Maybe[DeskId]:
    desk = told.said("desk", identifier)
    return desk if isinstance(desk, NotSaid) else DeskId(desk)
