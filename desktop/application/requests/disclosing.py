"""Recording that a file was disclosed to the police, which this program neither writes nor sends.

Rules:
- By someone who works on requests, after approval (`domain.requests.disclosures`).
- Event `file_disclosed`: codes, the day, and the copy that it was made by. Whom it went to and the reference of their
  form are kept apart, in words, under their digests.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, acting, event_of, office_day
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, the_request
from desktop.application.shared.notes import note_of
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests.disclosures import (
    Disclosure,
    DisclosureBasis,
    DisclosureRoute,
    may_be_disclosed,
    problems_of_disclosing,
)
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.errors import FieldsError, WrongStateError


@dataclass(frozen=True)
class DiscloseFile(Command[Request]):
    """A disclosure: to which force or body, by which route, under which basis, on which day.

    `reference`: of their form, in their words; it can be empty.
    """

    actor: Actor
    request: RequestId
    receiver: str
    route: DisclosureRoute | None
    basis: DisclosureBasis | None
    disclosed_on: date
    reference: str = ""


@carries_out(DiscloseFile)
@given_again(the_request)
def disclose_file(command: DiscloseFile, *, uow: UnitOfWork, clock: Clock) -> Request:
    """Record it, and return the request. Raises FieldsError, and WrongStateError where it cannot be disclosed."""
    receiver = note_of(command.receiver, "disclosed_to")
    reference = note_of(command.reference, "disclosure_reference")
    with uow:
        acting(command.actor, Permission.TAKE_REQUEST, uow)
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
        uow.commit(event_of(EventKind.FILE_DISCLOSED, command.actor, clock, subjects, **facts))
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
