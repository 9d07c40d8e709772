"""Words for the events of a session, where a sentence needs none of the facts."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts

EVENTS: Texts[EventKind] = {
    EventKind.ANSWERS_SEEN: "Looked at the answers to the caller check",
    EventKind.CALLER_NOT_MATCHED: "The account of the call did not match",
    EventKind.BRIEFED: "Briefed. Sound check heard",
    EventKind.RECORDING_OPENED: "Recording opened",
    EventKind.BREAK_STARTED: "Break",
    EventKind.BREAK_ENDED: "Break ended",
    EventKind.DISTRESS_STOPPED: "Stopped and blanked at once (Esc twice)",
    EventKind.SESSION_RESUMED: "Resumed after a short check",
    EventKind.SESSION_TAKEN_OVER: "Taken over by another adviser, after a short check",
    EventKind.LOCKDOWN_DEGRADED: "A restriction of this PC was not in force",
    EventKind.RECEIPT_PRINTED: "Receipt printed",
    EventKind.RECEIPT_SAVED: "Receipt saved by a supervisor",
}
