"""The office's policy says which groups of the directory give which roles: at sign-in, while they work, in the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.application.office.directory import Presence, ask_directory
from desktop.application.office.policy_edits import ChangeSettings
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.application.ports.database import DeskGate
from desktop.application.ports.desk import PasswordCheck
from desktop.application.shared.commands import bound
from desktop.bootstrap.policies import policies_of
from desktop.bootstrap.wiring import wired
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Person, Role
from desktop.domain.office.policies import PolicyName
from desktop.errors import NotAllowedError, RowRefusedError
from tests.application.office.by_policies import begin, go_by_them, typed
from tests.application.office.test_policy_edits import changed
from tests.attacks.forging import edit
from tests.support.fakes import FakeDirectory
from tests.support.offices.builders import Office, an_office
from tests.support.refusals import refusal

THEIRS = "the directory's own password"
THERE = ("directory_groups", FakeDirectory.dn_of(Role.ADVISER))
ADVISERS = ChangeSettings(
    PolicyName.OFFICE, ("directory_groups", ""), {"group": THERE[1], "roles": frozenset({Role.ADVISER})}
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Yield an office whose policy names the group of advisers alone; by the PC's file everybody has their role."""
    made = an_office(tmp_path)
    begin(made)
    made.passwords.directory = FakeDirectory()
    changed(made, ADVISERS)
    go_by_them(made)
    yield made
    made.parts.engine.dispose()


@pytest.fixture
def directory(office: Office) -> FakeDirectory:
    assert isinstance(office.passwords.directory, FakeDirectory)
    return office.passwords.directory


def signed_in(office: Office, **more: Any) -> Person:
    command = SignIn(office.front, "mallet", THEIRS)
    given: dict[str, Any] = {"passwords": office.passwords, "policy": office.policy} | more
    return office.do(command, **given).person


def told(office: Office, kind: EventKind) -> Event:
    return next(event for event in reversed(office.events()) if event.kind is kind)


