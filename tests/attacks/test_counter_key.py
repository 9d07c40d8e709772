"""A counter's own key, in the hands of whoever has its account and can write to the database: it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from db.log.proven import ProvenRows
from db.unit_of_work import SqlUnitOfWork
from desktop.application.copies.deciding import Decide
from desktop.application.office.accounts import AddAccount
from desktop.application.office.desks import Why, WithdrawDesk
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.application.office.signing_in import ChangePassword, SignedIn, SignIn
from desktop.application.ports.database import Recorded
from desktop.application.requests.intake import NameRepresentative
from desktop.application.reviews.reviewing import SignOff, open_review
from desktop.domain.copies.decision import Information, Ruling, Weighing
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.log.signers import ONLY_TAKEN
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import NO_HASH, Person, Role, directory_digest, hash_digest
from desktop.domain.shared.ids import DeskId, PersonId, RequestId, SessionId, new_id
from desktop.environment.passwords import Passwords
from desktop.errors import NotAllowedError, RowRefusedError
from desktop.verify.log import verify
from desktop.verify.report import Report, read_milestone
from tests.application.requests.test_intake import ACTS, correct, name
from tests.attacks.forging import findings, unapproved
from tests.support.fixtures import made_in_each
from tests.support.offices.builders import PASSWORD, ZONE, Office
from tests.support.offices.places import WITH_A_COUNTER

NAMED = "A counter signed what is decided at other PCs."
PASSWORD_NAMED = "A counter signed a password for somebody who does more than advise."
FIRST, OWN = "four quite unrelated words", "a password of their own"


place = made_in_each(WITH_A_COUNTER)


@contextmanager
def a_program_that_asks_nobody() -> Iterator[None]:
    """Let the counter's own program sign whatever it is told to, and believe of itself what its row says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProvenRows, "desk", lambda rows, id: None)
        patch.setattr(ProvenRows, "must_be_signed_here", lambda rows, event: None)
        yield


def approve(place: Office, request: RequestId) -> None:
    """Approve its copy in the approver's name, at the counter."""
    copy, weighing = place.request(request).copy, Weighing(Information.NOBODY_ELSE)
    by = place.in_person("approver", place.front)
    command = Decide(by, request, Ruling.APPROVE, copy, weighing=weighing, unheard_known=True)
    place.do(command, zone=ZONE)


def change_itself(place: Office) -> None:
    """Make the counter a back office."""
    facts: Facts = {"kind": "back_office", "was": "counter", "keys": [], "retired": []}
    by, about = place.people["administrator"], {Subject.DESK: str(place.front)}
    with place.uow() as uow:
        uow.offices.change_kind(place.front, DeskKind.BACK_OFFICE)
        event = Event(EventKind.DESK_KIND_CHANGED, place.clock.now(), place.front, by, about, facts)
        uow.commit(event, checkpoint=True)


def withdraw(place: Office) -> None:
    """Withdraw the back office, so that the counter is all there is."""
    with place.uow().read_only() as uow:
        seen = uow.offices.desk(place.back)
    place.do(WithdrawDesk(place.in_person("administrator", place.front), seen, Why.STOLEN))


def add_an_approver(place: Office) -> None:
    command = AddPerson(place.front, "spy", "A spy", frozenset({Role.APPROVER}), PASSWORD)
    place.do(add_person, command, passwords=place.passwords, by=place.people["administrator"])


def sign(place: Office, session: SessionId, desk: DeskId) -> None:
    """Sign the session off in the supervisor's name, at that desk."""
    supervisor = place.actor("supervisor", desk)
    rules: dict[str, Any] = {"desk": desk, "policy": place.policy, "is_holiday": place.is_holiday}
    place.do(open_review, supervisor, session, **rules)
    place.do(SignOff(supervisor, session, "Seen."), **rules)


def test_a_session_is_conducted_at_a_counter_and_reviewed_elsewhere(place: Office) -> None:
    session = place.closed()
    assert place.session(session).desk == place.front
    sign(place, session, place.back)
    assert place.verify().whole and not findings(place)


def correct_who_asks(place: Office) -> None:
    correct(place, place.a_request(), surname="Other")


DECISIONS: dict[str, Callable[[Office], None]] = {
    "correcting who asks": correct_who_asks,
    "approving": lambda place: approve(place, unapproved(place)),
    "changing its own kind": change_itself,
    "withdrawing the back office": withdraw,
    "adding somebody": add_an_approver,
    "signing a session off": lambda place: sign(place, place.closed(), place.front),
}


def test_the_program_says_that_it_is_done_at_another_pc_and_does_nothing(place: Office) -> None:
    for act in DECISIONS.values():
        with pytest.raises(NotAllowedError, match="not_at_this_pc"):
            act(place)
    assert not findings(place)


