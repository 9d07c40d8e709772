"""The report of a PC on itself when the program is opened there: for Health, where an administrator sees every PC.

Rules:
- It tells only what is other than it last told; a clock that strays by less than `CLOCK_S` is the same.
- Nobody is signed in, and nothing in it is about a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, PcState
from desktop.application.ports.health import PcReported
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import Event, EventKind, Facts
from desktop.domain.shared.ids import DeskId

CLOCK_S = 30


@dataclass(frozen=True)
class ReportPc(Command[None]):
    """The PC, and how it is."""

    desk: DeskId
    state: PcState


def has_to_report(command: ReportPc, *, uow: UnitOfWork, clock: Clock) -> bool:
    """Return whether it is other than it last told."""
    with uow.look():
        return _differs(uow.reading.pc_reported(command.desk), command.state, _clock_ahead(uow, clock))


@carries_out(ReportPc)
@given_again(nothing)
def report_pc(command: ReportPc, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log how the PC is. Raises DeskCopiedError."""
    with uow:
        uow.turns.must_be_ours()
        facts: Facts = {"version": command.state.version, "lacks": sorted(command.state.lacks)}
        ahead = _clock_ahead(uow, clock)
        if ahead is not None:
            facts["clock_ahead"] = ahead
        uow.commit(Event(EventKind.DESK_REPORTED, clock.now(), command.desk, None, {}, facts))


def _differs(told: PcReported | None, state: PcState, ahead: int | None) -> bool:
    if told is None or (told.version, frozenset(told.lacks)) != (state.version, state.lacks):
        return True
    return abs((ahead or 0) - (told.clock_ahead or 0)) >= CLOCK_S


def _clock_ahead(uow: UnitOfWork, clock: Clock) -> int | None:
    """Return by how many seconds this PC's clock leads the server's; None where there is no other clock."""
    there = uow.times.server()
    return None if there is None else round((clock.now() - there).total_seconds())
