"""Words for the events of a review, where a sentence needs none of the facts."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts

EVENTS: Texts[EventKind] = {
    EventKind.REVIEW_OPENED: "A supervisor opened the session",
    EventKind.REVIEW_SIGNED_OFF: "Signed off",
}
