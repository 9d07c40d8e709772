"""The life of an account: every act by every role, what is refused, and what the log and the rows say afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from desktop.application.office import accounts
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.application.office.signing_in import ChangePassword, InPerson, SignIn, change_password
from desktop.application.shared.commands import Actor
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Permission, Person, Role, hash_digest
from desktop.environment import passwords
from desktop.errors import FieldsError, NotAllowedError, SignInRefusedError, WrongStateError
from tests.support.offices.builders import PASSWORD, Office
from tests.support.refusals import error_of, field_problems, refusal

FIRST = "four quite unrelated words"


OWN = "a password of their own"


def by(office: Office, name: str = "administrator", password: str = PASSWORD) -> InPerson:
    return office.in_person(name, password=password)


def person(office: Office, name: str) -> Person:
    with office.uow().read_only() as uow:
        return uow.people.get(office.people[name])


def done(office: Office, use_case: Callable[..., Any], command: object) -> Any:
    return office.do(use_case, command)


def signed_in(office: Office, name: str, password: str) -> Person:
    return office.do(SignIn(office.front, name, password)).person


def added(office: Office, *roles: Role) -> Person:
    command = accounts.AddAccount(by(office), "New.Person ", " New Person", frozenset(roles or [Role.ADVISER]), FIRST)
    return office.do(command)


def own(office: Office, who: Person, present: str, new: str = OWN, again: str = OWN) -> Person:
    return office.do(ChangePassword(Actor(who.id, office.front), present, new, again))


def may_conduct(office: Office, who: Actor) -> None:
    with office.uow().read_only() as uow:
        who.acting(Permission.CONDUCT_SESSION, uow)


def days(office: Office, first: int, last: int) -> tuple[date, date]:
    """Return two days, so many from today on."""
    today = office.clock.now().date()
    return today + timedelta(days=first), today + timedelta(days=last)


ACTS: dict[EventKind, Callable[[Office], Any]] = {
    EventKind.PERSON_ADDED: lambda o: accounts.AddAccount(by(o), "x", "X", frozenset({Role.ADVISER}), FIRST),
    EventKind.PERSON_RENAMED: lambda o: accounts.Rename(by(o), person(o, "adviser"), "other", "Other"),
    EventKind.ROLES_CHANGED: lambda o: accounts.ChangeRoles(
        by(o), person(o, "adviser"), frozenset({Role.ADVISER, Role.SUPERVISOR})
    ),
    EventKind.ROLE_LENT: lambda o: accounts.LendRole(by(o), person(o, "adviser"), Role.APPROVER, *days(o, 0, 6)),
    EventKind.PASSWORD_RESET: lambda o: accounts.ResetPassword(by(o), person(o, "adviser"), FIRST),
    EventKind.WAIT_ENDED: lambda o: accounts.EndWait(by(o), person(o, "adviser")),
    EventKind.PERSON_LEFT: lambda o: accounts.EndAccess(by(o), person(o, "adviser")),
}


def test_each_act_is_logged_of_the_person_and_anchored(office: Office) -> None:
    for kind, act in ACTS.items():
        changed = office.do(act(office))
        event = office.events()[-1]
        assert (event.kind, event.actor) == (kind, office.people["administrator"])
        assert event.subjects == {Subject.PERSON: changed.id}
        proof = office.verify()
        assert proof.whole and proof.anchored == proof.events


@pytest.mark.against("administrator")
def test_their_own_password_is_asked_for_again(office: Office) -> None:
    before = office.bodies()
    for act in ACTS.values():
        assert field_problems(office.do, replace(act(office), by=by(office, password=""))) == {
            "own_password": "password_missing"
        }
    assert office.bodies() == before
    for act in ACTS.values():
        with pytest.raises(SignInRefusedError):
            office.do(replace(act(office), by=by(office, password="not their password")))
    assert not {event.kind for event in office.events()[len(before) :]} & {*ACTS}


def test_nothing_is_changed_where_somebody_else_was_quicker(office: Office) -> None:
    late = [act(office) for kind, act in ACTS.items() if kind is not EventKind.PERSON_ADDED]
    office.do(accounts.Rename(by(office), person(office, "adviser"), "quicker", "Conflict"))
    before = office.bodies()
    assert {refusal(office.do, command) for command in late} == {"person_changed"}
    assert office.bodies() == before


@pytest.mark.against("administrator")
def test_a_new_person_chooses_a_password_of_their_own_before_anything_else(office: Office) -> None:
    new = added(office, Role.ADVISER, Role.SUPERVISOR)
    assert (new.sign_in_name, new.shown_name) == ("new.person", "New Person")
    found = signed_in(office, "new.person", FIRST)
    assert found == new and found.first_password
    assert refusal(may_conduct, office, Actor(new.id, office.front)) == "password_to_change"
    assert own(office, new, FIRST).first_password is False
    assert office.events()[-1].kind is EventKind.PASSWORD_CHANGED
    may_conduct(office, Actor(new.id, office.front))
    with pytest.raises(SignInRefusedError):
        signed_in(office, "new.person", FIRST)
    assert signed_in(office, "new.person", OWN).first_password is False
    assert office.verify().whole


def test_what_cannot_be_a_password_is_said_beside_its_field(office: Office) -> None:
    for present, new, again, problem in (
        ("", OWN, OWN, {"present": "password_missing"}),
        (PASSWORD, "", "", {"new": "new_password_missing"}),
        (PASSWORD, PASSWORD, PASSWORD, {"new": "password_same"}),
        (PASSWORD, OWN, "something else", {"again": "password_differs"}),
        (PASSWORD, "too short", "too short", {"new": "password_too_short"}),
        (PASSWORD, "Test adviser 1", "Test adviser 1", {"new": "password_named"}),
    ):
        before = office.bodies()
        found = field_problems(own, office, person(office, "adviser"), present, new, again)
        assert found == problem and office.bodies() == before


def test_a_wrong_present_password_counts_as_an_attempt_to_sign_in(office: Office) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            own(office, person(office, "adviser"), "not the password")
    assert error_of(SignInRefusedError, signed_in, office, "adviser", PASSWORD).wait_seconds > 0
    listed = {each.person.id: each for each in office.do(accounts.accounts, office.actor("administrator"))}
    assert listed[office.people["adviser"]].wait > 0
    office.do(accounts.EndWait(by(office), person(office, "adviser")))
    assert signed_in(office, "adviser", PASSWORD).id == office.people["adviser"]


def test_a_locked_desk_changes_no_password_and_looks_after_nobody(office: Office) -> None:
    unit = office.uow()
    unit.gate.locked = True
    command = ChangePassword(office.actor(), PASSWORD, OWN, OWN)
    assert refusal(change_password, command, uow=unit, clock=office.clock, check=office.check) == "desk_locked"
    listing = accounts.accounts, office.actor("administrator")
    assert refusal(*listing, uow=unit, clock=office.clock, policy=office.policy) == "desk_locked"


def test_a_reset_password_ends_the_wait_and_is_a_first_one(office: Office) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            signed_in(office, "adviser", "not the password")
    office.do(accounts.ResetPassword(by(office), person(office, "adviser"), FIRST))
    assert signed_in(office, "adviser", FIRST).first_password


@pytest.mark.against("adviser")
def test_whoever_has_left_neither_signs_in_nor_commits_and_can_come_back(office: Office) -> None:
    gone = office.do(accounts.EndAccess(by(office), person(office, "adviser")))
    assert not gone.active
    with pytest.raises(SignInRefusedError):
        signed_in(office, "adviser", PASSWORD)
    assert refusal(may_conduct, office, office.actor()) == "has_left"
    back = office.do(accounts.ComeBack(by(office), gone, frozenset({Role.APPROVER}), FIRST))
    assert (back.active, back.roles, back.first_password) == (True, frozenset({Role.APPROVER}), True)
    assert signed_in(office, "adviser", FIRST) == back
    with pytest.raises(WrongStateError, match="person_changed"):
        office.do(accounts.ComeBack(by(office), gone, frozenset({Role.ADVISER}), FIRST))
    assert office.verify().whole


@pytest.mark.against("adviser")
def test_a_commit_under_way_when_somebody_leaves_is_refused(office: Office) -> None:
    """Nothing is committed in the name of someone who has left, whatever began before."""
    leaving = person(office, "adviser")
    event = office.actor().event(EventKind.DESK_UNLOCKED, office.clock)
    office.do(accounts.EndAccess(by(office), leaving))
    with pytest.raises(NotAllowedError, match="has_left"), office.uow() as uow:
        uow.commit(event)
    assert office.events()[-1].kind is EventKind.PERSON_LEFT


def lent(office: Office, first: int, last: int, role: Role = Role.APPROVER, who: str = "adviser") -> Person:
    command = accounts.LendRole(by(office), person(office, who), role, *days(office, first, last))
    return office.do(command)


def test_a_lent_role_counts_from_its_first_day_to_its_last_and_ends_by_itself(office: Office) -> None:
    lent(office, 1, 2)
    for expected in (False, True, True, False):
        assert person(office, "adviser").may(Permission.DECIDE) is expected
        assert person(office, "adviser").may(Permission.CONDUCT_SESSION)
        office.clock.pass_by(days=1)
    assert person(office, "adviser").roles == {Role.ADVISER} and office.verify().whole


def test_a_lent_role_can_be_lent_for_longer_and_taken_back(office: Office) -> None:
    lent(office, 0, 1)
    longer = lent(office, 0, 9)
    assert [loan.last for loan in longer.lent] == [days(office, 0, 9)[1]]
    back = office.do(accounts.EndLoan(by(office), longer, Role.APPROVER))
    assert back.lent == () and not person(office, "adviser").may(Permission.DECIDE)
    assert refusal(office.do, accounts.EndLoan(by(office), back, Role.APPROVER)) == "not_lent"
    with pytest.raises(FieldsError):
        office.do(accounts.EndLoan(by(office), back, None))


def test_what_cannot_be_lent_is_said_beside_its_field(office: Office) -> None:
    for role, first, last, problems in (
        (None, None, None, {"role": "role_missing", "first": "loan_first_missing", "last": "loan_last_missing"}),
        (Role.ADVISER, 0, 1, {"role": "role_held"}),
        (Role.APPROVER, 3, 2, {"last": "loan_backwards"}),
        (Role.APPROVER, -3, -2, {"last": "loan_over"}),
    ):
        today = office.clock.now().date()
        typed = [None if more is None else today + timedelta(days=more) for more in (first, last)]
        found = field_problems(office.do, accounts.LendRole(by(office), person(office, "adviser"), role, *typed))
        assert found == problems


@pytest.mark.against("administrator")
def test_the_last_administrator_stays_one(office: Office) -> None:
    only = person(office, "administrator")
    with pytest.raises(WrongStateError, match="last_administrator"):
        office.do(accounts.ChangeRoles(by(office), only, frozenset({Role.SUPERVISOR})))
    assert refusal(office.do, accounts.EndAccess(by(office), only)) == "not_for_yourself"
    assert refusal(office.do, accounts.ResetPassword(by(office), only, FIRST)) == "not_for_yourself"
    other = own(office, added(office, Role.ADMINISTRATOR), FIRST)
    theirs = InPerson(Actor(other.id, office.front), OWN)
    assert not office.do(accounts.EndAccess(theirs, only)).active
    with pytest.raises(WrongStateError, match="last_administrator"):
        office.do(accounts.ChangeRoles(theirs, other, frozenset({Role.ADVISER})))


def test_what_cannot_be_an_account_is_said_beside_its_field(office: Office) -> None:
    for name, shown, roles, problem in (
        (" ", "X", {Role.ADVISER}, {"sign_in_name": "sign_in_name_missing"}),
        ("x", " ", {Role.ADVISER}, {"shown_name": "shown_name_missing"}),
        ("x", "X", (), {"roles": "roles_missing"}),
        ("ADVISER", "X", {Role.ADVISER}, {"sign_in_name": "name_taken"}),
        ("x\u202e", "X", {Role.ADVISER}, {"sign_in_name": "hidden_character"}),
    ):
        before = office.bodies()
        with pytest.raises(FieldsError) as refused:
            office.do(accounts.AddAccount(by(office), name, shown, frozenset(roles), FIRST))
        assert refused.value.problems == problem and office.bodies() == before
        if roles:
            found = field_problems(office.do, accounts.Rename(by(office), person(office, "supervisor"), name, shown))
            assert found == problem and office.bodies() == before


def test_the_list_says_since_when_and_when_last(office: Office) -> None:
    began = office.clock.now()
    office.clock.pass_by(days=1)
    signed_in(office, "adviser", PASSWORD)
    came = office.clock.now()
    office.clock.pass_by(days=1)
    office.do(accounts.ChangeRoles(by(office), person(office, "approver"), frozenset({Role.SUPERVISOR})))
    listed: dict[str, accounts.Account] = {
        each.person.sign_in_name: each for each in office.do(accounts.accounts, office.actor("administrator"))
    }
    assert list(listed) == sorted(listed, key=lambda name: listed[name].person.shown_name.casefold())
    since = listed["adviser"].roles_since
    assert since is not None and since <= began and listed["adviser"].last_sign_in == came
    assert (listed["approver"].roles_since, listed["approver"].last_sign_in) == (office.clock.now(), None)
    with pytest.raises(NotAllowedError):
        office.do(accounts.accounts, office.actor("supervisor"))


def test_no_word_is_one_that_nobody_should_have_to_read_out() -> None:
    """Of a first password, and of a request to join: both are read out, or typed from what was read out."""
    words = {word for n in range(200) for word in passwords.four_words().split()}
    words |= {word for n in range(50) for word in passwords.four_words_of(str(n), cost=2).split()}
    assert len(words) > 300 and not words & passwords.UNFIT
    assert not words & {"crotch", "thong", "womb", "bully", "slave", "color", "fiber"}


def test_a_row_that_no_event_tells_of_is_listed_all_the_same(office: Office) -> None:
    """Whoever may write rows has added someone: the administrator sees them, and nothing ends in an error of ours."""
    columns = "id, sign_in_name, shown_name, roles, password_hash, active"
    office.sql(f"INSERT INTO person ({columns}) VALUES (?, 'spy', 'Spy', 'approver', 'none', 1)", "f" * 32)
    [spy] = [each for each in office.do(accounts.accounts, office.actor("administrator")) if each.person.id == "f" * 32]
    assert (spy.person.shown_name, spy.roles_since) == ("Spy", None)


def add(office: Office, by: str | None, name: str = " New.Person ", password: str = PASSWORD) -> str:
    command = AddPerson(office.front, name, "New Person", frozenset({Role.ADVISER}), password)
    person = office.people[by] if by else None
    added = office.do(add_person, command, by=person)
    return str(added.sign_in_name)


def test_an_administrator_adds_somebody_and_the_log_is_anchored(office: Office) -> None:
    assert add(office, "administrator") == "new.person"
    event = office.events()[-1]
    assert (event.kind, event.actor) == (EventKind.PERSON_ADDED, office.people["administrator"])
    with office.uow().read_only() as uow:
        found = uow.people.find("new.person")
    assert found is not None
    assert dict(event.facts) == {"roles": ["adviser"], "hash": hash_digest(found[0].id, found[1])}
    proof = office.verify()
    assert proof.whole and proof.anchored == proof.events


def test_nobody_else_adds_anybody(office: Office) -> None:
    for by in (None, "supervisor"):
        before = office.bodies()
        with pytest.raises(NotAllowedError):
            add(office, by)
        assert office.bodies() == before


def test_what_cannot_be_is_said_beside_its_field(office: Office) -> None:
    for name, password, problem in (
        (" ", PASSWORD, {"name": "name_missing"}),
        ("ADVISER", PASSWORD, {"name": "name_taken"}),
        ("somebody", "too short", {"password": "password_too_short"}),
        ("wellington", "Wellington123", {"password": "password_named"}),
    ):
        before = office.bodies()
        assert field_problems(add, office, "administrator", name, password) == problem and office.bodies() == before
