"""The facts of one call, whatever their source."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desktop.media.telephony.parties import is_outside
from desktop.media.telephony.refusals import refused

LONGEST_SECONDS = 7 * 24 * 3600
"""A greater length is not believed."""


class EndedBecause(StrEnum):
    """The reason that a recording ends, or falls silent, before the call is over."""

    TRANSFER = "transfer"
    PAYMENT_PAUSE = "payment_pause"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """The facts of one call. Personal data: `repr` leaves out who was on the telephone.

    `started_at` is aware and in UTC. `ambiguous` says that its local time was in the hour that comes twice
    when the clocks go back, and that the first of the two was taken. `number` is the outside party's as it was given,
    or UNREADABLE; None if it is not known, withheld, or if there was no outside party. `outbound` is None where that is
    unknown. `agent_channel` is the channel of the member of staff, counted from 0.
    """

    started_at: datetime
    number: str | None = field(default=None, repr=False)
    extension: str | None = field(default=None, repr=False)
    outbound: bool | None = None
    length_seconds: int | None = None
    ended_because: EndedBecause | None = None
    agent_channel: int | None = None
    unique_id: str | None = field(default=None, repr=False)
    ambiguous: bool = False

    def __post_init__(self) -> None:
        if self.started_at.utcoffset() != timedelta(0):
            raise ValueError("the start of a call is kept in UTC")
        if self.length_seconds is not None and not 0 <= self.length_seconds <= LONGEST_SECONDS:
            raise ValueError("the length of a call is not negative, and not over a week")
        if self.agent_channel not in (None, 0, 1):
            raise ValueError("there are channels 0 and 1")


@dataclass(frozen=True)
class SideFile:
    """A side file: the facts, and the names of the recordings that it says it belongs to (perhaps none).

    `within`: such a name with its parent folder, where that is given.
    """

    facts: CallFacts
    media: tuple[str, ...] = field(default=(), repr=False)
    within: str = field(default="", repr=False)


_LEGS = timedelta(hours=1)
_LONGEST_CALL = timedelta(days=1)
_FILLED = ("number", "extension", "outbound", "length_seconds", "ended_because", "agent_channel", "unique_id")


def may_share_a_name(some: CallFacts, others: CallFacts) -> bool:
    """Return whether facts under one recording's name could be of one call, such as before and after a transfer.

    A number of ours beside one from outside does not make it another call.
    """
    numbers = {facts.number for facts in (some, others) if facts.number and is_outside(facts.number)}
    return len(numbers) < 2 and abs(some.started_at - others.started_at) <= _LEGS


def may_share_an_id(some: CallFacts, others: CallFacts) -> bool:
    """Return whether facts under one unique id could be of one call: some systems restart their count."""
    return abs(some.started_at - others.started_at) <= _LONGEST_CALL


def joined(name: CallFacts, side: CallFacts) -> CallFacts:
    """Return the facts of the recording's name, completed from the side file.

    Raises MediaRefusedError if the two name different calls.
    """
    if name.unique_id and side.unique_id and name.unique_id != side.unique_id:
        raise refused("side_other_call")
    missing = {fact: getattr(side, fact) for fact in _FILLED if getattr(name, fact) is None}
    if name.number is not None and not is_outside(name.number) and is_outside(side.number or ""):
        missing["number"] = side.number  # the name's number may be unreadable
    return replace(name, **missing)
