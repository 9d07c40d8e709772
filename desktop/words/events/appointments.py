"""Words for the events of an appointment, where a sentence needs none of the facts."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts

EVENTS: Texts[EventKind] = {
    EventKind.APPOINTMENT_BOOKED: "An appointment was booked",
    EventKind.APPOINTMENT_MOVED: "The appointment was moved",
    EventKind.APPOINTMENT_CALLED_OFF: "The appointment was cancelled",
}
