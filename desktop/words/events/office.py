"""Words for the events of the office, its people and its desks, where a sentence needs none of the facts."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts

EVENTS: Texts[EventKind] = {
    EventKind.OFFICE_CREATED: "The office was created",
    EventKind.DESK_ENROLLED: "A desk was enrolled",
    EventKind.DESK_JOINED: "This desk joined the office",
    EventKind.PERSON_ADDED: "A person was added",
    EventKind.PASSWORD_REHASHED: "A password is stored in a stronger form",
    EventKind.SIGNED_IN: "Signed in",
    EventKind.SIGN_IN_REFUSED: "A sign-in was refused",
    EventKind.SIGNED_OUT: "Signed out",
    EventKind.DESK_LOCKED: "The desk was locked",
    EventKind.DESK_UNLOCKED: "The desk was unlocked",
    EventKind.CLOCK_CONFIRMED: "An administrator confirmed this PC's clock",
}
