"""The counters' keys: they decide nothing, once there is a back office where it can be done."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.log.sealing import AUTHORITY
from desktop.domain.log.signers import ALONE, AT_A_COUNTER, OF_A_PASSWORD, OF_PEOPLE, OF_THE_DIRECTORY, ONLY_TAKEN
from desktop.domain.office.pcs import LEFT_TO_OTHERS, DeskKind
from desktop.domain.office.people import ALLOWED
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.verify import desks as advisers_apart
from desktop.verify import desks as apart
from tests.domain.log.test_signers import MONDAY, ONE, OTHER, Log, public, text


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


def test_what_a_counter_decides_is_not_believed() -> None:
    def believed(kind: EventKind) -> list[bool]:
        log = an_office()
        log.actor = PersonId("a" * 32)
        written, stored = log.write(kind, OTHER), log.stored
        return [written, log.signers.believes(*stored[0]), log.signers.believes(*stored[-1]), log.write(kind, ONE)]

    decided = AUTHORITY - AT_A_COUNTER
    assert [kind for kind in decided if believed(kind) != [False, True, False, True]] == [], "at the back office it is"


def test_what_a_counter_does_is() -> None:
    assert [kind for kind in AT_A_COUNTER - OF_A_PASSWORD if not an_office().write(kind, OTHER)] == []


def test_everything_else_a_counter_writes_as_before() -> None:
    log = an_office()
    assert all(log.write(kind, OTHER) for kind in (EventKind.HEARD, EventKind.CHECKED_IN, EventKind.BRIEFED))


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
