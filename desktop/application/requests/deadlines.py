"""A request's deadline: proof, clarification and extension recorded, and days corrected (`domain.requests.deadline`).

- A fact or correction for one call applies to all open calls of the same number: the person was asked once.
- Due dates are computed again in the same transaction, and are part of the event. It has a reason's digest only.
- Receipt does not move to a day before the call while a recording is searched for. A reference keeps its year.
- An extension taken back counts as never told, even where that makes the answer late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.reading import RequestRow
from desktop.application.shared.authorisation import Actor, acting, event_of, note_of, office_day, policy_versions
from desktop.application.shared.commands import Command, carries_out, idempotent, the_request
from desktop.application.shared.quicker import about
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests.deadline import (
    DeadlineFacts,
    DeadlineRules,
    Extension,
    ExtensionReason,
    ProofAsked,
    ProofOf,
    QuestionAbout,
)
from desktop.domain.requests.deadline_days import DayCorrected, DayOf, DeadlineDays, NotedDay
from desktop.domain.requests.follow_ups import FollowUpKind
from desktop.domain.requests.intake import is_after_receipt
from desktop.domain.requests.request import OPEN, Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.typed_text import Note
from desktop.errors import FieldsError, WrongStateError


@dataclass(frozen=True)
class DeadlineCommand(Command[Request]):
    """A fact about the request with that identifier, and about all of its number."""

    actor: Actor
    request: RequestId


@dataclass(frozen=True)
class AskProof(DeadlineCommand):
    """Proof was asked for. `doubt`: why, in words."""

    proof: ProofOf | None
    asked_on: date
    doubt: str


@dataclass(frozen=True)
class ProofArrived(DeadlineCommand):
    """The awaited proof arrived."""

    proof: ProofOf
    arrived_on: date


@dataclass(frozen=True)
class AskClarification(DeadlineCommand):
    """A question was asked that the request cannot be answered without."""

    asked_on: date
    about: QuestionAbout | None


@dataclass(frozen=True)
class ClarificationAnswered(DeadlineCommand):
    """The question was answered."""

    answered_on: date


@dataclass(frozen=True)
class TellExtension(DeadlineCommand):
    """The person was told that the answer takes two months longer, and why."""

    told_on: date
    reason: ExtensionReason | None


Noted = Callable[[Request, date], DeadlineFacts]
"""A change to the facts of a request's deadline, on the office's day."""


@carries_out(AskProof)
@idempotent(the_request)
def ask_proof(command: AskProof, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Record that proof was asked for. Raises FieldsError, also without a reason: then the deadline would not wait."""
    note = note_of(command.doubt, "doubt")
    if command.proof is None:
        raise FieldsError({"proof": "proof_missing"})
    if note is None:
        raise FieldsError({"doubt": "doubt_missing"})
    proof = ProofAsked(command.proof, command.asked_on, None, reason_logged=True, note=note.id)

    def noted(request: Request, today: date) -> DeadlineFacts:
        return request.deadline_facts.ask_proof(proof, request.received_on, today)

    facts: Facts = {"proof": proof.proof.value, "asked_on": _text(proof.asked), "digest": note.digest}
    return _note(EventKind.PROOF_ASKED, command, noted, facts, uow, clock, rules, note)


