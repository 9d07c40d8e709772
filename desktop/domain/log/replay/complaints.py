"""Complaints: those taken outside of a session, and what the people were told of every complaint.

Rules:
- A complaint from a session is the session's own: its identifier is that of a closed session in which one was made.
- It is acknowledged once, its outcome is told once, and after that nothing follows. Nobody is told how it is going
  before it was acknowledged. Another order is a finding, and changes nothing.
"""

from __future__ import annotations

from datetime import date

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.ledger import About, Entry, Ledger, OutOfOrderError, Replayed, follows, must_follow
from desktop.domain.log.replay.office import note_of, words_of
from desktop.domain.log.replay.requests import of
from desktop.domain.log.replay.sessions import Session
from desktop.domain.shared.ids import ComplaintId, NoteId, PersonId, RequestId

STEPS = {
    EventKind.COMPLAINT_ACKNOWLEDGED: "acknowledged",
    EventKind.COMPLAINT_PROGRESS_TOLD: "progress",
    EventKind.COMPLAINT_OUTCOME_TOLD: "outcome",
}


class Complaint(Replayed):
    """A complaint that was taken outside of a session."""

    request: RequestId
    came_by: str
    received_on: date
    note: NoteId
    taken_by: PersonId
    taken_at: About


class ComplaintTold(Replayed):
    """A statement to the person. `position`: its place among what they were told of that complaint, from 0."""

    complaint: ComplaintId
    position: int
    step: str
    told_on: date
    outcome: str | None
    note: NoteId | None
    told_by: PersonId
    told_at: About


@follows(EventKind.COMPLAINT_TAKEN)
def complaint_taken(entry: Entry, ledger: Ledger) -> None:
    """Take a complaint about a request."""
    of(entry, ledger)
    ledger.add(entry.told(Complaint, entry.subject(Subject.COMPLAINT)), words_of(entry))


@follows(EventKind.COMPLAINT_ACKNOWLEDGED, EventKind.COMPLAINT_PROGRESS_TOLD, EventKind.COMPLAINT_OUTCOME_TOLD)
def complaint_told(entry: Entry, ledger: Ledger) -> None:
    """Add what the person was told."""
    complaint, step = _complaint(entry, ledger), STEPS[entry.kind]
    outcome = entry.fact("outcome", str) if step == "outcome" else None
    told = ledger.numbered(ComplaintTold, complaint)
    acknowledged = any(each.step == "acknowledged" for each in told)
    ended = any(each.step == "outcome" for each in told)
    must_follow(not ended and (step == "outcome" or acknowledged is (step != "acknowledged")))
    about = {"complaint": complaint, "position": len(told), "step": step, "outcome": outcome}
    ledger.add(entry.told(ComplaintTold, f"{complaint}/{len(told)}", **about), note_of(entry))


@follows(EventKind.COMPLAINT_TAKEN_BACK)
def complaint_taken_back(entry: Entry, ledger: Ledger) -> None:
    """Take back what was noted last, or the complaint itself where nothing was."""
    complaint, step = _complaint(entry, ledger), entry.fact("step", str)
    told = ledger.numbered(ComplaintTold, complaint)
    must_follow(step == (told[-1].step if told else "taken"))
    if told:
        ledger.drop(ComplaintTold, told[-1].id)
    else:
        ledger.drop(Complaint, complaint)


def _complaint(entry: Entry, ledger: Ledger) -> ComplaintId:
    """Return which complaint of the request the event is about. Raises OutOfOrderError (`not_added`)."""
    id = entry.subject(Subject.COMPLAINT)
    session = ledger.of(Session).get(id)
    made = session is not None and session.complaint and session.state == "closed"
    about = session.request if session is not None and made else ledger.get(Complaint, id).request
    if about != entry.subject(Subject.REQUEST):
        raise OutOfOrderError("not_added")
    return ComplaintId(id)
