"""Checks of this PC before anyone signs in or a session begins there: its clock, and the program's version.

- The witness is trusted for its newest checkpoint alone: a forged one only stops the nightly run.
- Nobody works on a server's office by a clock that is a day off: an approval that has ended would be in force.
- An administrator confirms the clock by the date of another one, for one run. The log has the reasons.
- A program older than the database, which was upgraded meanwhile, finishes its sessions and begins none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.shared.commands import Actor
from desktop.domain.log.checkpoint import parse_note
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.office.clock_doubt import A_DAY, ClockDoubt, ClockEvidence, Witnessed
from desktop.domain.office.people import Permission
from desktop.errors import CheckpointNotStoredError, ExternalSystemError, LogBrokenError, WrongStateError

Latest = Callable[[], str | None]
"""The newest checkpoint of the witness as signed text, or None. Raises ExternalSystemError."""


@dataclass(frozen=True)
class Confirmed:
    """An administrator has looked at another clock, and knows the doubts and how much would be destroyed."""

    actor: Actor
    doubts: tuple[ClockDoubt, ...]
    due: int
    kept: int


def evidence_of(uow: UnitOfWork, clock: Clock, latest: Latest) -> ClockEvidence:
    """Collect the evidence of the log, the witness and the server."""
    try:
        text = latest()
        head = None if text is None else parse_note(text).checkpoint
        witnessed, readable = None if head is None else Witnessed(head.size, head.at), True
    except (ExternalSystemError, LogBrokenError):
        witnessed, readable = None, False
    return ClockEvidence(
        now=clock.now(),
        log_days=tuple(uow.times.days()),
        log_size=uow.times.size(),
        newest=uow.times.newest(),
        found_right=uow.times.found_right(),
        witnessed=witnessed,
        readable=readable,
        server=uow.times.server(),
    )


def must_be_in_time(uow: UnitOfWork, clock: Clock) -> None:
    """Raise WrongStateError (`clock_differs`) where this PC's clock is more than a day off the server's."""
    server = uow.times.server()
    if server is not None and abs(clock.now() - server) > A_DAY:
        raise WrongStateError("clock_differs")


def confirm_clock(command: Confirmed, *, uow: UnitOfWork, clock: Clock) -> bool:
    """Log that an administrator vouches for the clock; return whether it was anchored. Raises NotAllowedError."""
    facts: Facts = {"doubts": [doubt.value for doubt in command.doubts], "due": command.due, "kept": command.kept}
    try:
        with uow:
            uow.proven.person(command.actor.by).must(Permission.ADMINISTER)
            uow.commit(command.actor.event(EventKind.CLOCK_CONFIRMED, clock, {}, **facts), checkpoint=True)
    except CheckpointNotStoredError:
        return False
    return True


def must_not_be_outdated(uow: UnitOfWork) -> None:
    """Raise WrongStateError (`program_outdated`) where it is: call it where something begins."""
    if uow.offices.is_newer():
        raise WrongStateError("program_outdated")
