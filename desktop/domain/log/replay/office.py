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
    MalformedError,
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


def signing_begun(entry: Entry, ledger: Ledger) -> None:
    """Take over what older events did not say. Raises OutOfOrderError where they said otherwise."""
    people = [_person(entry, each) for each in entry.fact("people", several(several(text)))]
    desks = [_desk(entry, each) for each in entry.fact("desks", several(several(text)))]
    keys = [_key(entry, each) for each in entry.fact("keys", several(several(text)))]
    recovery = entry.fact("recipients", several(text))
    for person in people:
        known = ledger.of(Person).get(person.id)
        if known is None or (known.role, known.active) != (person.role, person.active):
            raise OutOfOrderError("said_otherwise")
        if known.password_hash not in (NOT_SAID, person.password_hash):
            raise OutOfOrderError("said_otherwise")
        ledger.change(entry, known, password_hash=person.password_hash)
    for desk in desks:
        known_desk = ledger.of(Desk).get(desk.id)
        if known_desk is None or (known_desk.recipient, known_desk.opens_originals) != (
            desk.recipient,
            desk.opens_originals,
        ):
            raise OutOfOrderError("said_otherwise")
    for key in keys:
        if key.id not in ledger.of(RetentionKey):
            ledger.add(key)
    ledger.close(RetentionKey)
    for office in list(ledger.of(Office).values()):
        if office.recovery_recipients not in (NOT_SAID, recovery):
            raise OutOfOrderError("said_otherwise")
        ledger.change(entry, office, recovery_recipients=recovery)


def _person(entry: Entry, said: tuple[str, ...]) -> Person:
    id, role, hashed, active = _fields(said, 4)
    return Person(id=id, since=entry.seq, role=role, password_hash=hashed, active=active == "active")


def _desk(entry: Entry, said: tuple[str, ...]) -> Desk:
    id, recipient, kind = _fields(said, 3)
    return Desk(
        id=id, since=entry.seq, recipient=recipient, opens_originals=kind == "originals", enrolled_at=entry.about
    )


def _key(entry: Entry, said: tuple[str, ...]) -> RetentionKey:
    id, source, month, kind, wrapped = _fields(said, 5)
    gone = entry.about if wrapped == NOTHING else None
    return RetentionKey(
        id=id, since=entry.seq, source=source, month=month, kind=kind, wrapped=wrapped, destroyed_at=gone
    )


def _fields(said: tuple[str, ...], count: int) -> tuple[str, ...]:
    if len(said) != count:
        raise MalformedError("signing_begun")
    return said


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
