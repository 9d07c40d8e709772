"""An event that whoever can write to the database hides for an hour, so that someone may act again, and puts back:
`verify` names what they did meanwhile, for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from db.schema.office_tables import policy
from desktop.application.copies.staff_listening import open_copy
from desktop.application.office.accounts import (
    ChangeRoles,
    EndAccess,
    ResetPassword,
)
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.application.office.signing_in import InPerson
from desktop.application.reviews.reviewing import administration, sign_off_administration
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.office.people import Role
from desktop.errors import WrongStateError
from tests.application.office.by_policies import begin, change, go_by_them, stricter
from tests.attacks.test_events import _guards, findings, reopened
from tests.attacks.test_rows import signed_in, unapproved
from tests.support.builders import PASSWORD, Office
from tests.support.places import owners

ROWS = "roles, roles_since, active"


@contextmanager
def hidden(place: Office, kind: str, was: tuple[object, ...]) -> Iterator[Office]:
    """Yield the office at a PC that is started while that event is of no kind, and the approver's row as it was."""
    is_now = _row(place)
    with out_of_sight(place, kind) as again:
        _put(place, was)
        yield again
        _put(place, is_now)


@contextmanager
def out_of_sight(place: Office, kind: str) -> Iterator[Office]:
    """Yield the office at a PC that is started while the newest event of that kind is of none."""
    with owners(place) as engine, engine.begin() as connection:
        for statement in _guards(connection):
            connection.exec_driver_sql(statement)
        seq = connection.execute(_NEWEST, {"kind": kind}).scalar_one()
        connection.execute(_KIND, {"seq": seq, "now": "nothing"})
    again = Office(reopened(place), place.back, place.people, place.clock)
    try:
        yield again
        with owners(place) as engine, engine.begin() as connection:
            connection.execute(_KIND, {"seq": seq, "now": kind})
    finally:
        again.parts.engine.dispose()


def _put(place: Office, row: tuple[object, ...]) -> None:
    with owners(place) as engine, engine.begin() as connection:
        connection.execute(_PUT, {"id": place.people["approver"], **_named(row)})


_NEWEST = text("SELECT max(seq) FROM audit_event WHERE kind = :kind")
_KIND = text("UPDATE audit_event SET kind = :now WHERE seq = :seq")
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
    with place.uow().read_only() as uow:
        command = ChangeRoles(by, uow.people.get(place.people["approver"]), frozenset({Role.ADVISER}))
    place.do(command, passwords=place.passwords, policy=place.policy)
    with hidden(place, "roles_changed", was) as meanwhile:
        meanwhile.decided(request)
    [said] = findings(place).splitlines()
    assert "(request_approved) is by someone without the role for it." in said


def test_what_somebody_does_who_has_left(place: Office) -> None:
    request, was = unapproved(place), _row(place)
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().read_only() as uow:
        command = EndAccess(by, uow.people.get(place.people["approver"]))
    place.do(command, passwords=place.passwords, policy=place.policy)
    with hidden(place, "person_left", was) as meanwhile:
        signed_in(meanwhile, "approver")
        meanwhile.do(open_copy, meanwhile.actor("approver", meanwhile.back), request, desk=meanwhile.back)
        meanwhile.decided(request)
    signing, hearing, approving = findings(place).splitlines()
    assert "(signed_in) is by someone who had left." in signing
    assert "(copy_opened) is by someone who had left." in hearing
    assert "(request_approved) is by someone who had left." in approving


def test_whoever_signs_in_with_a_password_of_before(place: Office) -> None:
    """Their own was reset: somebody else knew it."""
    approver, query = place.people["approver"], text("SELECT password_hash FROM person WHERE id = :id")
    with place.parts.engine.connect() as connection:
        was = connection.execute(query, {"id": approver}).scalar_one()
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().read_only() as uow:
        command = ResetPassword(by, uow.people.get(approver), "another password for tests")
    place.do(command, passwords=place.passwords, policy=place.policy)
    put = text("UPDATE person SET password_hash = :hash, first_password = :first WHERE id = :id")
    with out_of_sight(place, "password_reset") as meanwhile:
        with owners(place) as engine, engine.begin() as connection:
            now = connection.execute(query, {"id": approver}).scalar_one()
            connection.execute(put, {"id": approver, "hash": was, "first": False})
        signed_in(meanwhile, "approver")
        with owners(place) as engine, engine.begin() as connection:
            connection.execute(put, {"id": approver, "hash": now, "first": True})
    [said] = findings(place).splitlines()
    assert "(signed_in) is by someone who was let in with another password than theirs." in said


