"""The replay: `replay(stored events) -> facts`. Pure, and it never raises because of what is in the log.

Rules:
- Each kind of event has its step (`STEPS`); a kind that changes no fact has None.
- An event that cannot be read, of a kind that is not known, with a fact of the wrong form, or out of order is a finding
  with its number, and changes nothing. The replay goes on with the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from desktop.domain.log.events import Event, EventKind, canonical, from_canonical
from desktop.domain.log.replay import (
    appointments,
    coming_back,
    complaints,
    copies,
    counter,
    deadlines,
    decisions,
    desks,
    disclosures,
    holds,
    lesser_checks,
    office,
    policies,
    recordings,
    requests,
    reviews,
    sessions,
    transcripts,
    tries,
)
from desktop.domain.log.replay.administration import look_at_act
from desktop.domain.log.replay.entitled import look_at_actor
from desktop.domain.log.replay.entry import Entry, MalformedError, OutOfOrderError
from desktop.domain.log.replay.holders import look_at_key
from desktop.domain.log.replay.ledger import Facts, Finding, Ledger
from desktop.domain.log.sealing import apart

Step = Callable[[Entry, Ledger], None]

STEPS: dict[EventKind, Step | None] = {
    # The log itself
    EventKind.LOG_STARTED: None,
    EventKind.SIGNING_KEY_CHANGED: None,
    EventKind.LOG_VERIFIED: None,
    EventKind.WITNESS_BEGUN: None,
    EventKind.EVENTS_LOST: None,
    EventKind.LAG_ACCEPTED: None,
    EventKind.ROW_REFUSED: None,
    # The office
    EventKind.OFFICE_CREATED: office.office_created,
    EventKind.DESK_ASKED: None,
    EventKind.DESK_ENROLLED: desks.desk_enrolled,
    EventKind.DESK_JOINED: None,
    EventKind.DESK_WITHDRAWN: desks.desk_withdrawn,
    EventKind.DESK_KIND_CHANGED: desks.desk_kind_changed,
    EventKind.RECOVERY_KEY_REPLACED: office.recovery_key_replaced,
    EventKind.SERVER_CHANGED: None,
    EventKind.KEYRING_RESTORED: None,
    EventKind.OFFICE_MOVED: None,
    EventKind.RECORDINGS_MOVED: None,
    EventKind.DESK_COPIED: None,
    EventKind.DESK_REPORTED: None,
    EventKind.BACKED_UP: None,
    EventKind.PERSON_ADDED: office.person_added,
    EventKind.ADMINISTRATOR_RECOVERED: office.person_added,
    EventKind.PERSON_RENAMED: None,
    EventKind.PERSON_LEFT: office.person_left,
    EventKind.PERSON_CAME_BACK: office.person_came_back,
    EventKind.ROLES_CHANGED: office.roles_changed,
    EventKind.ROLE_LENT: office.role_lent,
    EventKind.LOAN_ENDED: office.loan_ended,
    EventKind.PASSWORD_CHANGED: office.password_changed,
    EventKind.PASSWORD_RESET: office.password_reset,
    EventKind.PASSWORD_REHASHED: office.password_rehashed,
    EventKind.WAIT_ENDED: None,
    EventKind.TRIES_CLEARED: tries.tries_cleared,
    EventKind.POLICIES_BEGUN: policies.policies_begun,
    EventKind.POLICY_CHANGED: policies.policy_changed,
    EventKind.POLICY_PROPOSED: policies.policy_proposed,
    EventKind.POLICY_ADOPTED: policies.policy_adopted,
    EventKind.POLICY_DROPPED: policies.policy_dropped,
    # Signing in
    EventKind.SIGNED_IN: office.signed_in,
    EventKind.SIGN_IN_REFUSED: tries.sign_in_refused,
    EventKind.SIGNED_OUT: None,
    EventKind.DESK_LOCKED: None,
    EventKind.DESK_UNLOCKED: None,
    # From a request to an appointment
    EventKind.REQUEST_TAKEN: requests.request_taken,
    EventKind.RECORDING_IMPORTED: recordings.recording_came,
    EventKind.RECORDING_BROUGHT_BACK: recordings.recording_came,
    EventKind.RECORDING_LINKED: recordings.recording_came,
    EventKind.RECORDING_UNLINKED: copies.recording_unlinked,
    EventKind.CALL_CORRECTED: requests.call_corrected,
    EventKind.REPRESENTATIVE_NAMED: requests.representative_named,
    EventKind.ASKER_CORRECTED: requests.asker_corrected,
    EventKind.CALL_METADATA_TOLD: recordings.recording_came,
    EventKind.RECORDING_SEARCHED: None,
    EventKind.RECORDING_NOT_LEFT: recordings.recording_not_left,
    EventKind.IMPORT_STARTED: None,
    EventKind.IMPORT_FINISHED: None,
    EventKind.PROOF_ASKED: deadlines.proof_asked,
    EventKind.PROOF_ARRIVED: deadlines.proof_arrived,
    EventKind.CLARIFICATION_ASKED: deadlines.clarification_asked,
    EventKind.CLARIFICATION_ANSWERED: deadlines.clarification_answered,
    EventKind.EXTENSION_TOLD: deadlines.extension_told,
    EventKind.EXTENSION_TAKEN_BACK: deadlines.extension_taken_back,
    EventKind.DEADLINE_DAY_CORRECTED: deadlines.date_corrected,
    EventKind.ORIGINAL_OPENED: None,
    EventKind.WORKING_COPY_REBUILT: None,
    EventKind.SECURITY_CODE_FLAGGED: None,
    EventKind.DRAFT_SAVED: copies.draft_saved,
    EventKind.TRANSCRIPT_SAVED: transcripts.transcript_saved,
    EventKind.COPY_PREPARED: copies.copy_prepared,
    EventKind.COPY_OPENED: None,
    EventKind.TRANSCRIPT_OPENED: None,
    EventKind.REQUEST_APPROVED: decisions.decided,
    EventKind.REQUEST_SENT_BACK: decisions.decided,
    EventKind.APPROVAL_WITHDRAWN: decisions.approval_withdrawn,
    EventKind.REQUEST_REFUSED: decisions.decided,
    EventKind.REQUEST_OPENED: None,
    EventKind.LIST_SEARCHED: None,
    EventKind.LIST_MADE: None,
    EventKind.FILE_DISCLOSED: disclosures.file_disclosed,
    EventKind.REQUEST_CLOSED: requests.status_moved,
    EventKind.CORRECTION_ANSWERED: counter.follow_up_answered,
    EventKind.COMPLAINT_ANSWERED: counter.follow_up_answered,
    EventKind.ANSWER_TAKEN_BACK: counter.answer_taken_back,
    EventKind.COMPLAINT_TAKEN: complaints.complaint_taken,
    EventKind.COMPLAINT_ACKNOWLEDGED: complaints.complaint_told,
    EventKind.COMPLAINT_PROGRESS_TOLD: complaints.complaint_told,
    EventKind.COMPLAINT_OUTCOME_TOLD: complaints.complaint_told,
    EventKind.COMPLAINT_TAKEN_BACK: complaints.complaint_taken_back,
    EventKind.DELETION_STOPPED: holds.deletion_stopped,
    EventKind.HOLD_REVIEWED: holds.hold_reviewed,
    EventKind.HOLD_RELEASE_ASKED: holds.hold_release_asked,
    EventKind.HOLD_RELEASED: holds.hold_released,
    EventKind.APPOINTMENT_BOOKED: appointments.appointment_booked,
    EventKind.APPOINTMENT_CALLED_OFF: appointments.appointment_called_off,
    EventKind.APPOINTMENT_MOVED: appointments.appointment_moved,
    EventKind.LETTER_MADE: None,
    # The end of a recording
    EventKind.RECORDING_DESTROYED: copies.recording_destroyed,
    EventKind.RETENTION_KEY_RENEWED: copies.retention_key_renewed,
    EventKind.RETENTION_KEY_DESTROYED: copies.retention_key_destroyed,
    EventKind.QUARANTINE_STARTED: None,
    EventKind.QUARANTINE_RETURNED: None,
    EventKind.QUARANTINE_ENDED: None,
    EventKind.RETENTION_RUN: None,
    EventKind.RETENTION_STOPPED: None,
    EventKind.VAULT_LOOKED_THROUGH: None,
    EventKind.CLOCK_CONFIRMED: None,
    # The session
    EventKind.CHECKED_IN: counter.checked_in,
    EventKind.PARTY_LEFT: sessions.party_left,
    EventKind.DOCUMENTS_SIGHTED: counter.documents_sighted,
    EventKind.LESSER_CHECK_ASKED: lesser_checks.lesser_check_asked,
    EventKind.LESSER_CHECK_ALLOWED: lesser_checks.lesser_check_allowed,
    EventKind.LESSER_CHECK_DECLINED: lesser_checks.lesser_check_declined,
    EventKind.LESSER_CHECK_WITHDRAWN: lesser_checks.lesser_check_withdrawn,
    EventKind.ANSWERS_SEEN: None,
    EventKind.IDENTITY_CONFIRMED: counter.identity_checked,
    EventKind.SHORT_CHECK_MADE: coming_back.short_check_made,
    EventKind.IDENTITY_NOT_ENOUGH: sessions.identity_not_enough,
    EventKind.CALLER_NOT_MATCHED: counter.identity_checked,
    EventKind.BRIEFED: sessions.briefed,
    EventKind.RECORDING_OPENED: sessions.opened,
    EventKind.PLAY_STARTED: None,
    EventKind.PLAY_STOPPED: sessions.heard,
    EventKind.HEARD: sessions.heard,
    EventKind.NOTE_TAKEN: counter.note_taken,
    EventKind.BREAK_STARTED: sessions.paused,
    EventKind.BREAK_ENDED: sessions.opened,
    EventKind.DISTRESS_STOPPED: sessions.paused,
    EventKind.LISTENING_FINISHED: sessions.finished,
    EventKind.SESSION_INTERRUPTED: sessions.interrupted,
    EventKind.SESSION_RESUMED: sessions.resumed,
    EventKind.SESSION_TAKEN_OVER: sessions.resumed,
    EventKind.SESSION_CLOSED: counter.session_closed,
    EventKind.LOCKDOWN_DEGRADED: sessions.marked,
    EventKind.RECEIPT_PRINTED: None,
    EventKind.RECEIPT_SAVED: None,
    # The review
    EventKind.REVIEW_OPENED: None,
    EventKind.REVIEW_SIGNED_OFF: reviews.review_signed_off,
    EventKind.SIGN_OFF_TAKEN_BACK: reviews.sign_off_taken_back,
    EventKind.REVIEW_QUESTION_ASKED: reviews.question_asked,
    EventKind.REVIEW_QUESTION_ANSWERED: reviews.question_answered,
    EventKind.ADMINISTRATION_REVIEWED: None,
}

NOT_SIGNED = "not_signed"
"""The code of a finding: an event that is not believed."""

Believed = Callable[[int, bytes, Event], bool]
"""Whether an event is signed as it should be (`domain.log.signers`): its number, its bytes, and what they say."""


def replay(stored: Iterable[tuple[int, bytes]], believed: Believed | None = None) -> Facts:
    """Return what these events say, given as their numbers and canonical bytes, in the order of the log.

    One that is not `believed` is a finding, and changes nothing; whoever acts in one that is, is looked at
    (`entitled`).
    """
    ledger = Ledger()
    for seq, body in stored:
        ledger.size += 1
        found = read(seq, body)
        if isinstance(found, Finding):
            ledger.findings.append(found)
            continue
        entry = Entry(seq, found)
        if believed is not None and not believed(seq, body, found):
            ledger.note_finding(entry, NOT_SIGNED)
            continue
        if believed is not None:
            look_at_actor(entry, ledger)
            look_at_act(entry, ledger)
            look_at_key(entry, ledger)
        take(entry, ledger)
    return ledger.facts()


def take(entry: Entry, ledger: Ledger) -> None:
    """Take one step. What cannot be followed becomes a finding."""
    step = STEPS[entry.kind]
    if step is None:
        return
    try:
        step(entry, ledger)
    except MalformedError as error:
        ledger.undo()
        ledger.findings.append(Finding(entry.seq, "fact_malformed", str(error)))
    except OutOfOrderError as error:
        ledger.undo()
        ledger.note_finding(entry, str(error))
    else:
        ledger.keep()


def read(seq: int, body: bytes) -> Event | Finding:
    """Return the event, or the finding that it cannot be read, is of no kind that is known, or not in its bytes.

    Bytes that say the same in another way (a key twice, a space, another number) are no event of ours.
    """
    try:
        event = from_canonical(body)[1]
        if canonical(event, seq) == apart(body).plain:
            return event
    except UNREADABLE:
        return Finding(seq, "kind_unknown" if _is_of_another_kind(body) else "event_unreadable")
    return Finding(seq, "not_canonical")


def _is_of_another_kind(body: bytes) -> bool:
    try:
        kind = json.loads(body)["kind"]
    except UNREADABLE:
        return False
    return isinstance(kind, str) and kind not in set(EventKind)


UNREADABLE = (ValueError, OverflowError, TypeError, KeyError, AttributeError, RecursionError)
"""The exceptions of reading bytes that are no event."""
