"""One contract for every directory: a fake, and a real slapd over TLS, found by DN and by a search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from desktop.application.ports.directory import Directory, DirectoryAccount
from desktop.domain.office.people import Role
from desktop.environment.directory.ldap_directory import LdapDirectory
from desktop.errors import DirectoryError
from tests.fakes import FakeDirectory
from tests.slapd import PASSWORD, Slapd, a_slapd


class Place(Protocol):
    """A directory, and the hands of whoever looks after it."""

    @property
    def directory(self) -> Directory: ...

    def add(self, name: str, *roles: Role) -> None: ...

    def take_out(self, name: str, role: Role) -> None: ...

    def delete(self, name: str) -> None: ...

    def stop(self) -> None: ...

    def start(self) -> None: ...


@dataclass
class Fake:
    directory: FakeDirectory = field(default_factory=FakeDirectory)

    def add(self, name: str, *roles: Role) -> None:
        self.directory.add(name, *roles, password=PASSWORD)

    def take_out(self, name: str, role: Role) -> None:
        self.directory.add(name, *(self.directory.accounts[name][1].roles - {role}), password=PASSWORD)

    def delete(self, name: str) -> None:
        del self.directory.accounts[name]

    def stop(self) -> None:
        self.directory.down = True

    def start(self) -> None:
        self.directory.down = False


@dataclass
class Real:
    server: Slapd
    directory: Directory

    def add(self, name: str, *roles: Role) -> None:
        self.server.add(name, *roles)

    def take_out(self, name: str, role: Role) -> None:
        self.server.leave(name, role)

    def delete(self, name: str) -> None:
        self.server.delete(name)

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        self.server.start()


@pytest.fixture(params=["fake", "by dn", "by search"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "fake":
        yield Fake()
        return
    with a_slapd(tmp_path / "slapd") as server:
        policy = server.policy() if request.param == "by dn" else server.policy(bind="search")
        found = Real(server, LdapDirectory(policy))
        yield found
        found.directory.close()


def signed_in(place: Place, name: str = "mallet") -> DirectoryAccount:
    account = place.directory.sign_in(name, PASSWORD, stays=True)
    assert account is not None
    return account


def test_who_is_there_has_the_roles_of_their_groups(place: Place) -> None:
    place.add("mallet", Role.ADVISER, Role.SUPERVISOR)
    account = signed_in(place)
    assert (account.name, account.shown_name) == ("mallet", "Demo Mallet")
    assert account.roles == {Role.ADVISER, Role.SUPERVISOR}
    assert signed_in(place, "Mallet") == account


def test_another_password_or_name_is_nobodys(place: Place) -> None:
    place.add("mallet", Role.ADVISER)
    for name, password in (("mallet", "wrong"), ("mallet", ""), ("nobody", PASSWORD), ("*", PASSWORD), ("", PASSWORD)):
        assert place.directory.sign_in(name, password) is None


def test_who_is_in_no_group_has_no_role(place: Place) -> None:
    place.add("mallet")
    assert signed_in(place).roles == frozenset()


def test_while_they_are_signed_in_it_tells_what_changes(place: Place) -> None:
    place.add("mallet", Role.ADVISER, Role.APPROVER)
    account = signed_in(place)
    assert place.directory.still_here(account.identifier) == account
    place.take_out("mallet", Role.APPROVER)
    now = place.directory.still_here(account.identifier)
    assert now is not None and now.roles == {Role.ADVISER}
    place.delete("mallet")
    assert place.directory.still_here(account.identifier) is None


def test_an_account_of_the_same_name_is_another(place: Place) -> None:
    place.add("mallet", Role.ADVISER)
    before = signed_in(place)
    place.delete("mallet")
    place.add("mallet", Role.ADVISER)
    assert signed_in(place).identifier != before.identifier


def test_whoever_only_gives_a_permission_is_not_the_one_who_stays(place: Place) -> None:
    place.add("mallet", Role.ADVISER)
    place.add("warden", Role.SUPERVISOR)
    account, other = signed_in(place), place.directory.sign_in("warden", PASSWORD)
    assert other is not None and place.directory.still_here(account.identifier) == account
    with pytest.raises(DirectoryError):
        place.directory.still_here(other.identifier)
    place.directory.sign_out(other.identifier)
    assert place.directory.still_here(account.identifier) == account
    place.directory.sign_out(account.identifier)
    with pytest.raises(DirectoryError):
        place.directory.still_here(account.identifier)


def test_while_it_is_down_it_says_nothing_of_anybody(place: Place) -> None:
    place.add("mallet", Role.ADVISER)
    account = signed_in(place)
    place.stop()
    for _ in range(2):
        with pytest.raises(DirectoryError) as found:
            place.directory.still_here(account.identifier)
        assert found.value.code == "directory_unreachable"
    with pytest.raises(DirectoryError):
        place.directory.sign_in("mallet", PASSWORD)
    place.start()
    with pytest.raises(DirectoryError):
        place.directory.still_here(account.identifier)
    assert signed_in(place) == account
    assert place.directory.still_here(account.identifier) == account
