"""People of the directory: their sign-in, what changes there, whether they are still here; and no local account."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from desktop.application.copies.deciding import Decide
from desktop.application.office import accounts, signing_in
from desktop.application.office.directory import ASK_S, Presence, ask_directory, leave_directory, still_here
from desktop.application.ports.database import DeskGate, UnitOfWork
from desktop.application.shared.commands import Actor
from desktop.domain.copies.decision import Information, Ruling, Weighing
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.office import people
from desktop.domain.office.office_policy import DirectoryGroup
from desktop.domain.requests.request import Status
from desktop.errors import DirectoryError, NotAllowedError, SignInRefusedError, WrongStateError
from tests.support.fakes import FakeDirectory
from tests.support.offices.builders import PASSWORD, ZONE, Office
from tests.support.refusals import error_of, refusal

THEIRS = "the directory's own password"


K = EventKind


@pytest.fixture
def directory(office: Office) -> FakeDirectory:
    office.passwords.directory = found = FakeDirectory()
    return found


def signed_in(office: Office, name: str = "mallet", password: str = THEIRS) -> people.Person:
    return office.do(signing_in.SignIn(office.front, name, password)).person


def refused(office: Office, name: str = "mallet", password: str = THEIRS) -> str:
    with pytest.raises((SignInRefusedError, NotAllowedError, DirectoryError)) as found:
        signed_in(office, name, password)
    return found.value.code


def newest(office: Office, count: int = 1) -> list[Event]:
    return office.events()[-count:]


def by(office: Office) -> signing_in.InPerson:
    return office.in_person("administrator")


def as_it_is(office: Office, person: people.Person) -> people.Person:
    with office.uow().read_only() as uow:
        return uow.people.get(person.id)


def may(office: Office, person: people.Person, permission: people.Permission) -> bool:
    with office.uow().read_only() as uow:
        return Actor(person.id, office.front).acting(permission, uow).may(permission)


def test_the_first_sign_in_adds_them_with_the_roles_of_their_groups(office: Office, directory: FakeDirectory) -> None:
    account = directory.add("mallet", people.Role.ADVISER, people.Role.SUPERVISOR)
    person = signed_in(office, " Mallet ")
    assert (person.sign_in_name, person.shown_name, person.directory) == ("mallet", "Demo Mallet", account.identifier)
    assert person.roles == {people.Role.ADVISER, people.Role.SUPERVISOR} and not person.first_password
    added, came = newest(office, 2)
    assert (added.kind, added.actor, added.subjects[Subject.PERSON]) == (K.PERSON_ADDED, None, person.id)
    assert added.facts == {
        "roles": ["adviser", "supervisor"],
        "hash": people.hash_digest(person.id, people.NO_HASH),
        "directory": people.directory_digest(person.id, account.identifier),
    }
    assert (came.kind, came.actor) == (K.SIGNED_IN, person.id)
    body = office.bodies()[-2]
    assert all(each.encode() not in body for each in ("mallet", "Mallet", account.identifier, THEIRS))
    assert may(office, person, people.Permission.CONDUCT_SESSION) and office.verify().whole


@pytest.mark.against("directory")
def test_no_password_of_theirs_is_stored_in_any_form(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", people.Role.ADVISER)
    before = list(office.passwords.verified)
    signed_in(office)
    with office.uow().read_only() as uow:
        found = uow.people.find("mallet")
    assert found is not None and found[1] == people.NO_HASH and office.passwords.verified == before
    assert not office.passwords.verify(people.NO_HASH, "") and not office.passwords.verify(people.NO_HASH, THEIRS)


@pytest.mark.against("directory")
def test_other_groups_are_other_roles_at_the_next_sign_in(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", people.Role.ADVISER)
    signed_in(office)
    directory.add("mallet", people.Role.APPROVER)
    person = signed_in(office)
    changed = newest(office, 2)[0]
    assert (changed.kind, changed.actor, changed.facts["roles"]) == (K.ROLES_CHANGED, None, ["approver"])
    assert person.roles == {people.Role.APPROVER} and office.verify().whole


def test_who_is_in_no_group_is_not_added_and_who_is_in_none_any_more_has_left(
    office: Office, directory: FakeDirectory
) -> None:
    directory.add("mallet")
    before = office.bodies()
    assert refused(office) == "directory_no_role" and office.bodies() == before
    directory.add("mallet", people.Role.ADVISER)
    person = signed_in(office)
    directory.add("mallet")
    assert refused(office) == "directory_no_role"
    left = newest(office)[0]
    assert (left.kind, left.actor) == (K.PERSON_LEFT, None) and not as_it_is(office, person).active
    assert refused(office) == "directory_no_role" and newest(office) == [left] and directory.stays == ""
    directory.add("mallet", people.Role.SUPERVISOR)
    assert signed_in(office).id == person.id
    back = newest(office, 2)[0]
    assert (back.kind, back.actor, back.facts["roles"]) == (K.PERSON_CAME_BACK, None, ["supervisor"])
    assert office.verify().whole


def test_an_account_that_is_gone_has_left_as_soon_as_somebody_tries(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", people.Role.ADVISER)
    person = signed_in(office)
    del directory.accounts["mallet"]
    assert refused(office) == "sign_in_refused"
    assert [event.kind for event in newest(office, 2)] == [K.PERSON_LEFT, K.SIGN_IN_REFUSED]
    assert not as_it_is(office, person).active
    assert refused(office) == "sign_in_refused" and newest(office)[0].kind is K.SIGN_IN_REFUSED
    assert office.verify().whole


def test_a_disabled_account_is_said_to_be_that_and_has_left(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", people.Role.ADVISER, password=THEIRS)
    person = signed_in(office)
    directory.disabled.add("mallet")
    assert refused(office) == "directory_disabled" and not as_it_is(office, person).active
    assert refused(office, password="not their own") == "sign_in_refused"
    directory.disabled.clear()
    assert signed_in(office).id == person.id and as_it_is(office, person).active


@pytest.mark.against("directory")
def test_no_group_makes_an_administrator(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", people.Role.ADMINISTRATOR)
    assert refused(office) == "directory_no_role"
    directory.add("mallet", people.Role.ADMINISTRATOR, people.Role.ADVISER)
    person = signed_in(office)
    assert person.roles == {people.Role.ADVISER}
    day = office.clock.now().date()
    with pytest.raises(NotAllowedError, match="directory_never_administers"):
        office.do(accounts.LendRole(by(office), person, people.Role.ADMINISTRATOR, day, day))
    lent = office.do(accounts.LendRole(by(office), person, people.Role.APPROVER, day, day))
    assert [loan.role for loan in lent.lent] == [people.Role.APPROVER]
    with pytest.raises(WrongStateError, match="last_administrator"):
        people.must_stay_administered(
            [people.Person(person.id, "x", "X", frozenset({people.Role.ADMINISTRATOR}), directory="there")]
        )


@pytest.mark.against("directory")
def test_a_local_name_is_local_and_its_password_is_never_sent(office: Office, directory: FakeDirectory) -> None:
    directory.add("adviser", people.Role.APPROVER)
    assert signed_in(office, "adviser", PASSWORD).roles == {people.Role.ADVISER}
    assert refused(office, "adviser", THEIRS) == "sign_in_refused"
    assert directory.asked == []


@pytest.mark.against("directory")
def test_somebody_renamed_there_to_a_local_name_takes_nobody_over(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", people.Role.ADVISER)
    person = signed_in(office)
    directory.accounts["married"] = directory.accounts.pop("mallet")
    directory.accounts["married"] = THEIRS, _named(directory, "married")
    assert signed_in(office, "married") == as_it_is(office, person)
    assert as_it_is(office, person).sign_in_name == "married"
    assert [event.kind for event in newest(office, 2)] == [K.PERSON_RENAMED, K.SIGNED_IN]
    directory.accounts["wanted"] = THEIRS, _named(directory, "married", "approver")
    assert refused(office, "wanted") == "directory_name_taken"


def _named(directory: FakeDirectory, key: str, name: str = "") -> Any:
    return replace(directory.accounts[key][1], name=name or key)


@pytest.mark.against("directory")
def test_another_account_of_the_same_name_is_not_the_person_of_before(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", people.Role.APPROVER)
    before = signed_in(office)
    del directory.accounts["mallet"]
    directory.add("mallet", people.Role.ADVISER)
    assert refused(office) == "directory_name_taken"
    office.do(accounts.Rename(by(office), as_it_is(office, before), "mallet-before", "Demo Mallet, before"))
    after = signed_in(office)
    assert after.id != before.id and after.roles == {people.Role.ADVISER}


def test_while_the_directory_is_down_local_accounts_work_and_nothing_is_counted(
    office: Office, directory: FakeDirectory
) -> None:
    directory.add("mallet", people.Role.ADVISER)
    person = signed_in(office)
    directory.down = True
    before = office.bodies()
    for _ in range(12):
        assert refused(office) == "directory_unreachable"
    assert refused(office, "nobody-of-that-name") == "directory_unreachable" and office.bodies() == before
    assert signed_in(office, "adviser", PASSWORD).roles == {people.Role.ADVISER}
    directory.down = False
    assert signed_in(office).id == person.id


@pytest.mark.against("directory")
def test_tries_are_counted_before_the_directory_is_asked(office: Office, directory: FakeDirectory) -> None:
    """So that nobody guesses through this program, or locks the account there."""
    directory.add("mallet", people.Role.ADVISER)
    signed_in(office)
    directory.asked.clear()
    for _ in range(20):
        refused(office, password="wrong")
    guesses = directory.asked.count("mallet")
    assert guesses == office.policy.sign_in_account.free
    found = error_of(SignInRefusedError, signed_in, office)
    assert found.wait_seconds > 0 and directory.asked.count("mallet") == guesses
    office.clock.pass_by(seconds=found.wait_seconds)
    signed_in(office)


def test_it_is_asked_outside_of_any_transaction(office: Office, directory: FakeDirectory) -> None:
    """Another desk commits while it answers."""
    directory.add("mallet", people.Role.ADVISER)
    ask = directory.sign_in

    def slowly(name: str, password: str, groups: tuple[DirectoryGroup, ...] = (), *, stays: bool = False) -> Any:
        signed_in(office, "adviser", PASSWORD)
        return ask(name, password, groups, stays=stays)

    directory.sign_in = slowly  # type: ignore[method-assign]
    signed_in(office)
    assert [event.kind for event in newest(office, 3)] == [K.SIGNED_IN, K.PERSON_ADDED, K.SIGNED_IN]


def test_their_password_is_checked_again_there(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", people.Role.ADVISER, people.Role.APPROVER)
    person = signed_in(office)
    with office.uow() as uow:
        assert signing_in.confirmed_again(Actor(person.id, office.front), THEIRS, uow=uow, check=office.check) == person
    with pytest.raises(SignInRefusedError), office.uow() as uow:
        signing_in.confirmed_again(Actor(person.id, office.front), PASSWORD, uow=uow, check=office.check)
    directory.add("mallet", people.Role.ADVISER)
    with office.uow() as uow:
        assert not signing_in.confirmed_again(Actor(person.id, office.front), THEIRS, uow=uow, check=office.check).may(
            people.Permission.DECIDE
        )
    office.do(signing_in.Unlock(Actor(person.id, office.front), THEIRS))
    del directory.accounts["mallet"]
    directory.add("mallet", people.Role.APPROVER)
    with pytest.raises(SignInRefusedError), office.uow() as uow:
        signing_in.confirmed_again(Actor(person.id, office.front), THEIRS, uow=uow, check=office.check)
    directory.down = True
    with pytest.raises(DirectoryError):
        office.do(signing_in.Unlock(Actor(person.id, office.front), THEIRS))


def test_at_a_colleagues_desk_they_need_to_be_known_and_nothing_is_written(
    office: Office, directory: FakeDirectory
) -> None:
    directory.add("warden", people.Role.SUPERVISOR)
    typed = signing_in.SignIn(office.front, "warden", THEIRS)

    def given() -> people.Person:
        with office.uow() as uow:
            return signing_in.confirmed(typed, uow=uow, check=office.check)

    assert refusal(given) == "directory_first"
    person, before = signed_in(office, "warden"), office.bodies()
    assert given() == person and directory.stays == person.directory
    directory.add("warden", people.Role.ADVISER)
    assert given().roles == frozenset() and office.bodies() == before
    office.do(accounts.EndAccess(by(office), as_it_is(office, person)))
    assert refusal(given) == "directory_barred"


def test_what_the_directory_looks_after_is_not_changed_here(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", people.Role.ADVISER)
    person = signed_in(office)
    own = signing_in.ChangePassword(
        Actor(person.id, office.front), THEIRS, "another good password", "another good password"
    )
    refusals: list[tuple[object, str]] = [
        (own, "directory_has_password"),
        (
            accounts.ResetPassword(by(office), person, "four quite unrelated words"),
            "directory_has_password",
        ),
        (
            accounts.ChangeRoles(by(office), person, frozenset({people.Role.APPROVER})),
            "directory_gives_roles",
        ),
    ]
    assert [refusal(office.do, command) for command, _ in refusals] == [code for _, code in refusals]
    assert as_it_is(office, person) == person


def test_whoever_an_administrator_bars_the_directory_does_not_bring_back(
    office: Office, directory: FakeDirectory
) -> None:
    directory.add("mallet", people.Role.ADVISER)
    person = signed_in(office)
    office.do(accounts.EndAccess(by(office), person))
    assert as_it_is(office, person).barred and refused(office) == "directory_barred"
    office.do(accounts.ComeBack(by(office), as_it_is(office, person), person.roles, ""))
    back = newest(office)[0]
    assert (back.kind, back.facts) == (K.PERSON_CAME_BACK, {"roles": ["adviser"]})
    assert signed_in(office) == person and not person.first_password and office.verify().whole


def test_what_somebody_else_did_while_it_answered_is_decided_on_by_nobody(
    office: Office, directory: FakeDirectory
) -> None:
    """An approver of the directory approves; a colleague has refused meanwhile."""
    directory.add("mallet", people.Role.APPROVER)
    person = signed_in(office)
    request = office.prepared(office.imported(office.a_request()))
    command = Decide(
        signing_in.InPerson(Actor(person.id, office.back), THEIRS),
        request,
        Ruling.APPROVE,
        copy=office.request(request).copy,
        weighing=Weighing(Information.NOBODY_ELSE),
        unheard_known=True,
    )
    ask = directory.sign_in

    def slowly(name: str, password: str, groups: tuple[DirectoryGroup, ...] = (), *, stays: bool = False) -> Any:
        office.decided(request, ruling=Ruling.SEND_BACK, words="Once more.")
        return ask(name, password, stays=stays)

    more: dict[str, Any] = {"zone": ZONE, "desk": office.back}
    with patch.object(directory, "sign_in", slowly), pytest.raises(WrongStateError):
        office.do(command, **more)
    assert office.request(request).status is Status.LINKED
    again = office.prepared(request)
    approved = replace(command, request=again, copy=office.request(again).copy)
    assert office.do(approved, **more).status is Status.APPROVED and office.verify().whole


class Desk:
    """One desk, at which someone of the directory works."""

    def __init__(self, office: Office) -> None:
        self.office, self.gate, self.directory = office, DeskGate(), FakeDirectory()
        office.passwords.directory = self.directory
        self.directory.add("mallet", people.Role.ADVISER)
        signed = signing_in.sign_in(
            signing_in.SignIn(office.front, "mallet", THEIRS), uow=self.uow(), clock=office.clock, check=office.check
        )
        self.actor = Actor(signed.person.id, office.front)

    @property
    def ports(self) -> dict[str, Any]:
        return {"clock": self.office.clock, "passwords": self.office.passwords}

    def uow(self) -> UnitOfWork:
        return self.office.parts.uow(self.office.front, self.gate)

    def look(self) -> Presence:
        return still_here(self.actor, uow=self.uow(), **self.ports)

    def ask(self) -> Presence:
        return ask_directory(self.actor, uow=self.uow(), clock=self.office.clock, check=self.office.check)

    def unlock(self) -> None:
        signing_in.unlock(
            signing_in.Unlock(self.actor, THEIRS), uow=self.uow(), clock=self.office.clock, check=self.office.check
        )


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.mark.against("directory")
def test_it_is_asked_often_enough_for_five_minutes(desk: Desk) -> None:
    assert ASK_S <= 280 and desk.look() is Presence.HERE
    desk.office.clock.pass_by(seconds=ASK_S - 1)
    assert desk.look() is Presence.HERE
    desk.office.clock.pass_by(seconds=1)
    assert desk.look() is Presence.ASK
    assert desk.ask() is Presence.HERE and desk.look() is Presence.HERE


def test_whoever_is_gone_there_has_left_here(desk: Desk) -> None:
    desk.directory.accounts.clear()
    assert desk.ask() is Presence.LEFT
    event = desk.office.events()[-1]
    assert (event.kind, event.actor) == (EventKind.PERSON_LEFT, None) and desk.office.verify().whole
    assert refusal(desk.look) == "has_left"
    assert desk.ask() is Presence.LEFT and desk.office.events()[-1] == event


def test_while_it_is_down_they_keep_working_for_as_long_as_the_policy_says(desk: Desk) -> None:
    desk.directory.down = True
    for _ in range(desk.directory.offline_minutes * 60 // ASK_S):
        desk.office.clock.pass_by(seconds=ASK_S)
        assert (desk.look(), desk.ask(), desk.look()) == (Presence.ASK, Presence.HERE, Presence.HERE)
    desk.office.clock.pass_by(seconds=ASK_S)
    assert (desk.ask(), desk.look()) == (Presence.LOCK, Presence.LOCK)
    desk.gate.locked = True
    assert desk.look() is Presence.HERE, "it is locked already"
    desk.directory.down = False
    desk.unlock()
    assert not desk.gate.locked and desk.look() is Presence.HERE and desk.ask() is Presence.HERE


def test_local_people_are_never_asked_about(desk: Desk) -> None:
    desk.office.clock.pass_by(days=1)
    desk.actor = desk.office.actor("adviser")
    desk.directory.asked.clear()
    assert (desk.look(), desk.ask()) == (Presence.HERE, Presence.HERE) and desk.directory.asked == []


def test_it_forgets_who_has_signed_out(desk: Desk) -> None:
    leave_directory(desk.office.actor("adviser"), uow=desk.uow(), passwords=desk.office.passwords)
    assert desk.directory.stays
    leave_directory(desk.actor, uow=desk.uow(), passwords=desk.office.passwords)
    assert desk.directory.stays == ""
    desk.office.passwords.directory = None
    leave_directory(desk.actor, uow=desk.uow(), passwords=desk.office.passwords)
