"""Errors of the reviews."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "nothing_waits": "This no longer needs a review.",
    "signed_off_already": "This session has been signed off already.",
}
