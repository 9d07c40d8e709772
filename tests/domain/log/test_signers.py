"""Who may sign, followed from the log's first event: a chain of real keys, and every break in it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.domain.log.checkpoint import Checkpoint, SignedNote, key_name, parse_note, signed_text
from desktop.domain.log.events import Event, EventKind, Facts, Subject, canonical
from desktop.domain.log.merkle import leaf_hash
from desktop.domain.log.sealing import gives_authority, next_key_message, signed_message, with_mac, with_signature
from desktop.domain.log.signers import Signers
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.environment.day_signer import is_signed

ORIGIN = "listening-room/test"
ONE, OTHER = DeskId("1" * 32), DeskId("2" * 32)
MONDAY = date(2026, 11, 23)


def text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


@dataclass
class Log:
    """Events as desks write them, one key a desk and day. `actor`: who does it all, by name."""

    sealed: bool = True
    actor: PersonId | None = None
    signers: Signers = field(default_factory=lambda: Signers(ORIGIN, None, is_signed))
    keys: dict[DeskId, Ed25519PrivateKey] = field(default_factory=dict)
    stored: list[tuple[int, bytes, Event]] = field(default_factory=list)

    def write(
        self,
        kind: EventKind,
        desk: DeskId = ONE,
        facts: Facts | None = None,
        subjects: dict[Subject, str] | None = None,
        by: Ed25519PrivateKey | None = None,
        on: date = MONDAY,
        signed: bool = True,
    ) -> bool:
        """Append an event, signed where it should be; return whether it is believed."""
        at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
        event = Event(kind, at, desk, self.actor, subjects or {}, facts or {})
        seq = len(self.stored)
        body = canonical(event, seq)
        if self.sealed:
            body = with_mac(body, bytes(16))
        key = by or self.keys.get(desk)
        if self.sealed and signed and gives_authority(event) and key is not None:
            body = with_signature(body, key.sign(signed_message(ORIGIN, body)))
        self.stored.append((seq, body, event))
        return self.signers.take(seq, body, event)

    def key(
        self, desk: DeskId = ONE, on: date = MONDAY, by: Ed25519PrivateKey | None = None, first: bool = False
    ) -> bool:
        """Give the desk a key of that day, signed by the one before or by another."""
        fresh = Ed25519PrivateKey.generate()
        said = next_key_message(ORIGIN, desk, on, public(fresh))
        facts: Facts = {"day": on.isoformat(), "public": text(public(fresh))}
        if by is not None:
            facts["signature"] = text(by.sign(said))
        kind = EventKind.LOG_STARTED if first else EventKind.SIGNING_KEY_CHANGED
        believed = self.write(kind, desk, facts, on=on)
        if believed:
            self.keys[desk] = fresh
        return believed

    def enrol(self, desk: DeskId, key: str, **how: object) -> bool:
        return self.write(EventKind.DESK_ENROLLED, ONE, {"key": key}, {Subject.DESK: desk}, **how)  # type: ignore[arg-type]


@pytest.fixture
def log() -> Log:
    made = Log()
    assert made.key(first=True)
    return made


def test_an_event_is_believed_with_its_desks_key_and_no_other(log: Log) -> None:
    assert log.write(EventKind.PERSON_ADDED)
    assert not log.write(EventKind.PERSON_ADDED, signed=False)
    assert not log.write(EventKind.PERSON_ADDED, by=Ed25519PrivateKey.generate())
    assert not log.write(EventKind.PERSON_ADDED, OTHER, by=log.keys[ONE]), "that desk has no key"
    assert log.write(EventKind.HEARD), "it gives no authority"
    assert not log.write(EventKind.HEARD, OTHER)


def test_the_next_key_is_signed_by_the_one_before_and_counts_from_its_event_on(log: Log) -> None:
    assert log.write(EventKind.PERSON_ADDED)
    old = log.keys[ONE]
    assert not log.key(on=MONDAY + timedelta(days=1))
    assert not log.key(on=MONDAY + timedelta(days=1), by=Ed25519PrivateKey.generate())
    assert log.key(on=MONDAY + timedelta(days=1), by=old)
    assert not log.write(EventKind.PERSON_ADDED, by=old)
    assert log.write(EventKind.PERSON_ADDED)
    assert log.signers.believes(*log.stored[1]), "the older event is believed still, by the key of its day"


def test_a_desk_begins_with_the_key_that_it_was_enrolled_with(log: Log) -> None:
    enrolment = Ed25519PrivateKey.generate()
    assert not log.key(OTHER, first=True, by=enrolment), "nobody enrolled it"
    assert not log.enrol(OTHER, text(public(enrolment)), signed=False)
    assert not log.key(OTHER, first=True, by=enrolment), "its enrolment is not signed"
    assert log.enrol(OTHER, text(public(enrolment)))
    assert not log.key(OTHER, first=True), "it does not introduce itself"
    assert not log.key(OTHER, first=True, by=log.keys[ONE])
    assert log.key(OTHER, first=True, by=enrolment)
    assert log.write(EventKind.PERSON_ADDED, OTHER)
    assert not log.key(OTHER, first=True, by=enrolment), "once"


def note(log: Log, desk: DeskId, by: Ed25519PrivateKey | None = None, origin: str = ORIGIN) -> SignedNote:
    """A checkpoint over the whole log, signed by that desk's key, or by another in its name."""
    key = by or log.keys[desk]
    at = datetime(MONDAY.year, MONDAY.month, MONDAY.day, 10, tzinfo=UTC)
    checkpoint = Checkpoint(origin, len(log.stored), bytes(32), at)
    return parse_note(signed_text(checkpoint, key_name(ORIGIN, desk), public(key), key.sign))


def test_a_checkpoint_is_vouched_for_by_the_desk_that_signed_it_and_by_no_other(log: Log) -> None:
    signed = note(log, ONE)
    assert log.signers.vouches(signed) and log.signers.vouches(signed, ONE)
    assert not log.signers.vouches(signed, OTHER)
    assert not log.signers.vouches(note(log, ONE, by=Ed25519PrivateKey.generate()))
    assert not log.signers.vouches(note(log, ONE, origin="listening-room/another"))


def test_only_the_pinned_log_is_believed(log: Log) -> None:
    seq, body, event = log.stored[0]
    assert log.signers.genesis == leaf_hash(body)
    assert Signers(ORIGIN, leaf_hash(body), is_signed).take(seq, body, event)
    other = Signers(ORIGIN, bytes(32), is_signed)
    assert not other.take(seq, body, event)
    assert not other.believes(*log.stored[0])


@pytest.mark.parametrize("value", ["", "no base64", 7, True])
def test_a_key_of_another_form_is_none(log: Log, value: str | int) -> None:
    assert not log.write(EventKind.SIGNING_KEY_CHANGED, facts={"day": "2026-11-24", "public": value})
    assert not log.write(EventKind.LOG_STARTED, OTHER, facts={"day": "2026-11-24", "public": value})


def test_bytes_that_are_no_events_are_not_believed(log: Log) -> None:
    seq, body, event = log.stored[0]
    wrong = body.replace(b'"v":1}', b'"v":1} ')
    assert not log.signers.believes(seq, wrong, Event(EventKind.PERSON_ADDED, event.at, ONE))
    other = Signers(ORIGIN, None, is_signed)
    assert other.take(seq, wrong, event) and other.genesis != log.signers.genesis


def test_a_key_of_no_day_is_none(log: Log) -> None:
    facts: Facts = {"day": "someday", "public": text(bytes(32)), "signature": text(bytes(64))}
    assert not log.write(EventKind.SIGNING_KEY_CHANGED, facts=facts)
