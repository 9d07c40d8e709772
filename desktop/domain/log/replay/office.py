"""The office, its desks and its people; the keys of recordings; the notes whose digests the log holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from desktop.domain.log.events import Subject
from desktop.domain.log.replay.entry import (
    NOT_SAID,
    About,
    Entry,
    Maybe,
    OutOfOrderError,
    Replayed,
    digest,
    flag,
    identifier,
    several,
    text,
)
from desktop.domain.log.replay.ledger import Ledger

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


def office_created(entry: Entry, ledger: Ledger) -> None:
    """Begin the office; there is one."""
    if ledger.of(Office):
        raise OutOfOrderError("added_twice")
    office = Office(
        id=entry.fact("office", identifier),
        since=entry.seq,
        kind="demo" if entry.fact("demo", flag) else "office",
        zone=entry.said("zone", text),
        nation=entry.said("nation", text),
        created_at=entry.about,
        recovery_recipients=entry.said("recipients", several(text)),
    )
    ledger.add(office)


def desk_enrolled(entry: Entry, ledger: Ledger) -> None:
    """Add a desk."""
    recipient, opens = entry.fact("recipient", text), entry.fact("opens_originals", flag)
    id = entry.subject(Subject.DESK)
    ledger.add(Desk(id=id, since=entry.seq, recipient=recipient, opens_originals=opens, enrolled_at=entry.about))


def person_added(entry: Entry, ledger: Ledger) -> None:
    """Add somebody with a role."""
    id, role = entry.subject(Subject.PERSON), entry.fact("role", text)
    ledger.add(Person(id=id, since=entry.seq, role=role, password_hash=entry.said("hash", digest)))


def password_rehashed(entry: Entry, ledger: Ledger) -> None:
    """Follow a new hash of the same password."""
    person = ledger.get(Person, entry.subject(Subject.PERSON))
    ledger.change(entry, person, password_hash=entry.fact("hash", digest))


def signed_in(entry: Entry, ledger: Ledger) -> None:
    """Follow a hash renewed by an older program; nobody signs in whom the log has not added."""
    person = ledger.get(Person, entry.subject(Subject.PERSON))
    if entry.says("hash_renewed"):
        ledger.change(entry, person, password_hash=entry.said("hash", digest))


def key_of(entry: Entry, ledger: Ledger, kind: str) -> tuple[Maybe[str], list[Replayed]]:
    """Return the key that seals the event's sound, and that key itself where it is new.

    Raises OutOfOrderError where it is destroyed, or was described otherwise.
    """
    if not entry.says("key"):
        ledger.leave_open(RetentionKey)
        return NOT_SAID, []
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
    """Return that key where it is new. Raises OutOfOrderError (`key_described_otherwise`)."""
    known = ledger.of(RetentionKey).get(key.id)
    if known is None:
        return [key]
    if _same(known) != _same(key):
        raise OutOfOrderError("key_described_otherwise")
    return []


def _same(key: RetentionKey) -> tuple[object, ...]:
    return key.source, key.month, key.kind, key.wrapped, key.destroyed_at


def note_of(entry: Entry) -> Note | None:
    """Return the note beside an event; None where it has none, or no digest of it."""
    if not entry.names(Subject.NOTE) or not entry.says("digest"):
        return None
    return Note(id=entry.subject(Subject.NOTE), since=entry.seq, words=entry.fact("digest", digest))


def new(*those: Replayed | None) -> Iterable[Replayed]:
    """Return those that are there."""
    return [each for each in those if each is not None]
