"""Taking a complaint about data protection outside of a session, and noting what the person was told of it.

Rules:
- By someone who works on requests, also where the request is closed: a complaint outlives it.
- Events `complaint_taken`, `complaint_acknowledged`, `complaint_progress_told` and `complaint_outcome_told` have codes
  and days. What was said is kept apart, in words, under its digest.
- What was noted by mistake is taken back, the newest first: `complaint_taken_back`, with what it was and its day.
- Whoever notes something saw what there was before it; where someone else noted something meanwhile, it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, acting, event_of, office_day
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import Subjects, given_again
from desktop.application.shared.notes import note_of
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests.complaint_counts import ComplaintCounts, Period, counted_in
from desktop.domain.requests.complaints import (
    Complaint,
    ComplaintOutcome,
    ComplaintStep,
    Told,
    problems_of_taking,
)
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import Channel
from desktop.domain.shared.ids import ComplaintId, RequestId, new_id
from desktop.domain.shared.notes import Note
from desktop.errors import FieldsError, WrongStateError

KINDS = {
    ComplaintStep.ACKNOWLEDGED: EventKind.COMPLAINT_ACKNOWLEDGED,
    ComplaintStep.PROGRESS: EventKind.COMPLAINT_PROGRESS_TOLD,
    ComplaintStep.OUTCOME: EventKind.COMPLAINT_OUTCOME_TOLD,
}
TAKEN = "taken"
"""The step taken back where nothing was told yet: the complaint itself."""


@dataclass(frozen=True)
class ComplaintCommand(Command[Complaint | None]):
    """Something about a complaint that concerns that request."""

    actor: Actor
    request: RequestId


@dataclass(frozen=True)
class TakeComplaint(ComplaintCommand):
    """A complaint: how and on which day it came, and what it is about, in words."""

    came_by: Channel | None
    received_on: date
    words: str


@dataclass(frozen=True)
class TellComplaint(ComplaintCommand):
    """A statement to the person, and its day. `seen`: how much they had been told, as the officer saw it."""

    complaint: ComplaintId
    seen: int
    step: ComplaintStep
    told_on: date
    outcome: ComplaintOutcome | None = None
    words: str = ""


@dataclass(frozen=True)
class TakeComplaintBack(ComplaintCommand):
    """The last note was a mistake: the complaint itself, where nothing was told. `seen`: as above."""

    complaint: ComplaintId
    seen: int


def _as_it_is(uow: UnitOfWork, subjects: Subjects) -> Complaint | None:
    """Return the complaint as it is now; None where it was taken back."""
    return _found(RequestId(subjects[Subject.REQUEST]), ComplaintId(subjects[Subject.COMPLAINT]), uow)


@carries_out(TakeComplaint)
@given_again(_as_it_is)
def take_complaint(command: TakeComplaint, *, uow: UnitOfWork, clock: Clock) -> Complaint | None:
    """Take a complaint, and return it. Raises FieldsError."""
    note = note_of(command.words, "complaint_about")
    with uow:
        acting(command.actor, Permission.TAKE_REQUEST, uow)
        uow.proven.journey(command.request)
        request, on = uow.requests.get(command.request), command.received_on
        problems = problems_of_taking(
            command.came_by,
            on,
            note.id if note else None,
            received_on=request.received_on,
            today=office_day(uow, clock),
        )
        if problems or command.came_by is None or note is None:
            raise FieldsError(problems)
        complaint = Complaint(ComplaintId(new_id()), request.id, on, command.came_by, note=note.id)
        uow.requests.keep_note(note)
        uow.complaints.add(complaint, command.actor.by, clock.now())
        facts: Facts = {"came_by": command.came_by.value, "received_on": on.isoformat()}
        _commit(EventKind.COMPLAINT_TAKEN, complaint, facts, note, command, uow, clock)
        return complaint


@carries_out(TellComplaint)
@given_again(_as_it_is)
def tell_complaint(command: TellComplaint, *, uow: UnitOfWork, clock: Clock) -> Complaint | None:
    """Note what the person was told, and return the complaint. Raises FieldsError, and WrongStateError."""
    note = note_of(command.words, "complaint_words") if command.step is not ComplaintStep.ACKNOWLEDGED else None
    with uow:
        acting(command.actor, Permission.TAKE_REQUEST, uow)
        outcome = command.outcome if command.step is ComplaintStep.OUTCOME else None
        told = Told(command.step, command.told_on, outcome, note.id if note else None)
        complaint = _seen(command, uow).tell(told, office_day(uow, clock))
        if note is not None:
            uow.requests.keep_note(note)
        uow.complaints.add_told(complaint, command.actor.by, clock.now())
        facts: Facts = {"received_on": complaint.on.isoformat(), "told_on": told.on.isoformat()}
        facts |= {"outcome": told.outcome.value} if told.outcome else {}
        _commit(KINDS[told.step], complaint, facts, note, command, uow, clock)
        return complaint


@carries_out(TakeComplaintBack)
@given_again(_as_it_is)
def take_complaint_back(command: TakeComplaintBack, *, uow: UnitOfWork, clock: Clock) -> Complaint | None:
    """Take back what was noted last, and return the complaint; None where that was itself. Raises WrongStateError."""
    with uow:
        acting(command.actor, Permission.TAKE_REQUEST, uow)
        complaint = _seen(command, uow)
        left = complaint.take_back()
        uow.complaints.drop_last(complaint)
        last = complaint.told[-1] if complaint.told else None
        facts: Facts = {"step": last.step.value if last else TAKEN, "day": (last or complaint).on.isoformat()}
        _commit(EventKind.COMPLAINT_TAKEN_BACK, complaint, facts, None, command, uow, clock)
        return left


def count_complaints(period: Period, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> ComplaintCounts:
    """Count the complaints of a period (DPA 2018 s.164B). Nobody signs in for it: nothing in it is about a person."""
    with uow.look():
        found = uow.complaints.countable(uow.offices.get().zone)
        return counted_in(period, found, rules.holidays, office_day(uow, clock))


def _seen(command: TellComplaint | TakeComplaintBack, uow: UnitOfWork) -> Complaint:
    """Return the complaint, compared with the log, where nothing was noted of it since the officer saw it."""
    uow.proven.journey(command.request)
    found = _found(command.request, command.complaint, uow)
    if found is None or len(found.told) != command.seen:
        raise WrongStateError("complaint_moved_on").of(request=command.request, complaint=command.complaint)
    return found


def _found(request: RequestId, id: ComplaintId, uow: UnitOfWork) -> Complaint | None:
    found = uow.complaints.of_request(request, uow.offices.get().zone)
    return next((each for each in found if each.id == id), None)


def _commit(
    kind: EventKind,
    complaint: Complaint,
    facts: Facts,
    note: Note | None,
    command: ComplaintCommand,
    uow: UnitOfWork,
    clock: Clock,
) -> None:
    subjects: dict[Subject, str] = {Subject.REQUEST: complaint.request, Subject.COMPLAINT: complaint.id}
    if complaint.session is not None:
        subjects[Subject.SESSION] = complaint.session
    if note is not None:
        subjects[Subject.NOTE] = note.id
        facts = facts | {"digest": note.digest}
    uow.commit(event_of(kind, command.actor, clock, subjects, **facts))
