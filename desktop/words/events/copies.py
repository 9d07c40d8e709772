"""Words for the events of a copy and its decision, where a sentence needs none of the facts."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts

EVENTS: Texts[EventKind] = {
    EventKind.ORIGINAL_OPENED: "An original was opened",
    EventKind.WORKING_COPY_REBUILT: "The working copy of an original was rebuilt",
    EventKind.SECURITY_CODE_FLAGGED: "A card’s security code was found in the recording: an incident",
    EventKind.DRAFT_SAVED: "The marks were saved",
    EventKind.TRANSCRIPT_SAVED: "The transcript was saved",
    EventKind.COPY_PREPARED: "The copy was prepared",
    EventKind.COPY_OPENED: "The copy was opened",
    EventKind.TRANSCRIPT_OPENED: "The transcript of the copy was read",
    EventKind.REQUEST_APPROVED: "The request was approved",
    EventKind.REQUEST_SENT_BACK: "The request was sent back",
    EventKind.REQUEST_REFUSED: "The request was refused",
    EventKind.APPROVAL_WITHDRAWN: "The approval was withdrawn",
}
