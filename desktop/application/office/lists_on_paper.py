"""A list that goes to paper or into a file: who may have it, and that it was made.

Rules:
- Whoever may see a list may print it. It is saved by those alone whose work makes files: an adviser makes none.
- The log says which list, of how many lines, and how it left; what stood on it is in no event.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.office.people import Permission
from desktop.domain.shared.paper import PaperList, Way

SEES = {
    PaperList.DAY: Permission.SEE_APPOINTMENTS,
    PaperList.REQUESTS: Permission.SEE_REQUESTS,
    PaperList.ROLES: Permission.ADMINISTER,
    PaperList.REMOVALS: Permission.SEE_REQUESTS,
}
SAVES = SEES | {PaperList.DAY: Permission.BOOK_APPOINTMENT}


@dataclass(frozen=True)
class MakeList(Command[None]):
    """A list that is about to be printed or saved, of so many lines."""

    actor: Actor
    list: PaperList
    way: Way
    lines: int


@carries_out(MakeList)
@given_again(nothing)
def make_list(command: MakeList, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log the list. Raises NotAllowedError."""
    with uow:
        acting(command.actor, (SEES if command.way is Way.PRINTED else SAVES)[command.list], uow)
        facts: Facts = {"list": command.list.value, "way": command.way.value, "lines": command.lines}
        uow.commit(event_of(EventKind.LIST_MADE, command.actor, clock, {}, **facts))
