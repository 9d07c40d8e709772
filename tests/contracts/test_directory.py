"""One contract for every directory: a fake, and a real slapd over TLS, found by DN and by a search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import pytest

from desktop.application.ports.office import Directory, DirectoryAccount
from desktop.domain.office.office_policy import DirectoryGroup
from desktop.domain.office.people import Role
from desktop.environment.ldap.directory import LdapDirectory
from desktop.errors import DirectoryError
from tests.support.fakes import FakeDirectory
from tests.support.refusals import error_of
from tests.support.servers.slapd import GROUPS, PASSWORD, Slapd, a_slapd, group_dn


class Place(Protocol):
    """A directory, and the hands of whoever looks after it."""

    @property
    def directory(self) -> Directory: ...

    @property
    def groups(self) -> tuple[DirectoryGroup, ...]:
        """Those of the office's policy; none where those of the PC's own file count."""
        ...

    def add(self, name: str, *roles: Role) -> None: ...

    def take_out(self, name: str, role: Role) -> None: ...

    def delete(self, name: str) -> None: ...

    def stop(self) -> None: ...

    def start(self) -> None: ...


@dataclass
class Fake:
    groups: tuple[DirectoryGroup, ...] = ()
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
    groups: tuple[DirectoryGroup, ...] = ()

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


PLACES = ["fake", "fake, the office's groups", "by dn", "by search", "by dn, the office's groups"]


@pytest.fixture(params=PLACES, scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Yield a directory in which each test has accounts of its own."""
    offices = request.param.endswith("the office's groups")
    if request.param.startswith("fake"):
        yield Fake(naming(FakeDirectory.dn_of), FakeDirectory(own=False)) if offices else Fake()
        return
    with a_slapd(tmp_path_factory.mktemp("directory") / "slapd") as server:
        policy = server.policy(bind="search") if request.param == "by search" else server.policy()
        if offices:
            policy = replace(policy, groups=())
        found = Real(server, LdapDirectory(policy), naming(group_dn) if offices else ())
        yield found
        found.directory.close()


def naming(dn_of: Callable[[Role], str]) -> tuple[DirectoryGroup, ...]:
    """Return the groups as an office's policy names them, each with its role."""
    return tuple(DirectoryGroup(dn_of(role), frozenset({role})) for role in GROUPS)


def signed_in(place: Place, name: str) -> DirectoryAccount:
    account = place.directory.sign_in(name, PASSWORD, place.groups, stays=True)
    assert account is not None
    return account


def test_who_is_there_has_the_roles_of_their_groups_and_nobody_else_is_let_in(place: Place) -> None:
    place.add("mallet", Role.ADVISER, Role.SUPERVISOR)
    place.add("of no group")
    account = signed_in(place, "mallet")
    assert (account.name, account.shown_name) == ("mallet", "Demo Mallet")
    assert account.roles == {Role.ADVISER, Role.SUPERVISOR}
    assert signed_in(place, "Mallet") == account
    assert signed_in(place, "of no group").roles == frozenset()
    for name, password in (("mallet", "wrong"), ("mallet", ""), ("nobody", PASSWORD), ("*", PASSWORD), ("", PASSWORD)):
        assert place.directory.sign_in(name, password, place.groups) is None


def test_while_they_are_signed_in_it_tells_what_changes(place: Place) -> None:
    place.add("changing", Role.ADVISER, Role.APPROVER)
    account = signed_in(place, "changing")
    assert place.directory.still_here(account.identifier, place.groups) == account
    place.take_out("changing", Role.APPROVER)
    now = place.directory.still_here(account.identifier, place.groups)
    assert now is not None and now.roles == {Role.ADVISER}
    place.delete("changing")
    assert place.directory.still_here(account.identifier, place.groups) is None
    place.add("changing", Role.ADVISER)
    assert signed_in(place, "changing").identifier != account.identifier, "of the same name, and another"


def test_whoever_only_gives_a_permission_is_not_the_one_who_stays(place: Place) -> None:
    place.add("staying", Role.ADVISER)
    place.add("warden", Role.SUPERVISOR)
    account, other = signed_in(place, "staying"), place.directory.sign_in("warden", PASSWORD, place.groups)
    assert other is not None and place.directory.still_here(account.identifier, place.groups) == account
    with pytest.raises(DirectoryError):
        place.directory.still_here(other.identifier, place.groups)
    place.directory.sign_out(other.identifier)
    assert place.directory.still_here(account.identifier, place.groups) == account
    place.directory.sign_out(account.identifier)
    with pytest.raises(DirectoryError):
        place.directory.still_here(account.identifier, place.groups)


def test_while_it_is_down_it_says_nothing_of_anybody(place: Place) -> None:
    place.add("cut off", Role.ADVISER)
    account = signed_in(place, "cut off")
    place.stop()
    for _ in range(2):
        found = error_of(DirectoryError, place.directory.still_here, account.identifier, place.groups)
        assert found.code == "directory_unreachable"
    with pytest.raises(DirectoryError):
        place.directory.sign_in("cut off", PASSWORD, place.groups)
    place.start()
    with pytest.raises(DirectoryError):
        place.directory.still_here(account.identifier, place.groups)
    assert signed_in(place, "cut off") == account
    assert place.directory.still_here(account.identifier, place.groups) == account


def test_a_group_can_give_several_roles_and_the_offices_groups_take_the_place_of_the_files(place: Place) -> None:
    """Whoever is an adviser by the PC's file is a supervisor and an approver by the office's policy."""
    place.add("of several", Role.ADVISER)
    dn = FakeDirectory.dn_of(Role.ADVISER) if isinstance(place, Fake) else group_dn(Role.ADVISER)
    groups = (DirectoryGroup(dn, frozenset({Role.SUPERVISOR, Role.APPROVER})),)
    account = place.directory.sign_in("of several", PASSWORD, groups, stays=True)
    assert account is not None and account.roles == {Role.SUPERVISOR, Role.APPROVER}
    now = place.directory.still_here(account.identifier, place.groups)
    assert now is not None and now.roles == {Role.ADVISER}
