"""Errors of the log."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "note_malformed": "A checkpoint of the log cannot be read.",
    "frontier_malformed": "The log’s summary cannot be read.",
    "event_too_long": "An event has 64 KiB or more, and an export cannot hold it. Keep the log, and tell whoever looks "
    "after the program.",
    "export_damaged": "This export is damaged: a hash in it does not belong to its checkpoint. Export the log again.",
    "export_no_checkpoint": "No checkpoint in this export covers exactly {size} events. Its file checkpoints.txt says "
    "which sizes have one.",
    "export_no_event": "This export has no event {seq} in its first {size} events. The first event has the number 0.",
    "export_not_whole": "The log does not agree with its newest checkpoint, so it was not exported. Run "
    "listening-room verify: it says what is wrong.",
    "export_shrinks": "A log does not shrink. Give a size of at most {size} events.",
    "export_unknown": "This folder is not an export of a log.",
    "export_without_checkpoint": "The log has no checkpoint yet, so there is nothing to check an export against.",
    "key_event_missing": "The log does not say which signing key this desk made last.",
    "head_wrong": "The log’s head does not match its own contents.",
    "row_refused": "The database and the log do not agree here, so nothing was done. Someone may have changed the "
    "database. Ask an administrator to run listening-room verify.",
    "nothing_lost": "Nothing is lost: the database has every checkpoint that the witness file has.",
    "too_much_lost": "Too much is missing to state. Restore a newer back-up.",
    "tile_malformed": "This export is damaged: a file of hashes is not as long as it has to be. Export the log again.",
    "verifying_stopped": "Verifying was stopped. Nothing is proven.",
}
