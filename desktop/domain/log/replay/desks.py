"""Desks: enrolled, given another kind, and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.entry import About, Entry, OutOfOrderError, Replayed, number, several, text
from desktop.domain.log.replay.keys import retire, wrap_anew
from desktop.domain.log.replay.ledger import Ledger, follows


@dataclass(frozen=True, kw_only=True)
class Desk(Replayed):
    """A desk, and the recipient that keys are wrapped to for it.

    `turn`: the last one of its PC that it signed someone in with, on a server; 0 before the first.
    """

    recipient: str
    kind: str
    enrolled_at: About
    withdrawn_at: About | None = None
    turn: int = 0


@follows(EventKind.DESK_ENROLLED)
def desk_enrolled(entry: Entry, ledger: Ledger) -> None:
    """Add a desk."""
    kind = entry.fact("kind", text)
    recipient, id = entry.fact("recipient", text), entry.subject(Subject.DESK)
    if entry.says("keys"):
        wrap_anew(entry, ledger, "keys")
    ledger.add(Desk(id=id, since=entry.seq, recipient=recipient, kind=kind, enrolled_at=entry.about))


@follows(EventKind.DESK_WITHDRAWN)
def desk_withdrawn(entry: Entry, ledger: Ledger) -> None:
    """Withdraw a desk, and retire the keys that it held. Raises OutOfOrderError where it is withdrawn already."""
    desk = ledger.get(Desk, entry.subject(Subject.DESK))
    if desk.withdrawn_at is not None:
        raise OutOfOrderError("wrong_order")
    retire(entry, ledger, entry.fact("retired", several(text)))
    ledger.change(entry, desk, withdrawn_at=entry.about)


@follows(EventKind.DESK_KIND_CHANGED)
def desk_kind_changed(entry: Entry, ledger: Ledger) -> None:
    """Give a desk another kind: keys that it gains are wrapped to it, those that it loses are retired.

    Raises OutOfOrderError where it was withdrawn, or was of another kind before.
    """
    desk = ledger.get(Desk, entry.subject(Subject.DESK))
    if desk.withdrawn_at is not None or desk.kind != entry.fact("was", text):
        raise OutOfOrderError("wrong_order")
    wrap_anew(entry, ledger, "keys")
    retire(entry, ledger, entry.fact("retired", several(text)))
    ledger.change(entry, desk, kind=entry.fact("kind", text))


def next_turn(entry: Entry, ledger: Ledger) -> None:
    """Follow the turns of a desk's PC. Raises OutOfOrderError where one comes twice: a copy of the PC has taken it."""
    desk = ledger.get(Desk, entry.event.desk)
    if (turn := entry.fact("turn", number)) <= desk.turn:
        raise OutOfOrderError("turn_twice")
    ledger.change(entry, desk, turn=turn)
