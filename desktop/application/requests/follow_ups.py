"""Complaints and corrections beside the answer: a complaint taken outside of a session, and what the people were told.

- By someone who works on requests, also where the request is closed: a follow-up outlives it.
- A correction is answered once, after its letter. What was noted by mistake is taken back; both stay in the log.
- Whoever notes something on a complaint saw what there was before it; otherwise it is refused.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.shared.commands import RequestCommand, Subjects, carries_out, note_of, office_day
from desktop.application.shared.quicker import about
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests import complaints
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer
from desktop.domain.requests.letters import TELLING, LetterKind
from desktop.domain.requests.request import Channel
from desktop.domain.shared.ids import ComplaintId, RequestId, SessionId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.typed_text import Note
from desktop.errors import AlreadySavedError, FieldsError, WrongStateError

KINDS = {
    complaints.ComplaintStep.ACKNOWLEDGED: EventKind.COMPLAINT_ACKNOWLEDGED,
    complaints.ComplaintStep.PROGRESS: EventKind.COMPLAINT_PROGRESS_TOLD,
    complaints.ComplaintStep.OUTCOME: EventKind.COMPLAINT_OUTCOME_TOLD,
}
TAKEN = "taken"
"""The step taken back where nothing was told yet: the complaint itself."""


class ComplaintCommand(RequestCommand[complaints.Complaint | None]):
    """Something about a complaint that concerns that request."""


class TakeComplaint(ComplaintCommand):
    """A complaint: how and on which day it came, and what it is about, in words."""

    came_by: Channel | None
    received_on: date
    words: str


class TellComplaint(ComplaintCommand):
    """A statement to the person, and its day. `seen`: how much they had been told, as the officer saw it."""

    complaint: ComplaintId
    seen: int
    step: complaints.ComplaintStep
    told_on: date
    outcome: complaints.ComplaintOutcome | None = None
    words: str = ""


class TakeComplaintBack(ComplaintCommand):
    """The last note was a mistake: the complaint itself, where nothing was told. `seen`: as above."""

    complaint: ComplaintId
    seen: int


def _as_it_is(uow: UnitOfWork, subjects: Subjects) -> complaints.Complaint | None:
    """Return the complaint as it is now; None where it was taken back."""
    return _found(RequestId(subjects[Subject.REQUEST]), ComplaintId(subjects[Subject.COMPLAINT]), uow)


@carries_out(TakeComplaint, again=_as_it_is)
def take_complaint(command: TakeComplaint, *, uow: UnitOfWork, clock: Clock) -> complaints.Complaint | None:
    """Take a complaint, and return it. Raises FieldsError."""
    note = note_of(command.words, "complaint_about")
    with uow:
        command.actor.acting(Permission.TAKE_REQUEST, uow)
        uow.proven.journey(command.request)
        request, on = uow.requests.get(command.request), command.received_on
        problems = complaints.problems_of_taking(
            command.came_by,
            on,
            note.id if note else None,
            received_on=request.received_on,
            today=office_day(uow, clock),
        )
        if problems or command.came_by is None or note is None:
            raise FieldsError(problems)
        complaint = complaints.Complaint(ComplaintId(new_id()), request.id, on, command.came_by, note=note.id)
        uow.requests.keep_note(note)
        uow.complaints.add(complaint, command.actor.by, clock.now())
        facts: Facts = {"came_by": command.came_by.value, "received_on": on.isoformat()}
        _commit(EventKind.COMPLAINT_TAKEN, complaint, facts, note, command, uow, clock)
        return complaint


@carries_out(TellComplaint, again=_as_it_is)
def tell_complaint(command: TellComplaint, *, uow: UnitOfWork, clock: Clock) -> complaints.Complaint | None:
    """Note what the person was told, and return the complaint. Raises FieldsError, and WrongStateError."""
    note = (
        note_of(command.words, "complaint_words") if command.step is not complaints.ComplaintStep.ACKNOWLEDGED else None
    )
    with uow:
        command.actor.acting(Permission.TAKE_REQUEST, uow)
        outcome = command.outcome if command.step is complaints.ComplaintStep.OUTCOME else None
        told = complaints.Told(command.step, command.told_on, outcome, note.id if note else None)
        complaint = _seen(command, uow).tell(told, office_day(uow, clock))
        if note is not None:
            uow.requests.keep_note(note)
        uow.complaints.add_told(complaint, command.actor.by, clock.now())
        facts: Facts = {"received_on": complaint.on.isoformat(), "told_on": told.on.isoformat()}
        facts |= {"outcome": told.outcome.value} if told.outcome else {}
        _commit(KINDS[told.step], complaint, facts, note, command, uow, clock)
        return complaint


@carries_out(TakeComplaintBack, again=_as_it_is)
def take_complaint_back(command: TakeComplaintBack, *, uow: UnitOfWork, clock: Clock) -> complaints.Complaint | None:
    """Take back what was noted last, and return the complaint; None where that was itself. Raises WrongStateError."""
    with uow:
        command.actor.acting(Permission.TAKE_REQUEST, uow)
        complaint = _seen(command, uow)
        left = complaint.take_back()
        uow.complaints.drop_last(complaint)
        last = complaint.told[-1] if complaint.told else None
        facts: Facts = {"step": last.step.value if last else TAKEN, "day": (last or complaint).on.isoformat()}
        _commit(EventKind.COMPLAINT_TAKEN_BACK, complaint, facts, None, command, uow, clock)
        return left


def count_complaints(
    period: complaints.Period, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules
) -> complaints.ComplaintCounts:
    """Count the complaints of a period (DPA 2018 s.164B). Nobody signs in for it: nothing in it is about a person."""
    with uow.read_only():
        found = uow.complaints.every_one(uow.offices.get().zone)
        return complaints.counted_in(period, found, rules.holidays, office_day(uow, clock))


def _seen(command: TellComplaint | TakeComplaintBack, uow: UnitOfWork) -> complaints.Complaint:
    """Return the complaint, compared with the log, where nothing was noted of it since the officer saw it."""
    uow.proven.journey(command.request)
    found = _found(command.request, command.complaint, uow)
    if found is None or len(found.told) != command.seen:
        raise WrongStateError("complaint_moved_on").of(request=command.request, complaint=command.complaint)
    return found


def _found(request: RequestId, id: ComplaintId, uow: UnitOfWork) -> complaints.Complaint | None:
    found = uow.complaints.of_request(request, uow.offices.get().zone)
    return next((each for each in found if each.id == id), None)


def _commit(
    kind: EventKind,
    complaint: complaints.Complaint,
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
    uow.commit(command.actor.event(kind, clock, subjects, **facts))


_NOT_MADE = {
    LetterKind.CORRECTION_MADE: "correction_letter_not_made",
    LetterKind.CORRECTION_REFUSED: "refusal_letter_not_made",
}


class FollowUpCommand(RequestCommand[FollowUp]):
    """A follow-up: from which session of which request."""

    session: SessionId


class AnswerFollowUp(FollowUpCommand):
    """The answer to a follow-up: how, and on which day."""

    answer: FollowUpAnswer | None
    answered_on: date


class TakeAnswerBack(FollowUpCommand):
    """The withdrawal of an answer recorded by mistake."""


@carries_out(AnswerFollowUp)
def answer_follow_up(command: AnswerFollowUp, *, uow: UnitOfWork, clock: Clock) -> FollowUp:
    """Record the answer. Raises FieldsError, and WrongStateError where there is one or its session is not closed."""
    with suppress(AlreadySavedError), uow:
        found = _follow_up(command, uow)
        with about(session=found.session):
            answered = found.answered(command.answer, command.answered_on, office_day(uow, clock))
            _must_be_told(answered, uow)
        uow.sessions.answer_follow_up(answered, command.actor.by, clock.now())
        subjects = {Subject.SESSION: found.session, Subject.REQUEST: found.request}
        facts = {"said_on": found.on.isoformat(), "answered_on": command.answered_on.isoformat()}
        facts["answer"] = answered.answer.value if answered.answer else ""
        uow.commit(command.actor.event(EventKind.CORRECTION_ANSWERED, clock, subjects, **facts))
        return answered
    return _again(command, uow)


@carries_out(TakeAnswerBack)
def take_answer_back(command: TakeAnswerBack, *, uow: UnitOfWork, clock: Clock) -> FollowUp:
    """Withdraw the answer. Raises WrongStateError where there is none (any more)."""
    with suppress(AlreadySavedError), uow:
        found = _follow_up(command, uow)
        with about(session=found.session):
            due = found.taken_back()
        uow.sessions.drop_answer(due)
        subjects = {Subject.SESSION: found.session, Subject.REQUEST: found.request}
        facts = {"answer": str(found.answer), "answered_on": str(found.answered_on)}
        uow.commit(command.actor.event(EventKind.ANSWER_TAKEN_BACK, clock, subjects, **facts))
        return due
    return _again(command, uow)


def _must_be_told(answered: FollowUp, uow: UnitOfWork) -> None:
    """Refuse that a person was told what was corrected, or why not, before the letter that tells it was made."""
    assert answered.answer is not None, "it has its answer"
    if uow.requests.get(answered.request).kind is not Kind.SUBJECT_ACCESS:
        return
    letter = TELLING[answered.answer]
    if answered.session not in uow.requests.corrections_told(answered.request, letter):
        raise FieldsError({"follow_up_answer": _NOT_MADE[letter]})


def _again(command: FollowUpCommand, uow: UnitOfWork) -> FollowUp:
    """Return the follow-up after a repeated command, whose answer was lost."""
    with uow.read_only():
        return _follow_up(command, uow)


def _follow_up(command: FollowUpCommand, uow: UnitOfWork) -> FollowUp:
    command.actor.acting(Permission.TAKE_REQUEST, uow)
    uow.proven.journey(command.request)
    said = uow.sessions.follow_ups(uow.offices.get().zone, command.request)
    return next(each for each in said if each.session == command.session)