@carries_out(ProofArrived)
@idempotent(the_request)
def proof_arrived(command: ProofArrived, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Record that proof has come. Raises FieldsError, and WrongStateError where none is awaited."""

    def noted(request: Request, today: date) -> DeadlineFacts:
        return request.deadline_facts.proof_arrived(command.proof, command.arrived_on, today)

    facts: Facts = {"proof": command.proof.value, "arrived_on": _text(command.arrived_on)}
    return _note(EventKind.PROOF_ARRIVED, command, noted, facts, uow, clock, rules)


@carries_out(AskClarification)
@idempotent(the_request)
def ask_clarification(command: AskClarification, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Record that a question was asked. Raises FieldsError, and WrongStateError where one is open already."""
    about = command.about
    if about is None:
        raise FieldsError({"question_about": "question_about_missing"})

    def noted(request: Request, today: date) -> DeadlineFacts:
        return request.deadline_facts.ask_clarification(command.asked_on, request.received_on, today, about)

    facts: Facts = {"asked_on": _text(command.asked_on), "about": about.value}
    return _note(EventKind.CLARIFICATION_ASKED, command, noted, facts, uow, clock, rules)


@carries_out(ClarificationAnswered)
@idempotent(the_request)
def clarification_answered(
    command: ClarificationAnswered, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules
) -> Request:
    """Record that the question was answered. Raises FieldsError, and WrongStateError where none is open."""

    def noted(request: Request, today: date) -> DeadlineFacts:
        return request.deadline_facts.clarification_answered(command.answered_on, today)

    facts: Facts = {"answered_on": _text(command.answered_on)}
    return _note(EventKind.CLARIFICATION_ANSWERED, command, noted, facts, uow, clock, rules)


@carries_out(TellExtension)
@idempotent(the_request)
def tell_extension(command: TellExtension, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Record it, even if the person was told too late. Raises FieldsError, and WrongStateError if it is the second."""
    if command.reason is None:
        raise FieldsError({"extension_reason": "extension_reason_missing"})
    extension = Extension(command.told_on, command.reason)

    def noted(request: Request, today: date) -> DeadlineFacts:
        return request.deadline_facts.tell_extension(extension, request.received_on, today)

    facts: Facts = {"told_on": _text(command.told_on), "reason": extension.reason.value}
    return _note(EventKind.EXTENSION_TOLD, command, noted, facts, uow, clock, rules)


def open_of_number(command: DeadlineCommand, uow: UnitOfWork) -> list[Request]:
    """Return the open requests of that number, the named one first.

    Raises NotAllowedError for whoever does not work on requests, WrongStateError where the named one has no deadline,
    RowRefusedError where a row says other days than the log: the new deadline is reckoned from these, and logged.
    """
    acting(command.actor, Permission.TAKE_REQUEST, uow)
    named = uow.requests.get(command.request)
    named.must_be(*OPEN)
    if named.kind is not Kind.SUBJECT_ACCESS:
        raise WrongStateError("no_deadline")
    others = [each for each in uow.requests.of_number(named.number) if each.id != named.id and each.status in OPEN]
    for each in (named, *others):
        uow.proven.deadlines(each.id)
    return [named, *others]


def of_all(requests: Sequence[Request]) -> Facts:
    """Return the requests of a number that a fact applies to, each with its due date; nothing for one alone."""
    if len(requests) == 1:
        return {}
    return {"requests": [each.id for each in requests], "due_each": [_text(each.due_on) for each in requests]}


def as_of(row: RequestRow, rules: DeadlineRules, today: date) -> RequestRow:
    """Return the row with its due date as of today, and with the nearest deadline of a follow-up or a complaint.

    An open question moves the due date day by day.
    """
    said = [(each.deadline(rules.holidays).due, FollowUpKind.CORRECTION) for each in row.follow_ups]
    due = [each.due(rules.holidays) for each in row.complaints]
    said += [(day, FollowUpKind.COMPLAINT) for day in due if day is not None]
    if said or due:
        row = replace(row, follow_up_due=min(said, default=None), complaint_open=None in due)
    awaits = row.deadline_facts.question_open or row.deadline_facts.awaited
    if row.due_on is None or row.status not in OPEN or not awaits:
        return row
    deadline = row.deadline_facts.deadline(row.received_on, rules, today)
    return replace(row, due_on=deadline.due, state=deadline.state)


def _note(
    kind: EventKind,
    command: DeadlineCommand,
    noted: Noted,
    facts: Facts,
    uow: UnitOfWork,
    clock: Clock,
    rules: DeadlineRules,
    note: Note | None = None,
) -> Request:
    """Record it in one transaction for all requests of the number. `note`: words to store with it."""
    subjects = {Subject.REQUEST: command.request} | ({Subject.NOTE: note.id} if note else {})
    with about(request=command.request), uow:
        requests = _moved(command, noted, office_day(uow, clock), rules, uow)
        if note is not None:
            uow.requests.keep_note(note)
        for request in requests:
            uow.requests.save(request)
        facts = {**facts, "due_on": _text(requests[0].due_on)}
        facts |= of_all(requests) | policy_versions(uow, rules)
        uow.commit(event_of(kind, command.actor, clock, subjects, **facts))
    return requests[0]


def _moved(command: DeadlineCommand, noted: Noted, today: date, rules: DeadlineRules, uow: UnitOfWork) -> list[Request]:
    """Return the open requests of that number, the named one first, with their new deadline."""
    moved = []
    for request in open_of_number(command, uow):
        facts = noted(request, today)
        moved.append(
            replace(request, deadline_facts=facts, due_on=facts.deadline(request.received_on, rules, today).due)
        )
    return moved


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


@dataclass(frozen=True)
class CorrectDay(DeadlineCommand):
    """The day as recorded, the right day, and why. `noted` is None where none was chosen."""

    noted: NotedDay | None
    day: date
    reason: str


@carries_out(CorrectDay)
@idempotent(the_request)
def correct_day(command: CorrectDay, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Correct the day. Raises FieldsError, and WrongStateError where it is not in force any more."""
    noted, note = command.noted, note_of(command.reason, "correction_reason")
    problems = {} if note else {"correction_reason": "correction_reason_missing"}
    if noted is None or note is None:
        raise FieldsError(({} if noted else {"noted_day": "noted_day_missing"}) | problems)
    with uow:
        today = office_day(uow, clock)
        zone = uow.offices.get().zone
        requests = [_corrected(each, noted, command.day, rules, today) for each in open_of_number(command, uow)]
        if noted.of is DayOf.RECEIPT and any(_asks_for_a_later_call(each, zone) for each in requests):
            raise FieldsError({"day": "before_the_call"})
        uow.requests.keep_note(note)
        correction = DayCorrected(noted, command.day, command.actor.by, clock.now(), note)
        for request in requests:
            uow.requests.save(request)
            uow.requests.add_correction(request.id, correction)
        facts: Facts = {
            "day_of": noted.of.value,
            "position": noted.position,
            "was": noted.day.isoformat(),
            "day": command.day.isoformat(),
            "digest": note.digest,
            "due_on": requests[0].due_on.isoformat() if requests[0].due_on else "",
        }
        facts |= of_all(requests) | policy_versions(uow, rules)
        subjects = {Subject.REQUEST: command.request, Subject.NOTE: note.id}
        uow.commit(event_of(EventKind.DEADLINE_DAY_CORRECTED, command.actor, clock, subjects, **facts))
    return requests[0]


def _corrected(request: Request, noted: NotedDay, day: date, rules: DeadlineRules, today: date) -> Request:
    with about(request=request.id):
        days = DeadlineDays(request.received_on, request.deadline_facts).corrected(noted, day, today)
    due = days.deadline_facts.deadline(days.received, rules, today).due
    return replace(request, received_on=days.received, deadline_facts=days.deadline_facts, due_on=due)


def _asks_for_a_later_call(request: Request, zone: ZoneInfo) -> bool:
    return request.status is Status.TAKEN and is_after_receipt(request.call, request.received_on, zone)


@dataclass(frozen=True)
class TakeExtensionBack(DeadlineCommand):
    """The extension does not count any more; `reason`: why, in words."""

    reason: str


@carries_out(TakeExtensionBack)
@idempotent(the_request)
def take_extension_back(command: TakeExtensionBack, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Take an extension back. Raises FieldsError without a reason, WrongStateError where there is none (any more)."""
    note = note_of(command.reason, "extension_back_reason")
    if note is None:
        raise FieldsError({"extension_back_reason": "extension_back_reason_missing"})
    with uow:
        today = office_day(uow, clock)
        found = open_of_number(command, uow)
        requests = [_without(each, rules, today) for each in found]
        extension = found[0].deadline_facts.extension
        assert extension is not None
        uow.requests.keep_note(note)
        was = NotedDay(DayOf.EXTENSION_TAKEN_BACK, extension.told_on)
        correction = DayCorrected(was, today, command.actor.by, clock.now(), note)
        for request in requests:
            uow.requests.save(request)
            uow.requests.add_correction(request.id, correction)
        facts: Facts = {
            "told_on": extension.told_on.isoformat(),
            "day": today.isoformat(),
            "digest": note.digest,
            "due_on": requests[0].due_on.isoformat() if requests[0].due_on else "",
        }
        facts |= of_all(requests) | policy_versions(uow, rules)
        subjects = {Subject.REQUEST: command.request, Subject.NOTE: note.id}
        uow.commit(event_of(EventKind.EXTENSION_TAKEN_BACK, command.actor, clock, subjects, **facts))
    return requests[0]


def _without(request: Request, rules: DeadlineRules, today: date) -> Request:
    with about(request=request.id):
        facts = request.deadline_facts.take_extension_back()
    return replace(request, deadline_facts=facts, due_on=facts.deadline(request.received_on, rules, today).due)
