"""Errors of the copies: marking, deciding, listening beforehand."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "copy_in_use": "A session with this copy is under way. Withdraw when it is closed.",
    "copy_heard": "Somebody has heard this copy, so the approval cannot be withdrawn.",
    "copy_changed": "The copy has changed since you opened the request. Open it again.",
    "draft_is_newer": "Somebody else has changed these marks since you opened them. Yours are still here. Choose "
    "which to go on with.",
    "recording_outdated": "This recording has to be opened again before a copy is made.",
    "recording_changed": "The recording of this request is another one by now.",
    "no_originals_here": "This desk opens no originals.",
}
