"""An office from before events were signed: it goes on, and is signed from the day on which two people say so."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.application.office.begin_signing import BeginSigning, begin_signing
from desktop.application.office.signing_in import SignIn
from desktop.application.sessions.listening import finish
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import VerifierOver, differences_in
from desktop.domain.log.events import EventKind
from desktop.errors import NotAllowedError, RowRefusedError, WrongStateError
from tests.attacks.test_events import approved_by_nobody
from tests.attacks.test_rows import edit, listen, unapproved
from tests.builders import PASSWORD, Office
from tests.kept_office import a_copy, a_place
from tests.unsigned_office import an_unsigned_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = a_copy(_unsigned(), tmp_path)
    yield made
    made.parts.engine.dispose()


@cache
def _unsigned() -> Office:
    made = an_unsigned_office(a_place())
    made.parts.engine.dispose()
    return made


def begin(office: Office, administrator: str = "administrator", supervisor: str = "supervisor") -> None:
    two = BeginSigning(*(SignIn(office.front, name, PASSWORD) for name in (administrator, supervisor)))
    office.do(begin_signing, two, passwords=office.passwords, policy=office.policy)


def whole(office: Office) -> bool:
    parts = office.parts
    return VerifierOver(parts.engine, parts.witness, parts.file.origin, uow=office.uow).verify().whole


def signed_from(office: Office) -> int | None:
    with office.uow().look() as uow:
        return uow.proven.signed_from


def test_until_then_it_goes_on_as_before_and_rows_are_believed(office: Office) -> None:
    session = office.briefed()
    listen(office, session)()
    edit(office, "UPDATE retention_hold SET owner = {other}", other=office.people["supervisor"])
    assert signed_from(office) is None and whole(office)
    with office.uow().look() as uow:
        assert uow.proven.everything() == () and len(uow.proven.differences()) == 1


def test_until_then_an_event_that_nobody_signed_is_believed_and_from_then_on_it_is_not(office: Office) -> None:
    before, after = unapproved(office), unapproved(office)
    for request in (before, after):
        copy = office.request(request).copy
        assert copy is not None
        if request == after:
            begin(office)
        approved_by_nobody(office, request, copy, "bare")
        office.clock.pass_by(hours=1)
        if request == after:
            with pytest.raises(RowRefusedError):
                office.checked_in(request=request)
        else:
            session = office.briefed(request=request)
            listen(office, session)()
            office.do(finish, office.position(session), sound=office.sound)


def test_the_event_says_who_and_what_and_is_anchored(office: Office) -> None:
    begin(office)
    event = office.events()[-1]
    assert event.kind is EventKind.SIGNING_BEGUN
    assert event.actor == office.people["administrator"]
    assert dict(event.subjects) == {"person": office.people["supervisor"]}
    assert len(event.facts["people"]) == len(office.people)  # type: ignore[arg-type]
    assert signed_from(office) == len(office.events()) - 1
    assert office.verify().anchored == len(office.events()) and whole(office)
    office.closed()
    assert whole(office)


def test_a_key_that_no_event_names_is_named_from_then_on(office: Office) -> None:
    begin(office)
    edit(
        office,
        "INSERT INTO retention_key (id, source, month, kind, wrapped) SELECT {id}, source, '2020-01', kind, wrapped "
        "FROM retention_key WHERE kind = 'original'",
        id="f" * 32,
    )
    assert not whole(office)


def test_a_log_that_was_signed_is_not_made_an_unsigned_one(office: Office) -> None:
    """Whoever takes the event away takes nothing with it: the desk has pinned that it was there."""
    begin(office)
    office.closed()
    number = signed_from(office)
    with office.parts.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        body = connection.exec_driver_sql("SELECT body FROM audit_event WHERE seq = ?", (number,)).scalar_one()
        other = bytes(body).replace(b"signing_begun", b"log_verified")
        changed = "UPDATE audit_event SET body = ?, kind = 'log_verified' WHERE seq = ?"
        connection.exec_driver_sql(changed, (other, number))
    again = Office(open_parts(office.parts.paths.folder, as_it_is=True), office.back, office.people, office.clock)
    with pytest.raises(RowRefusedError):
        again.booked(minutes_from_now=60)
    [said] = differences_in(again.uow())
    assert said.startswith("This is not the log that this PC remembers")
    again.parts.engine.dispose()


@pytest.mark.parametrize(("administrator", "supervisor"), [
    ("supervisor", "supervisor"), ("administrator", "administrator"), ("adviser", "supervisor"),
    ("administrator", "approver"),
])  # fmt: skip
def test_it_takes_an_administrator_and_a_supervisor(office: Office, administrator: str, supervisor: str) -> None:
    with pytest.raises(NotAllowedError):
        begin(office, administrator, supervisor)
    assert signed_from(office) is None


def test_nothing_is_begun_over_a_row_that_differs(office: Office) -> None:
    edit(office, "UPDATE desk SET recipient = 'age1spy' WHERE id = {id}", id=office.back)
    with pytest.raises(RowRefusedError):
        begin(office)
    assert signed_from(office) is None


def test_the_command_names_what_differs_and_asks_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(office, "UPDATE desk SET recipient = 'age1spy' WHERE id = {id}", id=office.back)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: pytest.fail("there is nothing to sign yet"))
    folder = ["--office", str(office.parts.paths.folder)]
    assert main([*folder, "log", "sign", "--administrator", "administrator", "--supervisor", "supervisor"]) == 1
    said = capsys.readouterr().out
    assert "The database is NOT what the log says:" in said and f"desk {office.back}: recipient is not" in said


def test_it_is_begun_once_and_never_in_an_office_that_was_signed_from_its_first_day(
    office: Office, tmp_path: Path
) -> None:
    begin(office)
    with pytest.raises(WrongStateError, match="signed_already"):
        begin(office)


def test_the_command_asks_both_and_verify_says_from_where_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return PASSWORD

    monkeypatch.setattr(getpass, "getpass", typed)
    monkeypatch.setattr("desktop.office_making.Passwords", lambda: office.passwords)
    folder = ["--office", str(office.parts.paths.folder)]
    assert main([*folder, "log", "sign", "--administrator", "administrator", "--supervisor", "supervisor"]) == 0
    assert len(asked) == 2 and "From now on" in capsys.readouterr().out
    assert main([*folder, "verify", "--json"]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report["signed_from"] == len(office.events()) - 1 and report["rows"] == []
