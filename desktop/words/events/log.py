"""Words for the events of the log, where a sentence needs none of the facts."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts

EVENTS: Texts[EventKind] = {
    EventKind.LOG_STARTED: "The log was started",
    EventKind.SIGNING_KEY_CHANGED: "This desk started signing with a new key",
    EventKind.LOG_VERIFIED: "The log was verified",
    EventKind.WITNESS_BEGUN: "An administrator began a witness file",
    EventKind.LAG_ACCEPTED: "A supervisor let sessions begin though the log was not anchored",
    EventKind.EVENTS_LOST: "An older database had been put back, and what was lost with it was stated",
    EventKind.ROW_REFUSED: "The database said something that the log does not say, and was not believed",
}
