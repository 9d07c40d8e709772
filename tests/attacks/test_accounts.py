"""Accounts, wrong passwords and policies edited by the database's administrator: each is refused, or is nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desktop.application.office.accounts import EndAccess
from desktop.application.office.policies import DecideOnPolicy, adopt_policy
from desktop.application.office.signing_in import InPerson, SignIn
from desktop.bootstrap.policies import PoliciesHere, policies_of
from desktop.domain.log.differences import Difference
from desktop.domain.log.events import Event, EventKind, Facts, Subject, time_text
from desktop.domain.log.refusals import ACCOUNT, ACCOUNT_FAILURES, COUNTED, DESK_FAILURES, UP_THEN, account_mark
from desktop.domain.office.people import Person, Role
from desktop.domain.office.policies import digest_of
from desktop.domain.shared.ids import DeskId
from desktop.errors import RowRefusedError, SignInRefusedError, WrongStateError
from tests.application.office.by_policies import (
    IDENTITY,
    OFFICE,
    begin,
    by,
    change,
    go_by_them,
    older,
    stricter,
    text,
    waits,
)
from tests.attacks.forging import copied, edit, findings, forge, refused
from tests.support.fakes import FakeDirectory
from tests.support.offices.builders import PASSWORD, Office

THEIRS = "the directory's own password"


@pytest.fixture
def directory(place: Office) -> FakeDirectory:
    place.passwords.directory = found = FakeDirectory()
    return found


def signs_in(office: Office, name: str, password: str = THEIRS) -> object:
    command = SignIn(office.front, name, password)
    return office.do(command, passwords=office.passwords, policy=office.policy)


def account(office: Office, name: str) -> tuple[Person, str]:
    """Return who signs in by that name, and their hash."""
    with office.uow().read_only() as uow:
        found = uow.people.find(name)
    assert found is not None
    return found


def named(office: Office) -> set[tuple[str, str, str]]:
    """Return what the comparison of everything names, as `verify` does."""
    with office.uow().read_only() as uow:
        found = uow.proven.everything()
    return {(each.table, each.key, each.column) for each in found if isinstance(each, Difference)}


@pytest.mark.against("directory")
def test_a_local_account_given_to_somebody_of_the_directory(place: Office, directory: FakeDirectory) -> None:
    """Its password is the directory's then, and its roles are the approver's."""
    mallet, approver = directory.add("mallet", Role.ADVISER), place.people["approver"]
    edit(place, "UPDATE person SET directory = {its} WHERE id = {id}", its=mallet.identifier, id=approver)
    assert ("person", approver, "directory") in named(place)
    refused(place, lambda: signs_in(place, "mallet"), "person", "directory")
    refused(place, lambda: signs_in(place, "approver"), "person", "directory")
    assert place.passwords.verified == []


@pytest.mark.against("directory")
def test_a_cleared_hash_and_the_directory_in_its_place(place: Office, directory: FakeDirectory) -> None:
    directory.add("approver", Role.ADVISER)
    approver = place.people["approver"]
    edit(place, "UPDATE person SET password_hash = '', directory = {its} WHERE id = {id}", its="x" * 36, id=approver)
    assert {("person", approver, "directory"), ("person", approver, "password_hash")} <= named(place)
    refused(place, lambda: signs_in(place, "approver"), "person", "directory")


def test_a_cleared_hash_alone(place: Office, directory: FakeDirectory) -> None:
    edit(place, "UPDATE person SET password_hash = '' WHERE id = {id}", id=place.people["approver"])
    refused(place, lambda: signs_in(place, "approver", " "), "person", "password_hash")


@pytest.mark.against("directory")
def test_another_account_in_the_directory(place: Office, directory: FakeDirectory) -> None:
    directory.add("approving", Role.APPROVER)
    signs_in(place, "approving")
    approving, mallet = account(place, "approving")[0].id, directory.add("mallet", Role.APPROVER)
    edit(place, "UPDATE person SET directory = {its} WHERE id = {id}", its=mallet.identifier, id=approving)
    refused(place, lambda: signs_in(place, "mallet"), "person", "directory")
    assert ("person", approving, "directory") in named(place)


def test_a_password_for_somebody_of_the_directory(place: Office, directory: FakeDirectory) -> None:
    """A local account that nobody added, with a password that the attacker knows."""
    directory.add("mallet", Role.APPROVER)
    signs_in(place, "mallet")
    known = "(SELECT password_hash FROM person WHERE id = {of})"
    taken = f"UPDATE person SET directory = '', password_hash = {known} WHERE sign_in_name = 'mallet'"
    edit(place, taken, of=place.people["adviser"])
    refused(place, lambda: signs_in(place, "mallet", PASSWORD), "person", "directory")


@pytest.mark.against("directory")
def test_whoever_was_barred_is_not_let_in_by_a_row(place: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", Role.APPROVER)
    signs_in(place, "mallet")
    command = EndAccess(InPerson(place.actor("administrator"), PASSWORD), account(place, "mallet")[0])
    place.do(command, passwords=place.passwords, policy=place.policy)
    edit(place, "UPDATE person SET barred = '0' WHERE sign_in_name = 'mallet'")
    refused(place, lambda: signs_in(place, "mallet"), "person", "barred")
    edit(place, "UPDATE person SET active = '1', barred = '1' WHERE sign_in_name = 'mallet'")
    refused(place, lambda: signs_in(place, "mallet"), "person", "active")


def test_somebody_of_the_directory_whom_nobody_added(place: Office, directory: FakeDirectory) -> None:
    mallet = directory.add("mallet", Role.ADVISER)
    made_up = {"id": "e" * 32, "sign_in_name": "mallet", "password_hash": "", "directory": mallet.identifier}
    copied(place, "person", place.people["approver"], **made_up)
    refused(place, lambda: signs_in(place, "mallet"), "person")


EDITS = {
    "gone": "DELETE FROM sign_in_tries",
    "none": "UPDATE sign_in_tries SET failures = 0",
    "fewer": "UPDATE sign_in_tries SET failures = 1 WHERE scope = '{scope}'",
    "long ago": "UPDATE sign_in_tries SET last_failure = '2020-01-01T09:00:00.000000Z' WHERE scope = '{scope}'",
}
FREE_AT_DESK, FREE_AT_ACCOUNT = 10, 5


def tried(place: Office, name: str, password: str = "wrong", desk: DeskId | None = None) -> int:
    """Try, and return how long to wait until the next time."""
    with pytest.raises(SignInRefusedError) as found:
        place.do(SignIn(desk or place.front, name, password), desk=desk)
    return found.value.wait_seconds


def use_up(place: Office) -> None:
    """Try until this desk has to wait, each time with another name."""
    waits = [tried(place, f"name-{number}") for number in range(FREE_AT_DESK)]
    assert waits == [0] * (FREE_AT_DESK - 1) + [30]


def use_up_account(place: Office, name: str = "approver") -> None:
    """Try that name at one PC until it has to wait."""
    waits = [tried(place, name) for _ in range(FREE_AT_ACCOUNT)]
    assert waits == [0] * (FREE_AT_ACCOUNT - 1) + [30]


@pytest.mark.parametrize("name", EDITS)
def test_a_desk_waits_whatever_its_row_says_and_it_is_named(place: Office, name: str) -> None:
    use_up(place)
    assert not findings(place)
    edit(place, EDITS[name].replace("{scope}", "desk"))
    assert tried(place, "adviser", PASSWORD) == 30
    place.clock.pass_by(seconds=30)
    assert f"sign_in_tries desk/{place.front}: failures is" in findings(place)
    assert tried(place, "name-0") == 60, "it counts on"
    assert not findings(place), "and its row says so again"


@pytest.mark.parametrize("name", EDITS)
def test_an_account_waits_at_other_pcs_whatever_its_row_says_and_it_is_named(place: Office, name: str) -> None:
    use_up_account(place)
    assert not findings(place)
    edit(place, EDITS[name].replace("{scope}", "account"))
    assert tried(place, "approver", PASSWORD, place.back) == 30
    assert f"sign_in_tries account/{place.people['approver']}: failures is" in findings(place)
    place.clock.pass_by(seconds=30)
    assert tried(place, "approver", desk=place.back) == 60, "it counts on"
    assert f"sign_in_tries account/{place.people['approver']}" not in findings(place), "and its row says so again"


def test_an_account_whose_row_is_cleared_at_each_try_counts_on(place: Office) -> None:
    waits = []
    for _ in range(FREE_AT_ACCOUNT):
        waits.append(tried(place, "approver"))
        edit(place, "DELETE FROM sign_in_tries")
    assert waits == [0] * (FREE_AT_ACCOUNT - 1) + [30]
    verified = len(place.passwords.verified)
    assert tried(place, "approver", PASSWORD) == 30 and len(place.passwords.verified) == verified


def test_what_the_right_password_cleared_stays_cleared_and_a_row_that_counts_on_is_named(place: Office) -> None:
    for _ in range(FREE_AT_ACCOUNT - 1):
        tried(place, "approver")
    place.do(SignIn(place.front, "approver", PASSWORD))
    assert [event.kind for event in place.events()][-2:] == [EventKind.TRIES_CLEARED, EventKind.SIGNED_IN]
    assert not findings(place)
    assert tried(place, "approver", desk=place.back) == 0
    place.do(SignIn(place.back, "approver", PASSWORD), desk=place.back)
    edit(place, "UPDATE sign_in_tries SET failures = 9 WHERE scope = 'account'")
    assert f"account/{place.people['approver']}: failures is" in findings(place)


def test_nobody_clears_it_by_an_event_that_no_desk_signed(place: Office) -> None:
    use_up_account(place)
    edit(place, EDITS["gone"])
    for seal in ("bare", "signed"):
        forge(place, EventKind.TRIES_CLEARED, seal, {Subject.PERSON: place.people["approver"]}, {}, "approver")
    assert tried(place, "approver", PASSWORD, place.back) == 30


def test_nor_by_a_refusal_that_says_fewer_nor_by_many_of_other_names(place: Office) -> None:
    use_up_account(place)
    edit(place, EDITS["gone"])
    for secret in (account(place, "approver")[1], *[""] * 120):
        facts: Facts = {"account_failures": 0, "desk_failures": 0, "counted": "2020-01-01T09:00:00.000000Z"}
        facts[ACCOUNT] = account_mark(secret)
        forge(place, EventKind.SIGN_IN_REFUSED, "bare", {}, facts, desk=place.front)
    assert tried(place, "approver", PASSWORD, place.back) > 0


def test_nor_by_one_of_a_time_to_come(place: Office) -> None:
    use_up_account(place)
    edit(place, EDITS["gone"])
    mark = account_mark(account(place, "approver")[1])
    counted = time_text(place.clock.now() + timedelta(days=90))
    facts: Facts = {"account_failures": 0, "desk_failures": 0, "counted": counted, ACCOUNT: mark}
    forge(place, EventKind.SIGN_IN_REFUSED, "bare", {}, facts, desk=place.front)
    assert tried(place, "approver", PASSWORD, place.back) > 0


def test_a_refusal_that_somebody_else_wrote_in_its_name_clears_nothing(place: Office) -> None:
    use_up(place)
    facts: Facts = {"account_failures": 0, "desk_failures": 0, "counted": "2020-01-01T09:00:00.000000Z"}
    forge(place, EventKind.SIGN_IN_REFUSED, "bare", {}, facts, desk=place.front)
    assert tried(place, "adviser", PASSWORD) == 30


def test_the_log_tells_no_known_name_from_an_unknown_one(place: Office) -> None:
    tried(place, "approver")
    tried(place, "nobody")
    known, unknown = [str(event.facts[ACCOUNT]) for event in place.events()[-2:]]
    assert len(known) == len(unknown) and known != unknown
    tried(place, "approver")
    assert place.events()[-1].facts[ACCOUNT] != known, "nor whose two were"


@pytest.mark.parametrize("said", [{}, {COUNTED: "some day"}, {ACCOUNT_FAILURES: "many"}, {UP_THEN: "long"}])
def test_whatever_a_pc_vouches_for_everybody_signs_in(place: Office, said: Facts) -> None:
    """A counter's own key, with a refusal in a form that no program gives it."""
    tried(place, "approver")
    counted: Facts = {ACCOUNT_FAILURES: 3, DESK_FAILURES: 3, COUNTED: time_text(place.clock.now())} if said else {}
    facts: Facts = {ACCOUNT: account_mark(account(place, "approver")[1]), **counted, **said}
    with place.uow() as uow:
        uow.commit(Event(EventKind.SIGN_IN_REFUSED, place.clock.now(), place.front, None, {}, facts), checkpoint=True)
    for desk in (place.front, place.back):
        place.do(SignIn(desk, "approver", PASSWORD), desk=desk)


