"""An office moves from the database on its one PC to a server's.

Rules:
- It is an administrator's act: their password again before anything is done.
- It is the next event of the log in its new place, with a checkpoint. It gives nobody a right and decides nothing that
  is heard, so it bears no signature of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.application.office.accounts import administering
from desktop.application.office.in_person import InPerson
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.ports.vault import VaultPlace
from desktop.application.shared.authorisation import event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.policy import OfficePolicy


class Stage(StrEnum):
    """The stage of a move."""

    VERIFYING = "verifying"
    ROWS = "rows"
    RECORDINGS = "recordings"
    VERIFYING_AGAIN = "verifying_again"


@dataclass(frozen=True)
class LogMove(Command[None]):
    """The facts to log. `recordings`: where they are from now on."""

    by: InPerson
    recordings: VaultPlace


def may_move(by: InPerson, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> None:
    """Raise FieldsError (`own_password`), SignInRefusedError or NotAllowedError for whoever may not."""
    with uow:
        administering(by, uow=uow, clock=clock, passwords=passwords, policy=policy)


@carries_out(LogMove)
@given_again(nothing)
def log_move(command: LogMove, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> None:
    """Log it, once. Raises as `may_move` does."""
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        if uow.proven.newest(EventKind.OFFICE_MOVED) is not None:
            return
        actor, recordings = command.by.actor, command.recordings.value
        event = event_of(EventKind.OFFICE_MOVED, actor, clock, {Subject.DESK: actor.desk}, recordings=recordings)
        uow.commit(event, checkpoint=True)
