"""Closing a request once it has been answered, disclosed to the police, or withdrawn by the person.

- Listening never closes one by itself, nor does a no-show. Booked appointments and open sessions end first.
- It closes only once the letter that tells the person was made; where a copy is wanted, once it was sent.
- It is unanswered only while it waits in vain (`waits_in_vain`): coming to the counter brings the proof asked for.
- A disclosure is recorded here, and made elsewhere. Whom it went to is kept apart, in words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.shared import commands
from desktop.application.shared.commands import note_of, office_day, policy_versions
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests.deadline import DeadlineFacts, DeadlineRules
from desktop.domain.requests.letters import NEEDED
from desktop.domain.requests.request import (
    Answered,
    Disclosure,
    DisclosureBasis,
    DisclosureRoute,
    Purpose,
    Request,
    Status,
    may_be_disclosed,
    possible_answers,
    problems_of_disclosing,
)
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, WrongStateError


def waits_in_vain(request: Request, day: date, days: int, uow: UnitOfWork) -> bool:
    """Return whether the request waited in vain on that day. `days`: the office's (`DeadlineRules.unanswered_days`)."""
    if not request.deadline_facts.unanswered(day, days):
        return False
    return still_awaited(request, uow).unanswered(day, days)


def still_awaited(request: Request, uow: UnitOfWork) -> DeadlineFacts:
    """Return the facts of its deadline, with what was seen at the counter as arrived: for what is awaited, alone."""
    facts, zone = request.deadline_facts, uow.offices.get().zone
    if not facts.awaited:
        return facts
    sessions = [each for call in uow.requests.of_number(request.number) for each in uow.sessions.of_request(call.id)]
    came = [each.opened_at.astimezone(zone).date() for each in sessions if each.identified]
    return facts.seen_on(max(came)) if came else facts


_IN_THE_WAY = {Answered.LISTENED: "copy_not_sent", Answered.DISCLOSED: "disclosure_not_recorded"}


class CloseRequest(commands.RequestCommand[Request]):
    """How it was answered."""

    answered: Answered | None


@commands.carries_out(CloseRequest, again=commands.the_request)
def close_request(command: CloseRequest, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Close a request. Raises FieldsError for a wrong or missing answer, WrongStateError while something is open."""
    with uow:
        command.actor.acting(Permission.TAKE_REQUEST, uow)
        uow.proven.journey(command.request)
        request = uow.requests.get(command.request)
        if request.status is Status.CLOSED:
            raise WrongStateError("request_closed").of(request=request.id)
        possible = answers_of(request, office_day(uow, clock), rules, uow)
        if command.answered is None:
            raise FieldsError({"answered": "answer_missing"})
        if command.answered not in possible:
            raise FieldsError({"answered": _IN_THE_WAY.get(command.answered, "answer_cannot_be")})
        _must_be_told(request, command.answered, rules, uow)
        _must_be_over(request, uow)
        request = replace(request, status=Status.CLOSED)
        uow.requests.save(request)
        subjects = {Subject.REQUEST: request.id}
        facts: Facts = {"answered": command.answered.value, **policy_versions(uow, rules)}
        uow.commit(command.actor.event(EventKind.REQUEST_CLOSED, clock, subjects, **facts))
    return request


def answers_of(request: Request, today: date, rules: DeadlineRules, uow: UnitOfWork) -> tuple[Answered, ...]:
    """Return how that request can be closed now."""
    sessions = uow.sessions.of_request(request.id)
    listened = any(session.heard and session.state is State.CLOSED for session in sessions)
    disclosed = request.purpose is Purpose.POLICE and bool(uow.disclosures.of_request(request.id))
    unanswered = waits_in_vain(request, today, rules.unanswered_days, uow)
    return possible_answers(request, listened, unanswered, disclosed=disclosed)


def _must_be_told(request: Request, answered: Answered, rules: DeadlineRules, uow: UnitOfWork) -> None:
    needed = NEEDED.get(answered, ()) if request.kind is Kind.SUBJECT_ACCESS else ()
    if not needed:
        return
    made = [at for kind, at in uow.requests.letters_made(request.id).items() if kind in needed]
    if made and answered is Answered.UNANSWERED:
        day = max(made).astimezone(uow.offices.get().zone).date()
        made = made if waits_in_vain(request, day, rules.unanswered_days, uow) else []
    if not made:
        raise FieldsError({"answered": "letter_not_made"})


def _must_be_over(request: Request, uow: UnitOfWork) -> None:
    if any(session.state is not State.CLOSED for session in uow.sessions.of_request(request.id)):
        raise WrongStateError("session_open")
    if any(found.status is AppointmentStatus.BOOKED for found in uow.requests.appointments_of(request.id)):
        raise WrongStateError("appointment_open")


class DiscloseFile(commands.RequestCommand[Request]):
    """A disclosure: to which force or body, by which route, under which basis, on which day.

    `reference`: of their form, in their words; it can be empty.
    """

    receiver: str
    route: DisclosureRoute | None
    basis: DisclosureBasis | None
    disclosed_on: date
    reference: str = ""


@commands.carries_out(DiscloseFile, again=commands.the_request)
def disclose_file(command: DiscloseFile, *, uow: UnitOfWork, clock: Clock) -> Request:
    """Record it, and return the request. Raises FieldsError, and WrongStateError where it cannot be disclosed."""
    receiver = note_of(command.receiver, "disclosed_to")
    reference = note_of(command.reference, "disclosure_reference")
    with uow:
        command.actor.acting(Permission.TAKE_REQUEST, uow)
        uow.proven.request(command.request)
        request = _approved(command.request, uow)
        route, basis, day = command.route, command.basis, command.disclosed_on
        if (problems := _problems(command, request, office_day(uow, clock), uow)) or not (receiver and route and basis):
            raise FieldsError(problems)
        before, copy = uow.disclosures.of_request(request.id), request.copy
        assert copy is not None
        notes = [note for note in (receiver, reference) if note is not None]
        for note in notes:
            uow.requests.keep_note(note)
        to, form = receiver.id, reference.id if reference else None
        one = Disclosure(request.id, len(before), copy, route, basis, day, to, form, command.actor.by)
        uow.disclosures.add(one, clock.now())
        facts: Facts = {"route": route.value, "basis": basis.value, "disclosed_on": day.isoformat()}
        facts |= {"notes": [note.id for note in notes], "digests": [note.digest for note in notes]}
        subjects = {Subject.REQUEST: request.id, Subject.COPY: copy}
        uow.commit(command.actor.event(EventKind.FILE_DISCLOSED, clock, subjects, **facts))
        return request


def _approved(id: RequestId, uow: UnitOfWork) -> Request:
    request = uow.requests.get(id)
    request.must_be(Status.APPROVED)
    if not may_be_disclosed(request):
        raise WrongStateError("not_for_police")
    return request


def _problems(command: DiscloseFile, request: Request, today: date, uow: UnitOfWork) -> dict[str, str]:
    decision = uow.requests.decision(request.id)
    assert decision is not None
    return problems_of_disclosing(
        request,
        receiver=command.receiver,
        route=command.route,
        basis=command.basis,
        on=command.disclosed_on,
        approved_on=decision.decided_at.astimezone(uow.offices.get().zone).date(),
        today=today,
    )
