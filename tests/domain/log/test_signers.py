"""Who may sign, followed from the log's first event: a chain of real keys, every break in it, and what a counter's key
may sign.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.domain.log import sealing
from desktop.domain.log.checkpoint import Checkpoint, SignedNote, key_name, parse_note, signed_text
from desktop.domain.log.events import Event, EventKind, Facts, Subject, canonical
from desktop.domain.log.merkle import leaf_hash
from desktop.domain.log.signers import (
    ALONE,
    BACK_OFFICE,
    OF_A_PASSWORD,
    OF_PEOPLE,
    OF_THE_DIRECTORY,
    ONLY_TAKEN,
    Signers,
)
from desktop.domain.office.pcs import LEFT_TO_OTHERS, DeskKind
from desktop.domain.office.people import ALLOWED
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.environment.day_signer import is_signed
from desktop.verify import desks as advisers_apart
from desktop.verify import desks as apart

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
        """Append an event; return whether it is believed. `by`: signed with that key in place of the desk's."""
        at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
        event = Event(kind, at, desk, self.actor, subjects or {}, facts or {})
        seq = len(self.stored)
        body = canonical(event, seq)
        key = by or self.keys.get(desk)
        if signed and key is not None:
            body = sealing.with_signature(body, key.sign(sealing.signed_message(ORIGIN, body)))
        self.stored.append((seq, body, event))
        return self.signers.take(seq, body, event)

    def key(
        self, desk: DeskId = ONE, on: date = MONDAY, by: Ed25519PrivateKey | None = None, first: bool = False
    ) -> bool:
        """Give the desk a key of that day, signed by the one before or by another."""
        fresh = Ed25519PrivateKey.generate()
        said = sealing.next_key_message(ORIGIN, desk, on, public(fresh))
        facts: Facts = {"day": on.isoformat(), "public": text(public(fresh))}
        if by is not None:
            facts["signature"] = text(by.sign(said))
        kind = EventKind.LOG_STARTED if first else EventKind.SIGNING_KEY_CHANGED
        believed = self.write(kind, desk, facts, by=fresh, on=on)
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
    assert log.write(EventKind.HEARD) and not log.write(EventKind.HEARD, signed=False)


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
    assert not Signers(ORIGIN, None, is_signed).take(seq, wrong, event)


def test_a_key_of_no_day_is_none(log: Log) -> None:
    facts: Facts = {"day": "someday", "public": text(bytes(32)), "signature": text(bytes(64))}
    assert not log.write(EventKind.SIGNING_KEY_CHANGED, facts=facts)


def enrolled(log: Log, desk: DeskId, kind: str) -> None:
    """Enrol that desk, whose first key follows."""
    key = Ed25519PrivateKey.generate()
    assert log.write(EventKind.DESK_ENROLLED, ONE, {"kind": kind, "key": text(public(key))}, {Subject.DESK: desk})
    if desk != ONE:
        assert log.key(desk, first=True, by=key)


def an_office(*, first: str = "back_office", other: str = "counter") -> Log:
    """Return the log of an office of two PCs."""
    log = Log()
    log.keys[ONE] = Ed25519PrivateKey.generate()
    facts: Facts = {"day": MONDAY.isoformat(), "public": text(public(log.keys[ONE]))}
    assert log.write(EventKind.LOG_STARTED, ONE, facts)
    enrolled(log, ONE, first)
    enrolled(log, OTHER, other)
    return log


@pytest.mark.against("rows")
def test_what_a_counter_decides_is_not_believed() -> None:
    def believed(kind: EventKind) -> list[bool]:
        log = an_office()
        log.actor = PersonId("a" * 32)
        written, stored = log.write(kind, OTHER), log.stored
        return [written, log.signers.believes(*stored[0]), log.signers.believes(*stored[-1]), log.write(kind, ONE)]

    wrong = [kind for kind in BACK_OFFICE if believed(kind) != [False, True, False, True]]
    assert wrong == [], "at the back office it is"


def test_everything_else_that_a_counter_writes_is() -> None:
    log, key_events = an_office(), {EventKind.LOG_STARTED, EventKind.SIGNING_KEY_CHANGED}
    does = [kind for kind in EventKind if kind not in BACK_OFFICE | OF_A_PASSWORD | key_events]
    assert [kind for kind in does if not log.write(kind, OTHER)] == []


def test_a_counter_does_not_make_itself_anything_else_nor_the_back_office_go() -> None:
    log = an_office()
    assert not log.write(EventKind.DESK_KIND_CHANGED, OTHER, {"kind": "back_office"}, {Subject.DESK: OTHER})
    assert not log.write(EventKind.DESK_WITHDRAWN, OTHER, {}, {Subject.DESK: ONE})
    assert not log.write(EventKind.REQUEST_APPROVED, OTHER)


@pytest.mark.parametrize("of", [kind.value for kind in DeskKind if kind is not DeskKind.COUNTER])
def test_a_pc_of_another_kind_decides(of: str) -> None:
    assert an_office(other=of).write(EventKind.REQUEST_APPROVED, OTHER)


def test_a_pc_decides_from_the_event_on_that_makes_it_more_than_a_counter() -> None:
    log = an_office()
    assert log.write(EventKind.DESK_KIND_CHANGED, ONE, {"kind": "back_office"}, {Subject.DESK: OTHER})
    assert log.write(EventKind.REQUEST_APPROVED, OTHER)
    assert log.write(EventKind.DESK_KIND_CHANGED, ONE, {"kind": "counter"}, {Subject.DESK: OTHER})
    assert log.signers.believes(*log.stored[-2]), "that was before"
    assert not log.write(EventKind.REQUEST_APPROVED, OTHER)


