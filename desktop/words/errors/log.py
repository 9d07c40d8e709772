"""Errors of the log."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "note_malformed": "A checkpoint of the log cannot be read.",
    "frontier_malformed": "The log's summary cannot be read.",
    "key_event_missing": "The log does not say which signing key this desk made last.",
    "head_wrong": "The log's head does not match its own contents.",
    "verifying_stopped": "Verifying was stopped. Nothing is proven.",
}
