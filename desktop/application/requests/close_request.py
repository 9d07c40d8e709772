"""Closing a request once it has been answered, or withdrawn by the person.

Rules:
- Listening never closes a request by itself, nor does a no-show: someone does, and says how it was answered.
- Where a copy is wanted, it closes only when the copy has been sent, or when the person withdraws the request.
- One for the police is disclosed only where that was recorded (`disclosing`).
- A person's request is closed only once the letter that tells them was made (`domain.requests.letters`).
- It is closed as unanswered only while it waits in vain (`in_vain`), and by a letter that was made since then.
- Not while an appointment is booked or a session is not closed: these end first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.requests.in_vain import waits_in_vain
from desktop.application.shared.authorisation import Actor, acting, event_of, office_day
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, the_request
from desktop.application.shared.under import under
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.letters import NEEDED
from desktop.domain.requests.request import Answered, Purpose, Request, Status, possible_answers
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, WrongStateError

_IN_THE_WAY = {Answered.LISTENED: "copy_not_sent", Answered.DISCLOSED: "disclosure_not_recorded"}


@dataclass(frozen=True)
class CloseRequest(Command[Request]):
    """How it was answered."""

    actor: Actor
    request: RequestId
    answered: Answered | None


@carries_out(CloseRequest)
@given_again(the_request)
def close_request(command: CloseRequest, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Close a request. Raises FieldsError for a wrong or missing answer, WrongStateError while something is open."""
    with uow:
        acting(command.actor, Permission.TAKE_REQUEST, uow)
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
        facts: Facts = {"answered": command.answered.value, **under(uow, rules)}
        uow.commit(event_of(EventKind.REQUEST_CLOSED, command.actor, clock, subjects, **facts))
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