def test_where_there_is_no_back_office_counters_do_everything() -> None:
    log = an_office(first="counter")
    assert log.write(EventKind.REQUEST_APPROVED, OTHER)
    assert log.write(EventKind.DESK_KIND_CHANGED, OTHER, {"kind": "back_office"}, {Subject.DESK: ONE})
    assert not log.write(EventKind.REQUEST_APPROVED, OTHER)
    assert log.write(EventKind.DESK_WITHDRAWN, ONE, {}, {Subject.DESK: ONE})
    assert log.write(EventKind.REQUEST_APPROVED, OTHER), "there is none any more"


def test_of_an_event_that_has_no_number_yet_it_holds_too() -> None:
    log = an_office()
    counters, at = log.signers.counters, log.stored[-1][2].at
    for desk, may in ((ONE, True), (OTHER, False)):
        for kind in (EventKind.REQUEST_APPROVED, EventKind.PASSWORD_CHANGED):
            assert counters.may_sign(Event(kind, at, desk, subjects={Subject.PERSON: "an approver"})) is may
    assert counters.may_sign(Event(EventKind.HEARD, at, OTHER))


def test_what_the_directory_says_arrives_at_counters_and_nobody_says_it_in_its_name() -> None:
    log = an_office()
    assert log.write(EventKind.ROLES_CHANGED, OTHER) and log.write(EventKind.PERSON_LEFT, OTHER)
    assert log.write(EventKind.PERSON_ADDED, OTHER, {"directory": "a digest"})
    assert not log.write(EventKind.PERSON_ADDED, OTHER), "a local account is an administrator's"


def test_it_names_who_acts_for_somebody_while_the_requests_are_only_taken() -> None:
    log = an_office()
    log.actor = PersonId("a" * 32)
    assert log.write(EventKind.REPRESENTATIVE_NAMED, OTHER, {ONLY_TAKEN: True})
    assert not log.write(EventKind.REPRESENTATIVE_NAMED, OTHER, {ONLY_TAKEN: False})
    assert log.write(EventKind.REPRESENTATIVE_NAMED, ONE, {ONLY_TAKEN: False})


def test_the_directory_makes_nobody_an_administrator() -> None:
    log = an_office()
    facts: Facts = {"directory": "a digest", "roles": ["adviser", "administrator"]}
    assert not log.write(EventKind.PERSON_ADDED, OTHER, facts)
    assert not log.write(EventKind.ROLES_CHANGED, OTHER, {"roles": ["administrator"]})


def person(log: Log, kind: EventKind, id: str, **facts: Any) -> bool:
    """Say that of someone at the back office, as an administrator."""
    log.actor = PersonId("a" * 32)
    return log.write(kind, ONE, facts, {Subject.PERSON: id})


def password(log: Log, id: str, kind: EventKind = EventKind.PASSWORD_CHANGED, desk: DeskId = OTHER) -> bool:
    """Give someone a password there, in their own name."""
    log.actor = PersonId(id)
    return log.write(kind, desk, {}, {Subject.PERSON: id})


def with_people() -> Log:
    log = an_office()
    people = {"adviser": ["adviser"], "officer": ["information_officer"], "both": ["adviser", "approver"]}
    assert all(person(log, EventKind.PERSON_ADDED, id, roles=roles) for id, roles in people.items())
    assert person(log, EventKind.PERSON_ADDED, "older", role="supervisor")
    return log


@pytest.mark.against("rows")
@pytest.mark.parametrize("kind", sorted(OF_A_PASSWORD))
def test_it_gives_a_password_to_advisers_alone(kind: EventKind) -> None:
    log = with_people()
    assert password(log, "adviser", kind)
    for id in ("officer", "both", "older", "somebody of whom nothing is said"):
        assert not password(log, id, kind) and password(log, id, kind, ONE)


def test_whoever_is_more_for_a_while_is_given_none_until_it_is_ended() -> None:
    log = with_people()
    assert person(log, EventKind.ROLE_LENT, "adviser", role="approver", first="2020-01-01", last="2020-01-01")
    assert not password(log, "adviser"), "its last day is what a desk's clock says"
    assert person(log, EventKind.LOAN_ENDED, "adviser", role="approver") and password(log, "adviser")
    assert person(log, EventKind.ROLES_CHANGED, "adviser", roles=["adviser", "supervisor"])
    assert log.signers.believes(*log.stored[-2]), "that was before"
    assert not password(log, "adviser")
    assert person(log, EventKind.PERSON_CAME_BACK, "adviser", roles=["adviser"]) and password(log, "adviser")


def test_it_makes_nobody_an_adviser_in_the_directorys_name() -> None:
    log = with_people()
    log.actor = None
    assert log.write(EventKind.ROLES_CHANGED, OTHER, {"roles": ["adviser"]}, {Subject.PERSON: "officer"})
    facts: Facts = {"roles": ["adviser"], "directory": "a digest"}
    assert log.write(EventKind.PERSON_ADDED, OTHER, facts, {Subject.PERSON: "officer"})
    assert not password(log, "officer")


def test_an_adviser_is_whoever_does_all_their_work_at_a_counter() -> None:
    assert {role.value for role, allowed in ALLOWED.items() if not allowed & LEFT_TO_OTHERS} == ALONE


def test_the_verifier_apart_has_the_same_rule() -> None:
    assert {kind.value for kind in OF_THE_DIRECTORY} == apart.OF_THE_DIRECTORY
    assert {kind.value for kind in OF_A_PASSWORD} == apart.OF_A_PASSWORD
    assert {kind.value for kind in OF_PEOPLE} == advisers_apart.OF_PEOPLE and ALONE == advisers_apart.ALONE
    assert {"counter", "back_office"} <= {kind.value for kind in DeskKind}