def nothing(place: Office) -> None:
    pass


@pytest.mark.parametrize("before", [nothing, change_itself, withdraw])
def test_a_copy_that_it_approved_is_not_heard_and_named(place: Office, before: Callable[[Office], None]) -> None:
    request = unapproved(place)
    booked = place.booked(request)
    with a_program_that_asks_nobody():
        before(place)
        approve(place, request)
    with pytest.raises(RowRefusedError):
        place.check_in(booked.id)
    assert findings(place).count(NAMED) == 1 + (before is not nothing)


def test_somebody_whom_it_added_does_not_sign_in(place: Office) -> None:
    with a_program_that_asks_nobody():
        add_an_approver(place)
    command = SignIn(place.back, "spy", PASSWORD)
    with pytest.raises(RowRefusedError):
        place.do(command, desk=place.back, passwords=place.passwords, policy=place.policy)
    assert NAMED in findings(place)


def test_a_session_that_it_signed_off_is_named(place: Office) -> None:
    session = place.closed()
    with a_program_that_asks_nobody():
        sign(place, session, place.front)
    found = findings(place)
    assert NAMED in found and "review" in found


@pytest.mark.parametrize("before", [nothing, change_itself, withdraw])
def test_verifying_what_is_new_names_it_too(place: Office, before: Callable[[Office], None]) -> None:
    """From where a whole verification has ended the kinds of PCs are known."""
    request = unapproved(place)
    milestone = verified(place).milestone
    assert milestone is not None and read_milestone(milestone.text()) == milestone
    with a_program_that_asks_nobody():
        before(place)
        approve(place, request)
    assert [found.code for found in verified(place, since=milestone).findings] == ["not_at_a_counter"] * (
        1 + (before is not nothing)
    )


def test_a_password_of_an_adviser_is_chosen_at_a_counter(place: Office) -> None:
    choose(place, "adviser")
    signs_in(place, "adviser", OWN, place.front)
    signs_in(place, "adviser", OWN, place.back)
    assert place.verify().whole and not findings(place)


def test_everybody_else_is_told_where_theirs_is_chosen(place: Office) -> None:
    for who in ("approver", "supervisor", "administrator", "officer"):
        with pytest.raises(NotAllowedError, match="password_elsewhere"):
            choose(place, who)
        choose(place, who, place.back)
        signs_in(place, who, OWN, place.front)


def test_so_are_they_where_they_sign_in_with_a_first_password(place: Office) -> None:
    by, new = place.in_person("administrator", place.back), frozenset({Role.ADVISER, Role.SUPERVISOR})
    place.do(AddAccount(by, "new", "New", new, FIRST), desk=place.back)
    with pytest.raises(NotAllowedError) as found:
        signs_in(place, "new", FIRST, place.front)
    assert found.value.code == "password_elsewhere"
    assert signs_in(place, "new", FIRST, place.back).first_password


def test_a_hash_that_is_out_of_date_is_renewed_elsewhere(place: Office) -> None:
    place.passwords.real = Passwords(memory_kib=16, passes=1, lanes=1)
    for desk, kind in ((place.front, EventKind.SIGNED_IN), (place.back, EventKind.PASSWORD_REHASHED)):
        signs_in(place, "approver", PASSWORD, desk)
        assert place.events()[-1].kind is kind
    assert place.verify().whole and not findings(place)


@pytest.mark.parametrize("kind", [EventKind.PASSWORD_CHANGED, EventKind.PASSWORD_REHASHED])
def test_a_password_that_it_gives_an_approver_lets_nobody_in(place: Office, kind: EventKind) -> None:
    """Whoever has the counter's key knows it, and would decide with it at a PC of the back office."""
    milestone = verified(place).milestone
    plant(place, kind)
    with pytest.raises(RowRefusedError):
        signs_in(place, "approver", OWN, place.back)
    said = findings(place)
    assert PASSWORD_NAMED in said and "password_hash" in said
    assert [found.code for found in verified(place).findings] == ["password_at_a_counter"]
    assert [found.code for found in verified(place, since=milestone).findings] == ["password_at_a_counter"]


def plant(place: Office, kind: EventKind) -> None:
    """Give the approver a password, at the counter, in their name."""
    approver, hashed = place.people["approver"], place.passwords.renew(OWN)
    facts: Facts = {"hash": hash_digest(approver, hashed)}
    with a_program_that_asks_nobody(), place.uow() as uow:
        uow.people.renew_hash(approver, hashed)
        uow.commit(Event(kind, place.clock.now(), place.front, approver, {Subject.PERSON: approver}, facts))


