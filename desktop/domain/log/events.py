"""The events of the audit log, and their canonical form in bytes.

Rules:
- An event says what happened with identifiers, codes and whole numbers. No name, no number of a document or a
  telephone, no typed text: those are in side tables, and the event holds a salted digest of them.
- The bytes are made once, stored as made, and hashed as stored. Nothing is serialised again to be hashed.
- Canonical form: JSON, keys sorted, no white space, ASCII only, whole numbers only, times in UTC to the microsecond.
- `kind` is a closed set. Adding a kind needs its wording (`words`); a kind is never removed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from desktop.domain.shared.ids import DeskId, PersonId

VERSION = 1
_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)

Scalar = str | int | bool
FactValue = Scalar | Sequence[Scalar] | Sequence[Sequence[Scalar]]
Facts = dict[str, FactValue]


class Subject(StrEnum):
    """The subject of an event; each value is an identifier."""

    APPOINTMENT = "appointment"
    COMPLAINT = "complaint"
    COPY = "copy"
    DESK = "desk"
    HOLD = "hold"
    NOTE = "note"
    PERSON = "person"
    RECORDING = "recording"
    REQUEST = "request"
    SESSION = "session"


class EventKind(StrEnum):
    """Every kind of event in the log."""

    # The log itself
    LOG_STARTED = "log_started"
    SIGNING_KEY_CHANGED = "signing_key_changed"
    LOG_VERIFIED = "log_verified"
    LAG_ACCEPTED = "lag_accepted"
    WITNESS_BEGUN = "witness_begun"
    EVENTS_LOST = "events_lost"
    ROW_REFUSED = "row_refused"
    # The office
    OFFICE_CREATED = "office_created"
    DESK_ASKED = "desk_asked"
    DESK_ENROLLED = "desk_enrolled"
    DESK_JOINED = "desk_joined"
    DESK_WITHDRAWN = "desk_withdrawn"
    DESK_KIND_CHANGED = "desk_kind_changed"
    RECOVERY_KEY_REPLACED = "recovery_key_replaced"
    SERVER_CHANGED = "server_changed"
    KEYRING_RESTORED = "keyring_restored"
    OFFICE_MOVED = "office_moved"
    RECORDINGS_MOVED = "recordings_moved"
    DESK_COPIED = "desk_copied"
    DESK_REPORTED = "desk_reported"
    BACKED_UP = "backed_up"
    PERSON_ADDED = "person_added"
    ADMINISTRATOR_RECOVERED = "administrator_recovered"
    PERSON_RENAMED = "person_renamed"
    PERSON_LEFT = "person_left"
    PERSON_CAME_BACK = "person_came_back"
    ROLES_CHANGED = "roles_changed"
    ROLE_LENT = "role_lent"
    LOAN_ENDED = "loan_ended"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    PASSWORD_REHASHED = "password_rehashed"
    WAIT_ENDED = "wait_ended"
    TRIES_CLEARED = "tries_cleared"
    POLICIES_BEGUN = "policies_begun"
    POLICY_CHANGED = "policy_changed"
    POLICY_PROPOSED = "policy_proposed"
    POLICY_ADOPTED = "policy_adopted"
    POLICY_DROPPED = "policy_dropped"
    # Signing in
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    DESK_LOCKED = "desk_locked"
    DESK_UNLOCKED = "desk_unlocked"
    # From a request to an appointment
    REQUEST_TAKEN = "request_taken"
    RECORDING_IMPORTED = "recording_imported"
    RECORDING_BROUGHT_BACK = "recording_brought_back"
    RECORDING_LINKED = "recording_linked"
    RECORDING_UNLINKED = "recording_unlinked"
    CALL_CORRECTED = "call_corrected"
    REPRESENTATIVE_NAMED = "representative_named"
    ASKER_CORRECTED = "asker_corrected"
    CALL_METADATA_TOLD = "call_metadata_told"
    RECORDING_SEARCHED = "recording_searched"
    RECORDING_NOT_LEFT = "recording_not_left"
    IMPORT_STARTED = "import_started"
    IMPORT_FINISHED = "import_finished"
    PROOF_ASKED = "proof_asked"
    PROOF_ARRIVED = "proof_arrived"
    CLARIFICATION_ASKED = "clarification_asked"
    CLARIFICATION_ANSWERED = "clarification_answered"
    EXTENSION_TOLD = "extension_told"
    EXTENSION_TAKEN_BACK = "extension_taken_back"
    DEADLINE_DAY_CORRECTED = "deadline_day_corrected"
    ORIGINAL_OPENED = "original_opened"
    WORKING_COPY_REBUILT = "working_copy_rebuilt"
    SECURITY_CODE_FLAGGED = "security_code_flagged"
    DRAFT_SAVED = "draft_saved"
    TRANSCRIPT_SAVED = "transcript_saved"
    COPY_PREPARED = "copy_prepared"
    COPY_OPENED = "copy_opened"
    TRANSCRIPT_OPENED = "transcript_opened"
    REQUEST_APPROVED = "request_approved"
    REQUEST_SENT_BACK = "request_sent_back"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    REQUEST_REFUSED = "request_refused"
    REQUEST_OPENED = "request_opened"
    LIST_SEARCHED = "list_searched"
    LIST_MADE = "list_made"
    FILE_DISCLOSED = "file_disclosed"
    REQUEST_CLOSED = "request_closed"
    CORRECTION_ANSWERED = "correction_answered"
    COMPLAINT_ANSWERED = "complaint_answered"
    ANSWER_TAKEN_BACK = "answer_taken_back"
    COMPLAINT_TAKEN = "complaint_taken"
    COMPLAINT_ACKNOWLEDGED = "complaint_acknowledged"
    COMPLAINT_PROGRESS_TOLD = "complaint_progress_told"
    COMPLAINT_OUTCOME_TOLD = "complaint_outcome_told"
    COMPLAINT_TAKEN_BACK = "complaint_taken_back"
    DELETION_STOPPED = "deletion_stopped"
    HOLD_REVIEWED = "hold_reviewed"
    HOLD_RELEASE_ASKED = "hold_release_asked"
    HOLD_RELEASED = "hold_released"
    APPOINTMENT_BOOKED = "appointment_booked"
    APPOINTMENT_CALLED_OFF = "appointment_called_off"
    APPOINTMENT_MOVED = "appointment_moved"
    LETTER_MADE = "letter_made"
    # The end of a recording
    RECORDING_DESTROYED = "recording_destroyed"
    RETENTION_KEY_RENEWED = "retention_key_renewed"
    RETENTION_KEY_DESTROYED = "retention_key_destroyed"
    QUARANTINE_STARTED = "quarantine_started"
    QUARANTINE_RETURNED = "quarantine_returned"
    QUARANTINE_ENDED = "quarantine_ended"
    RETENTION_RUN = "retention_run"
    RETENTION_STOPPED = "retention_stopped"
    VAULT_LOOKED_THROUGH = "vault_looked_through"
    CLOCK_CONFIRMED = "clock_confirmed"
    # The session
    CHECKED_IN = "checked_in"
    PARTY_LEFT = "party_left"
    DOCUMENTS_SIGHTED = "documents_sighted"
    LESSER_CHECK_ASKED = "lesser_check_asked"
    LESSER_CHECK_ALLOWED = "lesser_check_allowed"
    LESSER_CHECK_DECLINED = "lesser_check_declined"
    LESSER_CHECK_WITHDRAWN = "lesser_check_withdrawn"
    ANSWERS_SEEN = "answers_seen"
    IDENTITY_CONFIRMED = "identity_confirmed"
    SHORT_CHECK_MADE = "short_check_made"
    IDENTITY_NOT_ENOUGH = "identity_not_enough"
    CALLER_NOT_MATCHED = "caller_not_matched"
    BRIEFED = "briefed"
    RECORDING_OPENED = "recording_opened"
    PLAY_STARTED = "play_started"
    PLAY_STOPPED = "play_stopped"
    HEARD = "heard"
    NOTE_TAKEN = "note_taken"
    BREAK_STARTED = "break_started"
    BREAK_ENDED = "break_ended"
    DISTRESS_STOPPED = "distress_stopped"
    LISTENING_FINISHED = "listening_finished"
    SESSION_INTERRUPTED = "session_interrupted"
    SESSION_RESUMED = "session_resumed"
    SESSION_TAKEN_OVER = "session_taken_over"
    SESSION_CLOSED = "session_closed"
    LOCKDOWN_DEGRADED = "lockdown_degraded"
    RECEIPT_PRINTED = "receipt_printed"
    RECEIPT_SAVED = "receipt_saved"
    # The review
    REVIEW_OPENED = "review_opened"
    REVIEW_SIGNED_OFF = "review_signed_off"
    SIGN_OFF_TAKEN_BACK = "sign_off_taken_back"
    REVIEW_QUESTION_ASKED = "review_question_asked"
    REVIEW_QUESTION_ANSWERED = "review_question_answered"
    ADMINISTRATION_REVIEWED = "administration_reviewed"


@dataclass(frozen=True)
class Event:
    """Something that happened at a desk. `at` is aware and in UTC; `actor` is None where nobody is signed in."""

    kind: EventKind
    at: datetime
    desk: DeskId
    actor: PersonId | None = None
    subjects: Mapping[Subject, str] = field(default_factory=dict)
    facts: Mapping[str, FactValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is not UTC and (self.at.tzinfo is None or self.at.utcoffset() != UTC.utcoffset(None)):
            raise ValueError("an event's time is in UTC")
        for value in self.facts.values():
            _must_be_plain(value)


_PLAIN = frozenset({str, int, bool})


def _must_be_plain(value: object) -> None:
    if type(value) in _PLAIN:
        return
    if isinstance(value, (list, tuple)):
        for item in value:
            _must_be_plain(item)
    elif not isinstance(value, (str, int)):
        raise ValueError("a fact is text, a whole number, a yes or no, or a list of these")


def canonical(event: Event, seq: int) -> bytes:
    """Return the event as the bytes that are stored and hashed; `seq` counts from 0 and is part of them."""
    body = {
        "v": VERSION,
        "n": seq,
        "at": time_text(event.at),
        "kind": event.kind.value,
        "desk": event.desk,
        "actor": event.actor,
        "subjects": {subject.value: value for subject, value in event.subjects.items()},
        "facts": dict(event.facts),
    }
    return _WRITER.encode(body).encode("ascii")


def from_canonical(body: bytes) -> tuple[int, Event]:
    """Read stored bytes back: the event's number and the event."""
    found = json.loads(body)
    event = Event(
        kind=EventKind(found["kind"]),
        at=datetime.fromisoformat(found["at"]),
        desk=DeskId(found["desk"]),
        actor=PersonId(found["actor"]) if found["actor"] is not None else None,
        subjects={Subject(key): value for key, value in found["subjects"].items()},
        facts=found["facts"],
    )
    return int(found["n"]), event


def time_text(at: datetime) -> str:
    """Return a UTC time in one width (`2026-11-24T14:31:05.000123Z`), so that text sorts as time does."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
