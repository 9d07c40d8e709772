"""PCs (desks): enrolled, given another kind, withdrawn; and the retention keys that are wrapped to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.ledger import (
    About,
    Entry,
    Ledger,
    OutOfOrderError,
    Replayed,
    digest,
    fields,
    follows,
    identifier,
    number,
    several,
    text,
)

NOTHING = sha256(b"").hexdigest()
"""The digest of a destroyed key: nothing is left of it."""


@dataclass(frozen=True, kw_only=True)
class RetentionKey(Replayed):
    """A retention key. `wrapped`: the SHA-256 of it, wrapped to the desks and the recovery identities.

    `retired_at`: from then on no more sound comes under it, since a desk that held it was withdrawn.
    """

    source: str
    month: str
    kind: str
    wrapped: str
    destroyed_at: About | None = None
    retired_at: About | None = None


@dataclass(frozen=True, kw_only=True)
class Retirement(Replayed):
    """The newest event that retired all keys of a kind, which is its identifier."""


def key_of(entry: Entry, ledger: Ledger, kind: str) -> tuple[str, list[Replayed]]:
    """Return the key that seals the event's sound, and that key itself where it is new.

    Raises OutOfOrderError where it is destroyed, or was described otherwise.
    """
    key = RetentionKey(
        id=entry.fact("key", identifier),
        since=entry.seq,
        source=entry.fact("source", text),
        month=entry.fact("key_month", text),
        kind=kind,
        wrapped=entry.fact("key_sha256", digest),
    )
    return key.id, checked(key, ledger)


def checked(key: RetentionKey, ledger: Ledger) -> list[Replayed]:
    """Return that key where it is new. Raises OutOfOrderError (`key_described_otherwise`).

    Where the events of desks are left out of the replay, the key may have been wrapped to another one since.
    """
    known = ledger.of(RetentionKey).get(key.id)
    if known is None:
        return [key]
    as_it_was = (known.wrapped, known.destroyed_at) == (key.wrapped, None)
    if _of(known) != _of(key) or (ledger.tells(RetentionKey) and not as_it_was):
        raise OutOfOrderError("key_described_otherwise")
    return []


def key_as_it_is(entry: Entry, said: tuple[str, ...]) -> RetentionKey:
    """Return a key as a list of texts describes it: identifier, source, month, kind, digest."""
    id, source, month, kind, wrapped = fields(entry, said, 5)
    gone = entry.about if wrapped == NOTHING else None
    return RetentionKey(
        id=id, since=entry.seq, source=source, month=month, kind=kind, wrapped=wrapped, destroyed_at=gone
    )


def wrap_anew(entry: Entry, ledger: Ledger, name: str) -> None:
    """Follow keys that were wrapped to another desk, too. Raises OutOfOrderError (`key_described_otherwise`)."""
    for said in entry.fact(name, several(several(text))):
        key = key_as_it_is(entry, said)
        known = ledger.of(RetentionKey).get(key.id)
        if known is None:
            ledger.add(key)
        elif _of(known) != _of(key) or known.destroyed_at is not None:
            raise OutOfOrderError("key_described_otherwise")
        else:
            ledger.change(entry, known, wrapped=key.wrapped)


def retire(entry: Entry, ledger: Ledger, kinds: Sequence[str]) -> None:
    """Let no more sound come under the keys of these kinds that are in use."""
    for kind in sorted(set(kinds)):
        if kind in ledger.of(Retirement):
            ledger.drop(Retirement, kind)
        ledger.add(Retirement(id=kind, since=entry.seq))
    for key in list(ledger.of(RetentionKey).values()):
        if key.kind in kinds and key.destroyed_at is None and key.retired_at is None:
            ledger.change(entry, key, retired_at=entry.about)


def _of(key: RetentionKey) -> tuple[str, ...]:
    return key.source, key.month, key.kind


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