def choose(place: Office, who: str, desk: DeskId | None = None) -> None:
    actor = place.actor(who, desk)
    place.do(ChangePassword(actor, PASSWORD, OWN, OWN), desk=actor.desk)


def signs_in(place: Office, name: str, password: str, desk: DeskId) -> Person:
    signed_in: SignedIn = place.do(SignIn(desk, name, password), desk=desk)
    return signed_in.person


def verified(place: Office, **how: Any) -> Report:
    with place.parts.engine.connect() as connection:
        witness = place.parts.paths.witness.read_text(encoding="utf-8")
        return verify(connection.connection.dbapi_connection, witness, **how)


def test_a_role_that_it_gives_in_the_directorys_name_is_not_had_by_an_account_of_the_office(place: Office) -> None:
    adviser = place.people["adviser"]
    with place.uow() as uow:
        uow.people.save(replace(uow.people.get(adviser), roles=frozenset({Role.ADVISER, Role.APPROVER})))
        facts: Facts = {"roles": ["adviser", "approver"]}
        event = Event(EventKind.ROLES_CHANGED, place.clock.now(), place.front, None, {Subject.PERSON: adviser}, facts)
        uow.commit(event)
    command = SignIn(place.back, "adviser", PASSWORD)
    with pytest.raises(RowRefusedError):
        place.do(command, desk=place.back, passwords=place.passwords, policy=place.policy)
    assert "roles_changed" in findings(place)


def says_only_taken(place: Office, request: RequestId) -> None:
    """Name somebody, and say that the request was only taken."""
    plain = SqlUnitOfWork.commit

    def commit(uow: SqlUnitOfWork, event: Event, *, checkpoint: bool = False) -> Recorded:
        return plain(uow, replace(event, facts={**event.facts, ONLY_TAKEN: True}), checkpoint=checkpoint)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqlUnitOfWork, "commit", commit)
        name(place, request)


def corrects_the_call(place: Office, request: RequestId) -> None:
    """Let the spy ask, and sign that the call was corrected."""
    with place.uow() as uow:
        before = uow.requests.get(request)
        uow.requests.save(replace(before, call=replace(before.call, number="+441632960999")))
        facts: Facts = {"recordings": [], "stops": [], "asked": uow.requests.asked_digest(request)}
        about, by = {Subject.REQUEST: str(request)}, place.people["officer"]
        uow.commit(Event(EventKind.CALL_CORRECTED, place.clock.now(), place.front, by, about, facts))


@pytest.mark.parametrize("other", [name, says_only_taken, corrects_the_call])
def test_nobody_else_asks_by_it_for_what_was_approved(
    place: Office, other: Callable[[Office, RequestId], None]
) -> None:
    booked = place.booked()
    with a_program_that_asks_nobody():
        other(place, booked.request)
    with pytest.raises(RowRefusedError) as found:
        place.check_in(booked.id)
    assert found.value.table == "asker" and findings(place)


def test_at_a_counter_somebody_is_named_while_the_request_is_only_taken(place: Office) -> None:
    taken, approved = place.a_request(), place.first_request
    name(place, taken)
    with pytest.raises(NotAllowedError, match="not_at_this_pc"):
        name(place, approved)
    command = NameRepresentative(place.actor("officer", place.back), approved, ACTS)
    place.do(command, desk=place.back)
    assert place.verify().whole and not findings(place)


def test_it_signs_nothing_that_is_not_offered_there(place: Office) -> None:
    for kind in (EventKind.RECORDING_UNLINKED, EventKind.HOLD_REVIEWED):
        with place.uow() as uow, pytest.raises(NotAllowedError, match="not_at_this_pc"):
            uow.commit(Event(kind, place.clock.now(), place.front, place.people["officer"]))


@pytest.mark.parametrize("at", ["front", "back"])
def test_nobody_becomes_an_administrator_from_nobody(place: Office, at: str) -> None:
    """The spy has an account in the directory."""
    spy = Person(PersonId(new_id()), "spy", "A spy", frozenset({Role.ADMINISTRATOR}), directory="spy's identifier")
    facts: Facts = {
        "roles": ["administrator"],
        "hash": hash_digest(spy.id, NO_HASH),
        "directory": directory_digest(spy.id, spy.directory),
    }
    desk = getattr(place, at)
    with a_program_that_asks_nobody(), place.uow(desk) as uow:
        uow.people.add(spy, NO_HASH, place.clock.now())
        about = {Subject.PERSON: str(spy.id)}
        uow.commit(Event(EventKind.PERSON_ADDED, place.clock.now(), desk, None, about, facts))
    with place.uow(place.back).read_only() as uow, pytest.raises(RowRefusedError):
        uow.proven.person(spy.id)
    assert "person_added" in findings(place) or NAMED in findings(place)
