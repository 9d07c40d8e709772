"""Recording that a request's recording is no longer available.

Rules:
- "No longer available" needs a widest search that finds nothing, and a person who has looked in each telephone system
  that could still have the call. It is a finding of an information officer, checked by the search and stored as an
  event. It is no `Decision`: an approver decides on a copy that someone else prepared, and here is none to decide on.
- The request, and the recordings of the months searched, are compared with the log: no row hides one that is left. The
  event says which were there, so that one whose event was hidden with its row, for a while, is named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Numbers
from desktop.application.recordings.searching import is_left, to_find, widest
from desktop.application.shared.authorisation import Actor, event_of, office_day
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.under import under
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.log.replay.recordings import digest_of_calls
from desktop.domain.recordings.finding import SearchedSystem, months_of, searched_system, still_to_look_at
from desktop.domain.recordings.keeping import KeepingPolicy
from desktop.domain.requests.request import RefusalReason, Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.errors import AlreadySavedError, FieldsError, WrongStateError


@dataclass(frozen=True)
class SayNotLeft(Command["NotLeft"]):
    """Nothing is left. `looked_in`: the telephone systems that someone has searched in vain."""

    actor: Actor
    request: RequestId
    looked_in: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NotLeft:
    """Why the recording of a request is no longer available: a reason for each telephone system."""

    request: RequestId
    reference: str
    call_at: datetime
    systems: tuple[SearchedSystem, ...]


@carries_out(SayNotLeft)
def say_not_left(
    command: SayNotLeft, *, uow: UnitOfWork, clock: Clock, numbers: Numbers, keeping: KeepingPolicy
) -> NotLeft:
    """Refuse the request, since nothing is left.

    Raises WrongStateError where something is found after all, and FieldsError while nobody has searched one of the
    telephone systems.
    """
    try:
        return _say(command, uow, clock, numbers, keeping)
    except AlreadySavedError as saved:  # the same command, whose answer was lost
        if saved.not_witnessed is not None:
            raise saved.not_witnessed from None
        with uow.look():
            request = uow.requests.get(command.request)
            systems = searched_systems(request, keeping, office_day(uow, clock))
            return NotLeft(request.id, request.reference, request.call.at, systems)


def _say(command: SayNotLeft, uow: UnitOfWork, clock: Clock, numbers: Numbers, keeping: KeepingPolicy) -> NotLeft:
    with uow:
        request, call = to_find(command.actor, command.request, uow, numbers)
        uow.proven.request(request.id)
        months = months_of(widest(call, uow))
        told = uow.proven.calls(months)
        if is_left(call, told, uow):
            raise WrongStateError("something_is_left")
        systems = searched_systems(request, keeping, office_day(uow, clock))
        if set(still_to_look_at(systems)) - command.looked_in:
            raise FieldsError({"looked_in": "telephone_system_not_looked_at"})
        uow.requests.save(replace(request, status=Status.REFUSED))
        subjects = {Subject.REQUEST: request.id}
        facts = _facts_of(systems) | under(uow, keeping)
        facts |= {"months": months, "compared": digest_of_calls(told)}
        event = event_of(EventKind.RECORDING_NOT_LEFT, command.actor, clock, subjects, **facts)
        uow.commit(event, checkpoint=True)
    return NotLeft(request.id, request.reference, request.call.at, systems)


def refusal_of(request: Request, uow: UnitOfWork) -> RefusalReason | None:
    """Return why the request is refused: by the approver's decision, or because nothing is left."""
    if request.status is not Status.REFUSED:
        return None
    decision = uow.requests.decision(request.id)
    decided = decision.refusal if decision is not None else None
    return RefusalReason(decided) if decided else RefusalReason.NO_LONGER_AVAILABLE


def searched_systems(request: Request, keeping: KeepingPolicy, today: date) -> tuple[SearchedSystem, ...]:
    """Return what became of the call in each telephone system, if nothing of it was imported."""
    return tuple(searched_system(source, request.call.at, request.received_on, today) for source in keeping.sources)


def _facts_of(systems: tuple[SearchedSystem, ...]) -> Facts:
    return {
        "sources": [system.source for system in systems],
        "left": [system.left.value for system in systems],
        "since": [system.since.isoformat() if system.since else "" for system in systems],
        "after_request": any(system.after_request for system in systems),
    }