@pytest.mark.against("directory")
def test_its_groups_count_and_those_of_the_pcs_file_do_not(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", Role.ADVISER, Role.APPROVER)
    assert signed_in(office).roles == {Role.ADVISER}
    directory.add("mallet", Role.APPROVER)
    assert refusal(signed_in, office) == "directory_no_role"


@pytest.mark.against("directory")
def test_each_event_says_under_which_version(office: Office, directory: FakeDirectory) -> None:
    directory.add("mallet", Role.ADVISER, Role.SUPERVISOR)
    signed_in(office)
    assert told(office, EventKind.PERSON_ADDED).facts["policies"] == [["office", 2]]
    changed(office, typed(ADVISERS, at=THERE, roles=frozenset({Role.ADVISER, Role.APPROVER})))
    go_by_them(office)
    assert signed_in(office).roles == {Role.ADVISER, Role.APPROVER}
    event = told(office, EventKind.ROLES_CHANGED)
    assert event.facts["policies"] == [["office", 3]] and event.facts["roles"] == ["adviser", "approver"]
    directory.add("mallet", Role.SUPERVISOR)
    with pytest.raises(NotAllowedError):
        signed_in(office)
    assert told(office, EventKind.PERSON_LEFT).facts["policies"] == [["office", 3]]
    directory.add("mallet", Role.ADVISER)
    signed_in(office)
    assert told(office, EventKind.PERSON_CAME_BACK).facts["policies"] == [["office", 3]]
    assert office.verify().whole


@pytest.mark.against("directory")
def test_a_policy_of_before_gives_nobody_a_role(office: Office, directory: FakeDirectory) -> None:
    """Whoever signs in at a PC that has not read the new one yet is told; the PC reads it then."""
    directory.add("mallet", Role.ADVISER)
    before = office.policy
    changed(office, typed(ADVISERS, at=THERE, roles=frozenset({Role.SUPERVISOR})))
    assert refusal(signed_in, office, policy=before) == "policy_changed"
    assert directory.asked == [] and directory.stays == ""
    go_by_them(office)
    assert signed_in(office).roles == {Role.SUPERVISOR}


def test_at_a_window_it_goes_again_at_once_under_the_policy_that_was_read(
    office: Office, directory: FakeDirectory
) -> None:
    """Nobody was signed in there when it changed, so that nothing had it read; nobody types their password twice."""
    directory.add("mallet", Role.ADVISER)
    desk = replace(wired(office.parts, None), clock=office.clock, passwords=office.passwords)
    try:
        changed(office, typed(ADVISERS, at=THERE, roles=frozenset({Role.SUPERVISOR})))
        found = bound(sign_in, desk, SignIn(office.front, "mallet", THEIRS))()
        assert found.person.roles == {Role.SUPERVISOR} and directory.asked == ["mallet"]
        changed(office, typed(ADVISERS, at=THERE, roles=frozenset({Role.ADVISER})))
        actor = replace(office.actor("adviser"), by=found.person.id)
        assert refusal(bound(ask_directory, desk, actor)) == "policy_changed"
        assert bound(ask_directory, desk, actor)() is Presence.HERE, "it was read; the next call has it"
    finally:
        desk.close()


def test_one_that_changes_while_the_directory_answers_gives_nobody_a_role(
    office: Office, directory: FakeDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory.add("mallet", Role.ADVISER)
    ask = directory.sign_in

    def slowly(*given: Any, **more: Any) -> Any:
        changed(office, typed(ADVISERS, at=THERE, roles=frozenset({Role.SUPERVISOR})))
        return ask(*given, **more)

    monkeypatch.setattr(directory, "sign_in", slowly)
    assert refusal(signed_in, office) == "policy_changed"
    assert directory.stays == "" and EventKind.PERSON_ADDED not in [e.kind for e in office.events()[-3:]]


def test_while_they_work_it_is_followed_as_soon_as_this_pc_has_read_it(
    office: Office, directory: FakeDirectory
) -> None:
    directory.add("mallet", Role.ADVISER, Role.SUPERVISOR)
    person, gate, before = signed_in(office), DeskGate(asked=7.0), office.policy
    actor = replace(office.actor("adviser"), by=person.id)

    def asked(check: PasswordCheck) -> Presence:
        return ask_directory(actor, uow=office.parts.uow(office.front, gate), clock=office.clock, check=check)

    changed(office, typed(ADVISERS, at=THERE, roles=frozenset({Role.SUPERVISOR})))
    assert refusal(asked, replace(office.check, policy=before)) == "policy_changed"
    assert gate.asked == 7.0, "it is asked again at once, and not in four minutes"
    go_by_them(office)
    here = asked(office.check)
    with office.uow().read_only() as uow:
        assert here is Presence.HERE and uow.people.get(person.id).roles == {Role.SUPERVISOR}
    changed(office, typed(ADVISERS, at=THERE, group="cn=nobody,dc=example,dc=org"))
    go_by_them(office)
    gone = asked(office.check)
    assert gone is Presence.LEFT and told(office, EventKind.PERSON_LEFT).facts["policies"] == [["office", 4]]


@pytest.mark.against("directory")
def test_a_group_that_is_written_into_the_row_gives_nobody_a_role(office: Office, directory: FakeDirectory) -> None:
    """Whoever can write to the database makes advisers supervisors there."""
    directory.add("mallet", Role.ADVISER)
    more = "UPDATE policy SET content = replace(content, {was}, {now}) WHERE name = 'office' AND version = 2"
    edit(office, more, was='["adviser"]', now='["supervisor"]')
    with pytest.raises(RowRefusedError):
        policies_of(office.parts)
    with pytest.raises(RowRefusedError):
        signed_in(office, policy=policies_of(office.parts, proven=False).office)
    assert directory.asked == []
