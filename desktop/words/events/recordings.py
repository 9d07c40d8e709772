"""Words for the events of a recording, from import to destruction, where a sentence needs none of the facts."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts

EVENTS: Texts[EventKind] = {
    EventKind.RECORDING_IMPORTED: "A recording was imported",
    EventKind.RECORDING_BROUGHT_BACK: "A missing file was imported again",
    EventKind.RECORDING_LINKED: "A recording was linked to the request",
    EventKind.RECORDING_UNLINKED: "The recording was unlinked from the request",
    EventKind.CALL_METADATA_TOLD: "The telephone number of a recording was added",
    EventKind.RECORDING_SEARCHED: "The recordings were searched",
    EventKind.RECORDING_NOT_LEFT: "It was noted that the recording is no longer available",
    EventKind.IMPORT_STARTED: "An import was started",
    EventKind.IMPORT_FINISHED: "An import was finished",
    EventKind.DELETION_STOPPED: "Deletion in the telephone system was stopped",
    EventKind.HOLD_REVIEWED: "A hold was reviewed and kept",
    EventKind.HOLD_RELEASE_ASKED: "Someone asked to release a hold",
    EventKind.HOLD_RELEASED: "A hold was released",
    EventKind.RECORDING_DESTROYED: "A recording was destroyed",
    EventKind.RETENTION_KEY_RENEWED: "A retention key was renewed",
    EventKind.RETENTION_KEY_DESTROYED: "A retention key was destroyed",
    EventKind.RETENTION_RUN: "Nightly run",
    EventKind.RETENTION_STOPPED: "A nightly run destroyed nothing, since something was in doubt",
    EventKind.VAULT_LOOKED_THROUGH: "The vault was looked through",
}
