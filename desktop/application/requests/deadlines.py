"""A request's deadline: proof, clarification and extension recorded, and days corrected (`domain.requests.deadline`).

- A fact or correction for one call applies to all open calls of the same number: the person was asked once.
- Due dates are computed again in the same transaction, and are part of the event. It has a reason's digest only.
- Receipt does not move to a day before the call while a recording is searched for. A reference keeps its year.
- An extension taken back counts as never told, even where that makes the answer late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.reading import RequestRow
from desktop.application.shared import commands
from desktop.application.shared.commands import needed_note, note_of, office_day, policy_versions, with_note
from desktop.application.shared.quicker import about
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests import deadline
from desktop.domain.requests.deadline import DeadlineFacts, DeadlineRules
from desktop.domain.requests.deadline_days import DayCorrected, DayOf, DeadlineDays, NotedDay
from desktop.domain.requests.follow_ups import FollowUpKind
from desktop.domain.requests.intake import is_after_receipt
from desktop.domain.requests.request import OPEN, Request, Status
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.typed_text import Note
from desktop.errors import FieldsError, WrongStateError


class DeadlineCommand(commands.RequestCommand[Request]):
    """A fact about the request with that identifier, and about all of its number."""


class DeadlineNews(DeadlineCommand):
    """Something that was asked for, came, or was told."""


class AskProof(DeadlineNews):
    """Proof was asked for. `doubt`: why, in words."""

    proof: deadline.ProofOf | None
    asked_on: date
    doubt: str


class ProofArrived(DeadlineNews):
    """The awaited proof arrived."""

    proof: deadline.ProofOf
    arrived_on: date


class AskClarification(DeadlineNews):
    """A question was asked that the request cannot be answered without."""

    asked_on: date
    about: deadline.QuestionAbout | None


class ClarificationAnswered(DeadlineNews):
    """The question was answered."""

    answered_on: date


class TellExtension(DeadlineNews):
    """The person was told that the answer takes two months longer, and why."""

    told_on: date
    reason: deadline.ExtensionReason | None


Noted = Callable[[Request, date], DeadlineFacts]
"""A change to the facts of a request's deadline, on the office's day."""


@commands.carries_out(DeadlineNews, again=commands.the_request)
def note_deadline(command: DeadlineNews, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Record it, even if it was late. Raises FieldsError, and WrongStateError where it does not follow what is known.

    Why proof was asked for is needed: without a reason the deadline would not wait.
    """
    kind, noted, facts, note = _read(command)
    with about(request=command.request), uow:
        today = office_day(uow, clock)
        requests = [_with(each, noted(each, today), rules, today) for each in open_of_number(command, uow)]
        if note is not None:
            uow.requests.keep_note(note)
        facts |= _saved(requests, uow, rules)
        event = command.actor.event(kind, clock, {Subject.REQUEST: command.request}, **facts)
        uow.commit(with_note(event, note))
    return requests[0]


def _read(command: DeadlineNews) -> tuple[EventKind, Noted, Facts, Note | None]:
    """Return the kind of its event, what it changes, and what the event says. Raises FieldsError."""
    match command:
        case AskProof(proof=of, asked_on=day):
            if of is None:
                raise FieldsError({"proof": "proof_missing"})
            note = needed_note(command.doubt, "doubt", "doubt_missing")
            proof = deadline.ProofAsked(of, day, None, reason_logged=True, note=note.id)
            facts: Facts = {"proof": of.value, "asked_on": _text(day)}
            kind = EventKind.PROOF_ASKED
            return kind, lambda r, now: r.deadline_facts.ask_proof(proof, r.received_on, now), facts, note
        case ProofArrived(proof=came, arrived_on=day):
            facts = {"proof": came.value, "arrived_on": _text(day)}
            return EventKind.PROOF_ARRIVED, lambda r, now: r.deadline_facts.proof_arrived(came, day, now), facts, None
        case AskClarification(asked_on=day, about=about):
            if about is None:
                raise FieldsError({"question_about": "question_about_missing"})
            facts = {"asked_on": _text(day), "about": about.value}
            kind = EventKind.CLARIFICATION_ASKED
            return kind, lambda r, now: r.deadline_facts.ask_clarification(day, r.received_on, now, about), facts, None
        case ClarificationAnswered(answered_on=day):
            kind, facts = EventKind.CLARIFICATION_ANSWERED, {"answered_on": _text(day)}
            return kind, lambda r, now: r.deadline_facts.clarification_answered(day, now), facts, None
        case TellExtension(told_on=day, reason=reason):
            if reason is None:
                raise FieldsError({"extension_reason": "extension_reason_missing"})
            told, facts = deadline.Extension(day, reason), {"told_on": _text(day), "reason": reason.value}
            kind = EventKind.EXTENSION_TOLD
            return kind, lambda r, now: r.deadline_facts.tell_extension(told, r.received_on, now), facts, None
    raise AssertionError(command)


