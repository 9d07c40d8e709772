"""Errors of the reviews."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "acts_changed": "Something has been added since you read it, or has changed. Read it again, then sign off.",
    "nothing_waits": "This no longer needs a review.",
    "signed_off_already": "This session has been signed off already.",
    "not_signed_off_any_more": "This session is not signed off any more: it waits for its review.",
    "not_your_sign_off": "Someone else signed this session off. Only they can take it back.",
    "sign_off_stands": "It is too late to take this sign-off back. It stands, and is in the log.",
    "adviser_gone": "This adviser conducts no sessions any more, so they cannot answer. Say what you found in the "
    "comment.",
}