EDIT = "UPDATE policy SET content = replace(content, '{0}', '{1}') WHERE version = {2}"
THREE, NONE, OLD = "max_age_months = 3", "grace_months = 0", "max_age_months = 99"


def comes_in(office: Office) -> Callable[[], object]:
    command = SignIn(office.front, "adviser", PASSWORD)
    return lambda: office.do(command, passwords=office.passwords, policy=office.policy)


@pytest.mark.against("database")
def test_another_text_in_the_place_of_the_one_in_force(place: Office) -> None:
    """A bill of any age is enough, and sound may be louder. A PC that is open goes on by what it read."""
    begin(place)
    id = place.checked_in()
    here = PoliciesHere(place.parts)
    edit(place, EDIT.format(THREE, NONE, 1))
    refused(place, lambda: policies_of(place.parts), "policy", "content")
    refused(place, here.look_again, "policy", "content")
    refused(place, comes_in(place), "policy", "content")
    with place.uow().read_only() as uow:
        [found] = uow.proven.everything()
    assert isinstance(found, Difference) and (found.table, found.key, found.column) == (
        "policy",
        "identity/1",
        "content",
    )
    place.sighted(id)


@pytest.mark.against("database")
def test_a_window_that_opened_after_the_edit_and_signs_in_after_it_was_undone(place: Office) -> None:
    """It had read the edited text by then: what it decides under that is refused."""
    begin(place)
    id, honest = place.checked_in(), text(place, IDENTITY)
    edit(place, EDIT.format(THREE, OLD, 1))
    edited = PoliciesHere(place.parts).identity
    edit(place, EDIT.format(OLD, THREE, 1))
    assert text(place, IDENTITY) == honest and edited != place.id_policy
    place.id_policy = edited
    refused(place, lambda: place.sighted(id), "policy", "content")


