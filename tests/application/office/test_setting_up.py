"""People are added by an administrator, except the first."""

from __future__ import annotations

import pytest

from desktop.application.office.setting_up import AddPerson, add_person
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role, hash_digest
from desktop.errors import NotAllowedError
from tests.support.builders import PASSWORD, PEOPLE, Office
from tests.support.refusals import field_problems


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


@pytest.mark.parametrize("by", [None, *sorted(set(PEOPLE) - {"administrator"})])
def test_nobody_else_adds_anybody(office: Office, by: str | None) -> None:
    before = office.bodies()
    with pytest.raises(NotAllowedError):
        add(office, by)
    assert office.bodies() == before


@pytest.mark.parametrize(
    ("name", "password", "problem"),
    [
        (" ", PASSWORD, {"name": "name_missing"}),
        ("ADVISER", PASSWORD, {"name": "name_taken"}),
        ("somebody", "too short", {"password": "password_too_short"}),
        ("somebody", "password1234", {"password": "password_common"}),
        ("somebody", "new person 2026", {"password": "password_named"}),
        ("wellington", "Wellington123", {"password": "password_named"}),
        ("somebody", "Test Council!", {"password": "password_named"}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    office: Office, name: str, password: str, problem: dict[str, str]
) -> None:
    before = office.bodies()
    assert field_problems(add, office, "administrator", name, password) == problem and office.bodies() == before
