"""An event that whoever can write to the database hides for an hour, so that somebody may act again, and puts back:
`verify` names what they did meanwhile, for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from desktop.application.office.accounts import ChangeRoles, EndAccess, change_roles, end_access
from desktop.application.office.in_person import InPerson
from desktop.domain.office.people import Role
from tests.attacks.test_events import _guards, findings, reopened
from tests.attacks.test_rows import signed_in, unapproved
from tests.builders import PASSWORD, Office
from tests.places import owners

ROWS = "roles, roles_since, active"


@contextmanager
def hidden(place: Office, kind: str, was: tuple[object, ...]) -> Iterator[Office]:
    """Yield the office at a PC that is started while that event is of no kind, and the approver's row as it was."""
    is_now = _row(place)
    with owners(place) as engine, engine.begin() as connection:
        for statement in _guards(connection):
            connection.exec_driver_sql(statement)
        assert connection.execute(_KIND, {"was": kind, "now": "nothing"}).rowcount == 1
        connection.execute(_PUT, {"id": place.people["approver"], **_named(was)})
    again = Office(reopened(place), place.back, place.people, place.clock)
    try:
        yield again
        with owners(place) as engine, engine.begin() as connection:
            connection.execute(_KIND, {"was": "nothing", "now": kind})
            connection.execute(_PUT, {"id": place.people["approver"], **_named(is_now)})
    finally:
        again.parts.engine.dispose()


_KIND = text("UPDATE audit_event SET kind = :now WHERE kind = :was")
_PUT = text("UPDATE person SET roles = :roles, roles_since = :since, active = :active WHERE id = :id")


def _row(place: Office) -> tuple[object, ...]:
    with place.parts.engine.connect() as connection:
        query = text(f"SELECT {ROWS} FROM person WHERE id = :id")
        return tuple(connection.execute(query, {"id": place.people["approver"]}).one())


def _named(row: tuple[object, ...]) -> dict[str, object]:
    return dict(zip(("roles", "since", "active"), row, strict=True))


def test_an_approval_by_somebody_who_is_an_approver_no_more(place: Office) -> None:
    request, was = unapproved(place), _row(place)
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().look() as uow:
        command = ChangeRoles(by, uow.people.get(place.people["approver"]), frozenset({Role.ADVISER}))
    place.do(change_roles, command, passwords=place.passwords, policy=place.policy)
    with hidden(place, "roles_changed", was) as meanwhile:
        meanwhile.decided(request)
    [said] = findings(place).splitlines()
    assert "(request_approved) is by someone without the role for it." in said


def test_what_somebody_does_who_has_left(place: Office) -> None:
    request, was = unapproved(place), _row(place)
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().look() as uow:
        command = EndAccess(by, uow.people.get(place.people["approver"]))
    place.do(end_access, command, passwords=place.passwords, policy=place.policy)
    with hidden(place, "person_left", was) as meanwhile:
        signed_in(meanwhile, "approver")
        meanwhile.decided(request)
    signing, approving = findings(place).splitlines()
    assert "(signed_in) is by someone who had left." in signing
    assert "(request_approved) is by someone who had left." in approving


def test_while_it_is_hidden_verify_names_it(place: Office) -> None:
    was = _row(place)
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().look() as uow:
        command = EndAccess(by, uow.people.get(place.people["approver"]))
    place.do(end_access, command, passwords=place.passwords, policy=place.policy)
    with hidden(place, "person_left", was) as meanwhile:
        assert "kind" in findings(meanwhile)
