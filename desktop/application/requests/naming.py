"""Naming who acts for the person of a request, once it was taken.

Rules:
- By someone who works on requests, on an open subject access request that names nobody yet. Who is named stays.
- Someone who acts for the person does so for all that was asked for together: every open call of the number that
  names nobody is given the same name.
- Who asks is compared with the log first: their digest is computed again, from what the rows say.
- At a counter of an office with a back office, only while each of them is only taken (`domain.log.counters`).
- Name and authority are held to what intake holds them to. The counter sights the authority when they come.
- Event `representative_named`: the kind of authority, and whether it was seen. The name, the scope and the address are
  under the digest of who asks. It is about the first request of the number, by whose events each of them is proved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, acting, event_of, office_day
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.counters import ONLY_TAKEN
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests.intake import problems_of_representative
from desktop.domain.requests.representing import may_be_named
from desktop.domain.requests.request import OPEN, Representative, Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, WrongStateError


@dataclass(frozen=True)
class NameRepresentative(Command[None]):
    """Who acts for the person of that request, as at intake."""

    actor: Actor
    request: RequestId
    acts: Representative


@carries_out(NameRepresentative)
@given_again(nothing)
def name_representative(command: NameRepresentative, *, uow: UnitOfWork, clock: Clock) -> None:
    """Save who acts for the person. Raises FieldsError, and WrongStateError where nobody can be named."""
    acts = command.acts
    with uow:
        acting(command.actor, Permission.TAKE_REQUEST, uow)
        number = _unrepresented(command.request, uow).number
        if problems := problems_of_representative(acts, office_day(uow, clock)):
            raise FieldsError(problems)
        together = uow.requests.of_number(number)
        requests = [replace(each, representative=acts) for each in together if may_be_named(each)]
        for request in requests:
            uow.proven.request(request.id)
            uow.requests.save(request)
        facts: Facts = {
            "acts_by": acts.authority.value,
            "authority_seen": acts.seen_on is not None,
            ONLY_TAKEN: all(request.status is Status.TAKEN for request in requests),
            "requests": [request.id for request in requests],
            "asked": [uow.requests.asked_digest(request.id) for request in requests],
        }
        subjects = {Subject.REQUEST: together[0].id}
        uow.commit(event_of(EventKind.REPRESENTATIVE_NAMED, command.actor, clock, subjects, **facts))


def _unrepresented(id: RequestId, uow: UnitOfWork) -> Request:
    request = uow.requests.get(id)
    request.must_be(*OPEN)
    if request.kind is not Kind.SUBJECT_ACCESS:
        raise WrongStateError("nobody_acts_for_colleagues")
    if request.representative is not None:
        raise WrongStateError("represented_already").of(request=id)
    return request