def test_what_an_administrator_does_who_is_none_any_more(place: Office) -> None:
    """They add someone."""
    give(place, Role.APPROVER, Role.ADMINISTRATOR)
    was = _row(place)
    give(place, Role.APPROVER)
    with hidden(place, "roles_changed", was) as meanwhile:
        command = AddPerson(place.back, "spy", "A spy", frozenset({Role.INFORMATION_OFFICER}), PASSWORD)
        by = place.people["approver"]
        meanwhile.do(add_person, command, desk=place.back, passwords=place.passwords, by=by)
    [said] = findings(place).splitlines()
    assert "(person_added) is by someone without the role for it." in said


def test_what_is_decided_under_a_policy_that_was_made_stricter(place: Office) -> None:
    """Its newest version is hidden, with its event, while someone looks at older papers."""
    begin(place)
    change(place, stricter(place))
    place.clock.pass_by(days=1)
    with owners(place) as engine, engine.begin() as connection:
        newest = policy.c.name == "identity", policy.c.version == 2
        row = connection.execute(policy.select().where(*newest)).one()
        connection.execute(policy.delete().where(*newest))
    with out_of_sight(place, "policy_changed") as meanwhile:
        go_by_them(meanwhile)
        meanwhile.sighted(meanwhile.checked_in())
    with owners(place) as engine, engine.begin() as connection:
        connection.execute(policy.insert(), dict(row._mapping))
    said = findings(place).splitlines()
    assert said and all("under a version of a policy that was not in force" in each for each in said)


def test_an_act_that_a_supervisor_signs_off_without_seeing_it(place: Office) -> None:
    """It stands before the last act that they were shown: it never waits again."""
    give(place, Role.APPROVER, Role.ADMINISTRATOR)
    give(place, Role.APPROVER)
    was = _row(place)
    give(place, Role.APPROVER, Role.SUPERVISOR)
    end_a_wait(place)
    with hidden(place, "roles_changed", was) as meanwhile:
        supervisor = meanwhile.actor("supervisor", place.back)
        shown = administration(supervisor, uow=meanwhile.uow())
        meanwhile.do(sign_off_administration, supervisor, shown.up_to, shown.shown, desk=place.back)
    [said] = findings(place).splitlines()
    assert "(administration_reviewed) signs off other acts of administrators than the log has." in said


def test_an_act_that_is_hidden_while_a_supervisor_reads_and_back_before_they_press(place: Office) -> None:
    give(place, Role.APPROVER, Role.ADMINISTRATOR)
    was = _row(place)
    give(place, Role.APPROVER, Role.SUPERVISOR)
    end_a_wait(place)
    supervisor = place.actor("supervisor", place.back)
    with hidden(place, "roles_changed", was) as meanwhile:
        shown = administration(supervisor, uow=meanwhile.uow())
    with pytest.raises(WrongStateError, match="acts_changed"):
        place.do(sign_off_administration, supervisor, shown.up_to, shown.shown, desk=place.back)
    again = administration(supervisor, uow=place.uow())
    assert len(again.acts) == len(shown.acts) + 1
    place.do(sign_off_administration, supervisor, again.up_to, again.shown, desk=place.back)
    assert not findings(place)


def end_a_wait(place: Office) -> None:
    """Do something as an administrator that is of no consequence."""
    by, about = place.people["administrator"], {Subject.PERSON: place.people["adviser"]}
    with place.uow() as uow:
        event = Event(EventKind.WAIT_ENDED, place.clock.now(), place.front, by, about, {"reason": "spent"})
        uow.commit(event)


def give(place: Office, *roles: Role) -> None:
    """Give the approver these roles."""
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().read_only() as uow:
        command = ChangeRoles(by, uow.people.get(place.people["approver"]), frozenset(roles))
    place.do(command, passwords=place.passwords, policy=place.policy)


def test_while_it_is_hidden_verify_names_it(place: Office) -> None:
    was = _row(place)
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().read_only() as uow:
        command = EndAccess(by, uow.people.get(place.people["approver"]))
    place.do(command, passwords=place.passwords, policy=place.policy)
    with hidden(place, "person_left", was) as meanwhile:
        assert "kind" in findings(meanwhile)
