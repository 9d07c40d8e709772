"""The events of the audit log, and their canonical form in bytes.

Rules:
- An event says what happened with identifiers, codes and whole numbers. No name, no number of a document or a
  telephone, no typed text: those are in side tables, and the event holds a salted digest of them.
- The bytes are made once, signed, stored as made, and hashed as stored. Nothing is serialised again to be hashed.
- Canonical form: JSON, keys sorted, no white space, ASCII only, whole numbers only, times in UTC to the microsecond.
- `kind` is a closed set. Adding a kind needs its wording (`words.events`); once released, a kind is never removed.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, StrEnum

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


class Trait(Enum):
    """Something that is asked of an event's kind."""

    BACK_OFFICE = "back_office"
    """It decides what may be heard, by whom, or who may read keys: where there is a back office, no counter's key signs
    it (`signers`)."""
    OF_THE_OFFICE = "of_the_office"
    """It says who may sign, who works here, at which desks, by which policies; or it is an administrator's act."""
    OF_ITS_STATE = "of_its_state"
    """It says how the office does: the newest is what Health shows."""
    OF_SOUND = "of_sound"
    """It says what a recording is, or the retention key under which sound came, or to which it moved."""
    OF_REVIEWS = "of_reviews"
    """It says which sessions someone has to review."""
    ADMINISTRATION = "administration"
    """An administrator's act, which a supervisor signs off. Those of two people were seen by a second one."""
    STANDS_OUT = "stands_out"
    """It stands out in a session's timeline."""
    CONDUCTS = "conducts"
    """Whoever did it had a hand in the session, and does not sign it off."""


BACK_OFFICE = Trait.BACK_OFFICE
OF_THE_OFFICE, OF_ITS_STATE, OF_SOUND, OF_REVIEWS = (
    Trait.OF_THE_OFFICE,
    Trait.OF_ITS_STATE,
    Trait.OF_SOUND,
    Trait.OF_REVIEWS,
)
ADMINISTRATION, STANDS_OUT, CONDUCTS = Trait.ADMINISTRATION, Trait.STANDS_OUT, Trait.CONDUCTS
ADMINISTRATORS = frozenset({"administrator"})
APPROVERS = frozenset({"approver"})
SUPERVISORS = frozenset({"supervisor"})
OFFICERS = frozenset({"information_officer"})
ADVISERS = frozenset({"adviser"})
"""Roles (`domain.office.people`, above this wing; a test compares)."""


