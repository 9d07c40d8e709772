"""The names of all tables, for whoever needs no more of them: opening an office does not wait for their declarations.

A test holds them to the declared tables (`tables`).
"""

from __future__ import annotations

TABLE_NAMES = frozenset(
    {
        "appointment",
        "approved_copy",
        "follow_up_answer",
        "asked_check",
        "asker",
        "asker_word",
        "audit_event",
        "audit_head",
        "chapter",
        "checkpoint",
        "deadline_correction",
        "command",
        "complaint",
        "complaint_told",
        "copy_transcript",
        "decision",
        "desk",
        "disclosure",
        "draft",
        "heard_span",
        "held_recording",
        "hold_review",
        "note",
        "office",
        "person",
        "policy",
        "recording",
        "reference_counter",
        "removed_part",
        "request",
        "request_clarification",
        "request_proof",
        "retention_hold",
        "retention_key",
        "review",
        "review_question",
        "session",
        "session_note",
        "sighted_document",
        "sign_in_tries",
        "signing_key",
        "stop_deletion",
        "transcript",
        "vault_file",
        "vault_piece",
    }
)