def open_of_number(command: DeadlineCommand, uow: UnitOfWork) -> list[Request]:
    """Return the open requests of that number, the named one first.

    Raises NotAllowedError for whoever does not work on requests, WrongStateError where the named one has no deadline,
    RowRefusedError where a row says other days than the log: the new deadline is reckoned from these, and logged.
    """
    command.actor.acting(Permission.TAKE_REQUEST, uow)
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
    computed = row.deadline_facts.deadline(row.received_on, rules, today)
    return replace(row, due_on=computed.due, state=computed.state)


def _with(request: Request, facts: DeadlineFacts, rules: DeadlineRules, today: date) -> Request:
    """Return the request with these facts of its deadline, and with what is due by them."""
    due = facts.deadline(request.received_on, rules, today).due
    return replace(request, deadline_facts=facts, due_on=due)


def _saved(requests: Sequence[Request], uow: UnitOfWork, rules: DeadlineRules) -> Facts:
    """Save all requests of the number; return what the event says of their new due dates, and by which rules."""
    for request in requests:
        uow.requests.save(request)
    return {"due_on": _text(requests[0].due_on), **of_all(requests), **policy_versions(uow, rules)}


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


class CorrectDay(DeadlineCommand):
    """The day as recorded, the right day, and why. `noted` is None where none was chosen."""

    noted: NotedDay | None
    day: date
    reason: str


@commands.carries_out(CorrectDay, again=commands.the_request)
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
        looked_for = (each for each in requests if each.status is Status.TAKEN)
        if noted.of is DayOf.RECEIPT and any(
            is_after_receipt(each.call, each.received_on, zone) for each in looked_for
        ):
            raise FieldsError({"day": "before_the_call"})
        _keep(DayCorrected(noted, command.day, command.actor.by, clock.now(), note), note, requests, uow)
        facts: Facts = {"day_of": noted.of.value, "position": noted.position, "was": _text(noted.day)}
        facts |= {"day": _text(command.day), **_saved(requests, uow, rules)}
        subjects = {Subject.REQUEST: command.request}
        event = command.actor.event(EventKind.DEADLINE_DAY_CORRECTED, clock, subjects, **facts)
        uow.commit(with_note(event, note))
    return requests[0]


def _keep(correction: DayCorrected, note: Note, requests: Sequence[Request], uow: UnitOfWork) -> None:
    uow.requests.keep_note(note)
    for request in requests:
        uow.requests.add_correction(request.id, correction)


def _corrected(request: Request, noted: NotedDay, day: date, rules: DeadlineRules, today: date) -> Request:
    with about(request=request.id):
        days = DeadlineDays(request.received_on, request.deadline_facts).corrected(noted, day, today)
    return _with(replace(request, received_on=days.received), days.deadline_facts, rules, today)


class TakeExtensionBack(DeadlineCommand):
    """The extension does not count any more; `reason`: why, in words."""

    reason: str


@commands.carries_out(TakeExtensionBack, again=commands.the_request)
def take_extension_back(command: TakeExtensionBack, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Take an extension back. Raises FieldsError without a reason, WrongStateError where there is none (any more)."""
    note = needed_note(command.reason, "extension_back_reason", "extension_back_reason_missing")
    with uow:
        today = office_day(uow, clock)
        found = open_of_number(command, uow)
        requests = [_without(each, rules, today) for each in found]
        extension = found[0].deadline_facts.extension
        assert extension is not None
        was = NotedDay(DayOf.EXTENSION_TAKEN_BACK, extension.told_on)
        _keep(DayCorrected(was, today, command.actor.by, clock.now(), note), note, requests, uow)
        facts: Facts = {"told_on": _text(extension.told_on), "day": _text(today), **_saved(requests, uow, rules)}
        subjects = {Subject.REQUEST: command.request}
        uow.commit(with_note(command.actor.event(EventKind.EXTENSION_TAKEN_BACK, clock, subjects, **facts), note))
    return requests[0]


def _without(request: Request, rules: DeadlineRules, today: date) -> Request:
    with about(request=request.id):
        facts = request.deadline_facts.take_extension_back()
    return _with(request, facts, rules, today)
