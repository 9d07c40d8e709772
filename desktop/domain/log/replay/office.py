"""The office, its desks and its people; the keys of recordings; the notes whose digests the log holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from desktop.domain.log.events import Subject
from desktop.domain.log.replay.ledger import Ledger
from desktop.domain.log.replay.told import (
    NOT_SAID,
    About,
    Maybe,
    OddError,
    Replayed,
    Told,
    digest,
    flag,
    identifier,
    several,
    text,
)

NOTHING = sha256(b"").hexdigest()
"""The digest of a destroyed key: nothing is left of it."""


@dataclass(frozen=True, kw_only=True)
class Office(Replayed):
    """The office. `recovery_recipients`: of the two offline identities."""

    kind: str
    zone: Maybe[str]
    nation: Maybe[str]
    created_at: About
    recovery_recipients: Maybe[tuple[str, ...]]
    one: int = 1


@dataclass(frozen=True, kw_only=True)
class Desk(Replayed):
    """A desk, and the recipient that keys are wrapped to for it."""

    recipient: str
    opens_originals: bool
    enrolled_at: About


@dataclass(frozen=True, kw_only=True)
class Person(Replayed):
    """Somebody who can sign in. `password_hash`: the digest of the stored hash (`domain.office.people`)."""

    role: str
    password_hash: Maybe[str]
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class RetentionKey(Replayed):
    """A retention key. `wrapped`: the SHA-256 of it, wrapped to the desks and the recovery identities."""

    source: str
    month: str
    kind: str
    wrapped: str
    destroyed_at: About | None = None


@dataclass(frozen=True, kw_only=True)
class Note(Replayed):
    """Typed text. `words`: its salted digest."""

    words: str


def office_created(told: Told, ledger: Ledger) -> None:
    """Begin the office; there is one."""
    if ledger.of(Office):
        raise OddError("told_twice")
    office = Office(
        id=told.fact("office", identifier),
        since=told.seq,
        kind="demo" if told.fact("demo", flag) else "office",
        zone=told.said("zone", text),
        nation=told.said("nation", text),
        created_at=told.about,
        recovery_recipients=told.said("recipients", several(text)),
    )
    ledger.add(office)


def desk_enrolled(told: Told, ledger: Ledger) -> None:
    """Add a desk."""
    recipient, opens = told.fact("recipient", text), told.fact("opens_originals", flag)
    id = told.subject(Subject.DESK)
    ledger.add(Desk(id=id, since=told.seq, recipient=recipient, opens_originals=opens, enrolled_at=told.about))


def person_added(told: Told, ledger: Ledger) -> None:
    """Add somebody with a role."""
    id, role = told.subject(Subject.PERSON), told.fact("role", text)
    ledger.add(Person(id=id, since=told.seq, role=role, password_hash=told.said("hash", digest)))


def signed_in(told: Told, ledger: Ledger) -> None:
    """Follow a renewed hash; nobody signs in whom the log has not added."""
    person = ledger.get(Person, told.subject(Subject.PERSON))
    if told.says("hash_renewed"):
        ledger.change(told, person, password_hash=told.said("hash", digest))


def key_of(told: Told, ledger: Ledger, kind: str) -> tuple[Maybe[str], list[Replayed]]:
    """Return the key that seals the event's sound, and that key itself where it is new.

    Raises OddError where it is destroyed, or was told of otherwise.
    """
    if not told.says("key"):
        ledger.leave_open(RetentionKey)
        return NOT_SAID, []
    key = RetentionKey(
        id=told.fact("key", identifier),
        since=told.seq,
        source=told.fact("source", text),
        month=told.fact("key_month", text),
        kind=kind,
        wrapped=told.fact("key_sha256", digest),
    )
    return key.id, checked(key, ledger)


def checked(key: RetentionKey, ledger: Ledger) -> list[Replayed]:
    """Return that key where it is new. Raises OddError (`key_told_otherwise`)."""
    known = ledger.of(RetentionKey).get(key.id)
    if known is None:
        return [key]
    if _same(known) != _same(key):
        raise OddError("key_told_otherwise")
    return []


def _same(key: RetentionKey) -> tuple[object, ...]:
    return key.source, key.month, key.kind, key.wrapped, key.destroyed_at


def note_of(told: Told) -> Note | None:
    """Return the note beside an event; None where it has none, or no digest of it."""
    if not told.names(Subject.NOTE) or not told.says("digest"):
        return None
    return Note(id=told.subject(Subject.NOTE), since=told.seq, words=told.fact("digest", digest))


def new(*those: Replayed | None) -> Iterable[Replayed]:
    """Return those that are there."""
    return [each for each in those if each is not None]
