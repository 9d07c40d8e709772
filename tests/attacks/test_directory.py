"""Edits of rows that would turn accounts of the directory into someone else's: each is refused, and logged."""

from __future__ import annotations

import pytest

from desktop.application.office.accounts import EndAccess
from desktop.application.office.signing_in import InPerson, SignIn
from desktop.domain.log.differences import Difference
from desktop.domain.office.people import Role
from tests.attacks.test_rows import edit, refused
from tests.support.builders import PASSWORD, Office
from tests.support.fakes import FakeDirectory

THEIRS = "the directory's own password"


@pytest.fixture
def directory(place: Office) -> FakeDirectory:
    place.passwords.directory = found = FakeDirectory()
    return found


def signs_in(office: Office, name: str, password: str = THEIRS) -> object:
    command = SignIn(office.front, name, password)
    return office.do(command, passwords=office.passwords, policy=office.policy)


def named(office: Office) -> set[tuple[str, str, str]]:
    """Return what the comparison of everything names, as `verify` does."""
    with office.uow().read_only() as uow:
        found = uow.proven.everything()
    return {(each.table, each.key, each.column) for each in found if isinstance(each, Difference)}


def test_a_local_account_given_to_somebody_of_the_directory(place: Office, directory: FakeDirectory) -> None:
    """Its password is the directory's then, and its roles are the approver's."""
    mallet, approver = directory.add("mallet", Role.ADVISER), place.people["approver"]
    edit(place, "UPDATE person SET directory = {its} WHERE id = {id}", its=mallet.identifier, id=approver)
    assert ("person", approver, "directory") in named(place)
    refused(place, lambda: signs_in(place, "mallet"), "person", "directory")
    refused(place, lambda: signs_in(place, "approver"), "person", "directory")
    assert place.passwords.verified == []


def test_a_cleared_hash_and_the_directory_in_its_place(place: Office, directory: FakeDirectory) -> None:
    directory.add("approver", Role.ADVISER)
    approver = place.people["approver"]
    edit(place, "UPDATE person SET password_hash = '', directory = {its} WHERE id = {id}", its="x" * 36, id=approver)
    assert {("person", approver, "directory"), ("person", approver, "password_hash")} <= named(place)
    refused(place, lambda: signs_in(place, "approver"), "person", "directory")


def test_a_cleared_hash_alone(place: Office, directory: FakeDirectory) -> None:
    edit(place, "UPDATE person SET password_hash = '' WHERE id = {id}", id=place.people["approver"])
    refused(place, lambda: signs_in(place, "approver", " "), "person", "password_hash")


def test_another_account_in_the_directory(place: Office, directory: FakeDirectory) -> None:
    directory.add("approving", Role.APPROVER)
    signs_in(place, "approving")
    with place.uow().read_only() as uow:
        found = uow.people.find("approving")
    assert found is not None
    mallet = directory.add("mallet", Role.APPROVER)
    edit(place, "UPDATE person SET directory = {its} WHERE id = {id}", its=mallet.identifier, id=found[0].id)
    refused(place, lambda: signs_in(place, "mallet"), "person", "directory")
    assert ("person", found[0].id, "directory") in named(place)


def test_a_password_for_somebody_of_the_directory(place: Office, directory: FakeDirectory) -> None:
    """A local account that nobody added, with a password that the attacker knows."""
    directory.add("mallet", Role.APPROVER)
    signs_in(place, "mallet")
    edit(
        place,
        "UPDATE person SET directory = '', password_hash = (SELECT password_hash FROM person WHERE id = {of}) "
        "WHERE sign_in_name = 'mallet'",
        of=place.people["adviser"],
    )
    refused(place, lambda: signs_in(place, "mallet", PASSWORD), "person", "directory")


def test_whoever_was_barred_is_not_let_in_by_a_row(place: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", Role.APPROVER)
    signs_in(place, "mallet")
    with place.uow().read_only() as uow:
        found = uow.people.find("mallet")
    assert found is not None
    command = EndAccess(InPerson(place.actor("administrator"), PASSWORD), found[0])
    place.do(command, passwords=place.passwords, policy=place.policy)
    edit(place, "UPDATE person SET barred = '0' WHERE sign_in_name = 'mallet'")
    refused(place, lambda: signs_in(place, "mallet"), "person", "barred")
    edit(place, "UPDATE person SET active = '1', barred = '1' WHERE sign_in_name = 'mallet'")
    refused(place, lambda: signs_in(place, "mallet"), "person", "active")


def test_somebody_of_the_directory_whom_nobody_added(place: Office, directory: FakeDirectory) -> None:
    mallet = directory.add("mallet", Role.ADVISER)
    edit(
        place,
        "INSERT INTO person (id, sign_in_name, shown_name, roles, password_hash, active, directory) "
        "VALUES ({id}, 'mallet', 'M', 'approver', '', '1', {its})",
        id="e" * 32,
        its=mallet.identifier,
    )
    refused(place, lambda: signs_in(place, "mallet"), "person")
