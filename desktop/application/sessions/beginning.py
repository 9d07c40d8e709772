"""Beginning a session, with an appointment or without: whether one may begin here, and what it begins with."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from desktop.application.log.anchoring import must_be_anchored
from desktop.application.office.clock_checking import must_be_in_time
from desktop.application.office.outdated import must_not_be_outdated
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, office_day
from desktop.domain.log.events import Event, Facts, Subject
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.requests.representing import problems_of
from desktop.domain.requests.request import Request
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.present import somebody_listens
from desktop.domain.sessions.session import Party, Session
from desktop.domain.shared.ids import AppointmentId, RequestId, SessionId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.errors import WrongStateError


def must_be_able_to_begin(uow: UnitOfWork, clock: Clock, policy: OfficePolicy, size: int | None) -> None:
    """Raise WrongStateError where no session may begin at this PC. `size`: what `anchored` returned."""
    must_not_be_outdated(uow)
    must_be_in_time(uow, clock)
    must_be_anchored(uow, clock, policy, size)


def new_session_of(
    actor: Actor, id: RequestId, appointment: AppointmentId | None, uow: UnitOfWork, clock: Clock
) -> Session:
    """Make a session of the request, to be stored. Raises WrongStateError unless this copy's approval is in force.

    `appointment`: None where nobody was invited (`visitors`).
    """
    request = uow.requests.get(id)
    decision = uow.requests.decision(request.id)
    if request.copy is None or decision is None or not request.may_be_heard_on(office_day(uow, clock)):
        raise WrongStateError("not_approved")
    copy = uow.recordings.copy(request.copy)
    if copy.destroyed_at is not None:
        raise WrongStateError("copy_destroyed")
    if not decision.lets_hear(copy):
        raise WrongStateError("copy_not_the_approved")
    return Session(
        id=SessionId(new_id()),
        request=request.id,
        copy=request.copy,
        adviser=actor.by,
        desk=actor.desk,
        opened_at=clock.now(),
        appointment=appointment,
    )


def with_its_copy(event: Event, session: Session) -> Event:
    """Return the event with the copy that the session is for."""
    return replace(event, subjects={**event.subjects, Subject.COPY: session.copy})


def who_is_missing(parties: frozenset[Party], kind: Kind) -> dict[str, str]:
    """Return the code of what is wrong with who is present, by field; nothing if someone listens."""
    problems = {}
    if kind is Kind.INTERNAL and Party.CUSTOMER not in parties:
        problems["parties"] = "listener_not_here"
    elif not somebody_listens(parties):
        problems["parties"] = "nobody_to_listen"
    return problems


class WithProof(Protocol):
    """A command that checks people in."""

    @property
    def parties(self) -> frozenset[Party]:
        """Who is present."""
        ...

    @property
    def authority_seen(self) -> bool:
        """Whether a representative's authority was sighted."""
        ...

    @property
    def both_seen(self) -> bool:
        """Whether it was seen who both of them are."""
        ...


def proof_missing(command: WithProof, request: Request) -> dict[str, str]:
    """Return the code of what is missing of a representative who is present, by field."""
    seen = {"authority_seen": command.authority_seen, "both_seen": command.both_seen}
    return problems_of(command.parties, request.representative, **seen)


def acting_for(parties: frozenset[Party], request: Request) -> Facts:
    """Return by what authority a representative who is present acts; it was sighted, and so was who both are."""
    named = request.representative
    return {} if named is None or Party.REPRESENTATIVE not in parties else {"acts_by": named.authority.value}


def out_of_hours(clock: Clock, policy: OfficePolicy) -> list[Exceptional]:
    """Return the exception for a session outside the opening hours."""
    is_open = policy.is_open(policy.local(clock.now()))
    return [] if is_open else [Exceptional.OUT_OF_HOURS]
