"""Appointments: booked, moved, called off, attended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.entry import (
    NOT_SAID,
    Entry,
    Maybe,
    NotSaid,
    OutOfOrderError,
    Replayed,
    identifier,
    moment,
    number,
    text,
)
from desktop.domain.log.replay.ledger import Ledger, follows
from desktop.domain.log.replay.requests import of
from desktop.domain.shared.ids import DeskId, RequestId


@dataclass(frozen=True, kw_only=True)
class Appointment(Replayed):
    """An appointment: its slot, and how it turned out."""

    request: RequestId
    desk: Maybe[DeskId]
    starts_at: datetime
    minutes: int
    status: Maybe[str] = "booked"


@follows(EventKind.APPOINTMENT_BOOKED)
def appointment_booked(entry: Entry, ledger: Ledger) -> None:
    """Book a slot."""
    appointment = Appointment(
        id=entry.subject(Subject.APPOINTMENT),
        since=entry.seq,
        request=RequestId(of(entry, ledger).id),
        desk=_desk(entry),
        starts_at=entry.fact("starts", moment),
        minutes=entry.fact("minutes", number),
    )
    ledger.add(appointment)


@follows(EventKind.APPOINTMENT_MOVED)
def appointment_moved(entry: Entry, ledger: Ledger) -> None:
    """Move it to another slot."""
    starts, minutes = entry.fact("starts", moment), entry.fact("minutes", number)
    ledger.change(entry, booked(entry, ledger), desk=_desk(entry), starts_at=starts, minutes=minutes)


@follows(EventKind.APPOINTMENT_CALLED_OFF)
def appointment_called_off(entry: Entry, ledger: Ledger) -> None:
    """Take an appointment as cancelled."""
    ledger.change(entry, booked(entry, ledger), status=entry.fact("outcome", text))


def booked(entry: Entry, ledger: Ledger) -> Appointment:
    """Return the appointment of the event. Raises OutOfOrderError (`wrong_order`) where it is not booked (any more)."""
    appointment = ledger.get(Appointment, entry.subject(Subject.APPOINTMENT))
    if appointment.status not in ("booked", NOT_SAID):
        raise OutOfOrderError("wrong_order")
    return appointment


def _desk(entry: Entry) -> Maybe[DeskId]:
    desk = entry.said("desk", identifier)
    return desk if isinstance(desk, NotSaid) else DeskId(desk)
