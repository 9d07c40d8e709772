"""The recordings of an office on a server move from the folder that its PCs share into its database.

Rules:
- It is an administrator's act: their password again, an event, a checkpoint.
- No other PC has the office open: its windows would go on with the folder. A PC that opens it afterwards goes by the
  event. One that has stored something in the folder meanwhile, by a command, has committed that before, and it is
  carried; or it is refused (`UnitOfWork.commit`).
- It bears no signature of its own: it gives nobody a right and decides nothing that is heard.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from desktop.application.office.accounts import administering
from desktop.application.office.in_person import InPerson
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.authorisation import event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.shared.ids import DeskId
from desktop.errors import SurroundingsError


@dataclass(frozen=True)
class MoveRecordings(Command["Missing"]):
    """`carry_rest`: carries what has come since it was last called, while nobody commits; returns which are there."""

    by: InPerson
    carry_rest: Callable[[], Collection[str]]


@dataclass(frozen=True)
class Missing:
    """How many recordings and copies the office has whose file was not in the folder, and is not in the database."""

    files: int = 0


def must_be_alone(desk: DeskId, *, uow: UnitOfWork) -> None:
    """Raise SurroundingsError (`other_pcs_open`) where another PC has the office open."""
    with uow.look():
        _must_be_alone(desk, uow)


@carries_out(MoveRecordings)
@given_again(lambda uow, subjects: Missing())
def move_recordings(
    command: MoveRecordings, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Missing:
    """Log it, once all are carried. Raises also SurroundingsError (`other_pcs_open`, `vault_not_here`)."""
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        actor = command.by.actor
        living, there = set(uow.keeping.living()), set(command.carry_rest())
        if living and not living & there:
            raise SurroundingsError("vault_not_here")
        _must_be_alone(actor.desk, uow)
        uow.commit(event_of(EventKind.RECORDINGS_MOVED, actor, clock, {Subject.DESK: actor.desk}), checkpoint=True)
    return Missing(len(living - there))


def _must_be_alone(desk: DeskId, uow: UnitOfWork) -> None:
    if set(uow.offices.open_desks()) - {desk}:
        raise SurroundingsError("other_pcs_open")
