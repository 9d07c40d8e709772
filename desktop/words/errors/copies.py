"""Errors of the copies: marking, deciding, listening beforehand."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "copy_in_use": "A session with this copy is under way. Withdraw the approval when it is closed.",
    "copy_heard": "Someone has heard this copy, so the approval cannot be withdrawn.",
    "copy_changed": "The copy has changed since you opened the request. Open it again.",
    "draft_is_newer": (
        "Someone else has changed these marks since you opened them. Yours are still here. "
        "Choose which to continue with."
    ),
    "recording_outdated": "Open this recording again before you make a copy.",
    "recording_changed": "This request now has another recording.",
    "no_originals_here": "This desk cannot open originals.",
}