class EventKind(StrEnum):
    """Every kind of event in the log, with what follows from it.

    `traits`: all that is asked of it. `by`: nobody does it without one of these roles; empty where that is not looked
    at. The verifier has what it needs of this table as a file that `script/event_kinds.py` makes.
    """

    _value_: str
    traits: frozenset[Trait]
    by: frozenset[str]

    def __new__(cls, value: str, *said: Trait | frozenset[str]) -> EventKind:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.traits = frozenset(each for each in said if isinstance(each, Trait))
        kind.by = frozenset().union(*(each for each in said if not isinstance(each, Trait)))
        return kind

    # The log itself
    LOG_STARTED = "log_started", OF_THE_OFFICE
    SIGNING_KEY_CHANGED = "signing_key_changed", OF_THE_OFFICE
    LOG_VERIFIED = "log_verified"
    LAG_ACCEPTED = "lag_accepted", OF_THE_OFFICE, ADMINISTRATORS | SUPERVISORS
    WITNESS_BEGUN = "witness_begun", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    EVENTS_LOST = "events_lost", BACK_OFFICE, OF_THE_OFFICE
    ROW_REFUSED = "row_refused", OF_ITS_STATE
    # The office
    OFFICE_CREATED = "office_created", BACK_OFFICE, OF_THE_OFFICE
    DESK_ASKED = "desk_asked", OF_THE_OFFICE
    DESK_ENROLLED = "desk_enrolled", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    DESK_JOINED = "desk_joined"
    DESK_WITHDRAWN = "desk_withdrawn", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    DESK_KIND_CHANGED = "desk_kind_changed", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    RECOVERY_KEY_REPLACED = "recovery_key_replaced", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    SERVER_CHANGED = "server_changed", OF_THE_OFFICE, ADMINISTRATION
    KEYRING_RESTORED = "keyring_restored", OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    OFFICE_MOVED = "office_moved", OF_THE_OFFICE, ADMINISTRATION
    RECORDINGS_MOVED = "recordings_moved", OF_THE_OFFICE, ADMINISTRATION
    DESK_COPIED = "desk_copied", OF_THE_OFFICE, ADMINISTRATION
    DESK_REPORTED = "desk_reported", OF_ITS_STATE
    BACKED_UP = "backed_up", BACK_OFFICE, OF_ITS_STATE
    PERSON_ADDED = "person_added", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    ADMINISTRATOR_RECOVERED = "administrator_recovered", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION
    PERSON_RENAMED = "person_renamed", OF_THE_OFFICE, ADMINISTRATION
    PERSON_LEFT = "person_left", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    PERSON_CAME_BACK = "person_came_back", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    ROLES_CHANGED = "roles_changed", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    ROLE_LENT = "role_lent", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    LOAN_ENDED = "loan_ended", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    PASSWORD_CHANGED = "password_changed", OF_THE_OFFICE
    PASSWORD_RESET = "password_reset", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    PASSWORD_REHASHED = "password_rehashed", OF_THE_OFFICE
    WAIT_ENDED = "wait_ended", OF_THE_OFFICE, ADMINISTRATION
    TRIES_CLEARED = "tries_cleared"
    POLICIES_BEGUN = "policies_begun", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    POLICY_CHANGED = "policy_changed", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    POLICY_PROPOSED = "policy_proposed", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    POLICY_ADOPTED = "policy_adopted", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATORS | SUPERVISORS
    POLICY_DROPPED = "policy_dropped", BACK_OFFICE, OF_THE_OFFICE, ADMINISTRATORS | SUPERVISORS
    # Signing in
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    DESK_LOCKED = "desk_locked"
    DESK_UNLOCKED = "desk_unlocked"
    # From a request to an appointment
    REQUEST_TAKEN = "request_taken", OFFICERS
    RECORDING_IMPORTED = "recording_imported", BACK_OFFICE, OF_SOUND, OFFICERS
    RECORDING_BROUGHT_BACK = "recording_brought_back", BACK_OFFICE, OF_SOUND, OFFICERS
    RECORDING_LINKED = "recording_linked", BACK_OFFICE, OF_SOUND, OFFICERS
    RECORDING_UNLINKED = "recording_unlinked", BACK_OFFICE, OFFICERS
    CALL_CORRECTED = "call_corrected", OFFICERS
    REPRESENTATIVE_NAMED = "representative_named", BACK_OFFICE, OFFICERS
    ASKER_CORRECTED = "asker_corrected", BACK_OFFICE, OFFICERS
    CALL_METADATA_TOLD = "call_metadata_told", BACK_OFFICE, OF_SOUND
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
    ORIGINAL_OPENED = "original_opened", APPROVERS | OFFICERS
    WORKING_COPY_REBUILT = "working_copy_rebuilt"
    SECURITY_CODE_FLAGGED = "security_code_flagged"
    DRAFT_SAVED = "draft_saved"
    TRANSCRIPT_SAVED = "transcript_saved"
    COPY_PREPARED = "copy_prepared", BACK_OFFICE, OF_SOUND, OFFICERS
    COPY_OPENED = "copy_opened", APPROVERS | OFFICERS
    TRANSCRIPT_OPENED = "transcript_opened"
    REQUEST_APPROVED = "request_approved", BACK_OFFICE, APPROVERS
    REQUEST_SENT_BACK = "request_sent_back", BACK_OFFICE, APPROVERS
    APPROVAL_WITHDRAWN = "approval_withdrawn", BACK_OFFICE, APPROVERS
    REQUEST_REFUSED = "request_refused", BACK_OFFICE, APPROVERS
    REQUEST_OPENED = "request_opened"
    LIST_SEARCHED = "list_searched"
    LIST_MADE = "list_made"
    FILE_DISCLOSED = "file_disclosed"
    REQUEST_CLOSED = "request_closed"
    CORRECTION_ANSWERED = "correction_answered"
    ANSWER_TAKEN_BACK = "answer_taken_back"
    COMPLAINT_TAKEN = "complaint_taken"
    COMPLAINT_ACKNOWLEDGED = "complaint_acknowledged"
    COMPLAINT_PROGRESS_TOLD = "complaint_progress_told"
    COMPLAINT_OUTCOME_TOLD = "complaint_outcome_told"
    COMPLAINT_TAKEN_BACK = "complaint_taken_back"
    DELETION_STOPPED = "deletion_stopped", OFFICERS
    HOLD_REVIEWED = "hold_reviewed", BACK_OFFICE, APPROVERS | OFFICERS
    HOLD_RELEASE_ASKED = "hold_release_asked", BACK_OFFICE, APPROVERS | OFFICERS
    HOLD_RELEASED = "hold_released", BACK_OFFICE, APPROVERS | OFFICERS
    APPOINTMENT_BOOKED = "appointment_booked"
    APPOINTMENT_CALLED_OFF = "appointment_called_off"
    APPOINTMENT_MOVED = "appointment_moved"
    LETTER_MADE = "letter_made"
    # The end of a recording
    RECORDING_DESTROYED = "recording_destroyed", BACK_OFFICE
    RETENTION_KEY_RENEWED = "retention_key_renewed", BACK_OFFICE, OF_SOUND
    RETENTION_KEY_DESTROYED = "retention_key_destroyed", BACK_OFFICE, OF_SOUND
    QUARANTINE_STARTED = "quarantine_started"
    QUARANTINE_RETURNED = "quarantine_returned"
    QUARANTINE_ENDED = "quarantine_ended"
    RETENTION_RUN = "retention_run", OF_ITS_STATE
    RETENTION_STOPPED = "retention_stopped"
    VAULT_LOOKED_THROUGH = "vault_looked_through", OF_ITS_STATE
    CLOCK_CONFIRMED = "clock_confirmed", OF_THE_OFFICE, ADMINISTRATION, ADMINISTRATORS
    # The session
    CHECKED_IN = "checked_in", CONDUCTS
    PARTY_LEFT = "party_left"
    DOCUMENTS_SIGHTED = "documents_sighted"
    LESSER_CHECK_ASKED = "lesser_check_asked", ADVISERS
    LESSER_CHECK_ALLOWED = "lesser_check_allowed", STANDS_OUT, CONDUCTS, SUPERVISORS
    LESSER_CHECK_DECLINED = "lesser_check_declined", STANDS_OUT
    LESSER_CHECK_WITHDRAWN = "lesser_check_withdrawn"
    ANSWERS_SEEN = "answers_seen"
    IDENTITY_CONFIRMED = "identity_confirmed", CONDUCTS, ADVISERS
    SHORT_CHECK_MADE = "short_check_made", CONDUCTS, ADVISERS
    IDENTITY_NOT_ENOUGH = "identity_not_enough", STANDS_OUT
    CALLER_NOT_MATCHED = "caller_not_matched", STANDS_OUT
    BRIEFED = "briefed", CONDUCTS
    RECORDING_OPENED = "recording_opened", OF_REVIEWS, ADVISERS
    PLAY_STARTED = "play_started", CONDUCTS
    PLAY_STOPPED = "play_stopped"
    HEARD = "heard"
    NOTE_TAKEN = "note_taken"
    BREAK_STARTED = "break_started"
    BREAK_ENDED = "break_ended"
    DISTRESS_STOPPED = "distress_stopped", STANDS_OUT
    LISTENING_FINISHED = "listening_finished"
    SESSION_INTERRUPTED = "session_interrupted", STANDS_OUT
    SESSION_RESUMED = "session_resumed", CONDUCTS
    SESSION_TAKEN_OVER = "session_taken_over", STANDS_OUT, CONDUCTS
    SESSION_CLOSED = "session_closed", OF_REVIEWS, CONDUCTS
    LOCKDOWN_DEGRADED = "lockdown_degraded", STANDS_OUT
    RECEIPT_PRINTED = "receipt_printed"
    RECEIPT_SAVED = "receipt_saved"
    # The review
    REVIEW_OPENED = "review_opened"
    REVIEW_SIGNED_OFF = "review_signed_off", BACK_OFFICE, OF_REVIEWS, SUPERVISORS
    SIGN_OFF_TAKEN_BACK = "sign_off_taken_back", BACK_OFFICE, OF_REVIEWS, SUPERVISORS
    REVIEW_QUESTION_ASKED = "review_question_asked"
    REVIEW_QUESTION_ANSWERED = "review_question_answered"
    ADMINISTRATION_REVIEWED = "administration_reviewed", BACK_OFFICE, OF_THE_OFFICE, SUPERVISORS


def kinds(trait: Trait) -> frozenset[EventKind]:
    """Return the kinds of which that is true."""
    return frozenset(kind for kind in EventKind if trait in kind.traits)


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


def canonical(event: Event, seq: int, before: bytes | None = None) -> bytes:
    """Return the event as the bytes that are signed; `seq` counts from 0 and is part of them.

    `before`: the hash (RFC 6962, as of a leaf) of its desk's event before it; None of a desk's first.
    """
    body: dict[str, object] = {
        "v": VERSION,
        "n": seq,
        "at": time_text(event.at),
        "kind": event.kind.value,
        "desk": event.desk,
        "actor": event.actor,
        "subjects": {subject.value: value for subject, value in event.subjects.items()},
        "facts": dict(event.facts),
    }
    if before is not None:
        body["prev"] = b64encode(before).decode("ascii")
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