@pytest.mark.against("database")
def test_an_earlier_version_by_deleting_the_newest(place: Office) -> None:
    begin(place)
    change(place, stricter(place))
    edit(place, "DELETE FROM policy WHERE name = 'identity' AND version = 2")
    refused(place, comes_in(place), "policy")
    go_back = PoliciesHere(place.parts)
    place.id_policy = go_back.identity
    with pytest.raises(WrongStateError) as stale:
        place.sighted(place.checked_in())
    assert stale.value.code == "policy_changed"


@pytest.mark.against("database")
def test_none_at_all_so_that_the_files_of_a_pc_count_again(place: Office) -> None:
    begin(place)
    edit(place, "DELETE FROM policy")
    refused(place, lambda: policies_of(place.parts), "policy")
    refused(place, comes_in(place), "policy")


@pytest.mark.against("database")
@pytest.mark.parametrize("column", ["adopted_at", "approved_by"])
def test_a_proposal_that_nobody_adopted(place: Office, column: str) -> None:
    begin(place)
    change(place, older(place))
    at = {"adopted_at": "changed_at", "approved_by": "'" + place.people["supervisor"] + "'"}[column]
    edit(place, f"UPDATE policy SET {column} = {at} WHERE version = 2")
    refused(place, comes_in(place), "policy", column)


@pytest.mark.against("database")
def test_a_proposal_with_another_text_than_the_one_that_was_shown(place: Office) -> None:
    begin(place)
    change(place, older(place))
    seen = waits(place)
    edit(place, EDIT.format("= 6", "= 99", 2))
    command = DecideOnPolicy(by(place, "supervisor"), seen)
    refused(place, lambda: place.do(adopt_policy, command), "policy", "content")


@pytest.mark.against("database")
def test_a_version_that_nobody_made(place: Office) -> None:
    begin(place)
    looser = text(place, OFFICE).replace("idle_lock_minutes = 5", "idle_lock_minutes = 30")
    assert digest_of(looser) != digest_of(text(place, OFFICE))
    edit(
        place,
        "INSERT INTO policy (name, version, content, changed_at, adopted_at) "
        "SELECT name, 2, replace(content, 'idle_lock_minutes = 5', 'idle_lock_minutes = 30'), changed_at, adopted_at "
        "FROM policy WHERE name = 'office'",
    )
    refused(place, comes_in(place), "policy")
    assert PoliciesHere(place.parts).office.idle_lock_minutes == 30, "what opens before anything is compared"
    with pytest.raises(RowRefusedError):
        go_by_them(place)
