"""The acts of administrators, and whether a supervisor who signs them off was shown all that the log has.

Rules:
- Whoever can write to the database can hide an act for as long as a supervisor looks, and put it back afterwards. So a
  sign-off says of which kinds of act it is, and has the digest of the numbers of those that were seen.
- A sign-off from before that is believed as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from desktop.domain.log.events import EventKind, Trait, kinds
from desktop.domain.log.replay.entry import Entry, Replayed
from desktop.domain.log.replay.ledger import Ledger

ACTS = kinds(Trait.ADMINISTRATION)
NONE = -1
UP_TO, OF, SEEN = "up_to", "of", "seen"
"""The facts of a sign-off: the number of the last act, the kinds of act, the digest of the numbers of all."""


@dataclass(frozen=True, kw_only=True)
class Act(Replayed):
    """An act; its identifier is the number of its event."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class Reviewed(Replayed):
    """The newest sign-off, which is the only one. `up_to`: the number of the last act in it."""

    up_to: int


_NEWEST = "newest"


def digest_of(numbers: Iterable[int]) -> str:
    """Return the digest of the numbers of some acts, in their order."""
    return sha256(",".join(map(str, numbers)).encode()).hexdigest()


def look_at_act(entry: Entry, ledger: Ledger) -> None:
    """Follow an act, or a sign-off of some; note a finding where others were seen than there are (`acts_unseen`)."""
    if entry.kind in ACTS:
        ledger.add(Act(id=str(entry.seq), since=entry.seq, kind=entry.kind.value))
    elif entry.kind is EventKind.ADMINISTRATION_REVIEWED:
        before, up_to = ledger.of(Reviewed).get(_NEWEST), entry.event.facts.get(UP_TO, NONE)
        if not isinstance(up_to, int):
            up_to = NONE
        if _others(entry, ledger, NONE if before is None else before.up_to, up_to):
            ledger.note_finding(entry, "acts_unseen")
        if before is not None:
            ledger.drop(Reviewed, _NEWEST)
        ledger.add(Reviewed(id=_NEWEST, since=entry.seq, up_to=up_to))
    else:
        return
    ledger.keep()


def _others(entry: Entry, ledger: Ledger, after: int, up_to: int) -> bool:
    """Return whether the log has others between these numbers than the sign-off says."""
    kinds, seen = entry.event.facts.get(OF), entry.event.facts.get(SEEN)
    if not isinstance(kinds, Sequence) or seen is None:
        return False
    acts = ledger.of(Act).values()
    return digest_of(act.since for act in acts if after < act.since <= up_to and act.kind in kinds) != seen
