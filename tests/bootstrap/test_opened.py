"""An office that is open for a piece of work: it is closed whatever happens, and needs no more than the work needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from desktop.application.office.accounts import Recover, recover_administrator
from desktop.application.ports.database import Clock
from desktop.application.ports.desk import Passwords
from desktop.bootstrap.wiring import OpenOffice, opened
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Permission
from desktop.environment import passwords
from desktop.errors import NotAllowedError, PolicyRefusedError, SignInRefusedError
from tests.support.fakes import FakeDirectory
from tests.support.fixtures import made
from tests.support.offices.builders import PASSWORD, Office
from tests.support.offices.places import embedded

office = made(embedded)


@pytest.fixture
def open_office(office: Office) -> Iterator[OpenOffice]:
    with OpenOffice(office.parts, office.clock) as found:
        yield found


def test_it_is_closed_whatever_ends_the_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    directory = FakeDirectory()
    monkeypatch.setattr(directory, "close", lambda: closed.append("directory"), raising=False)
    monkeypatch.setattr(passwords, "directory_of", lambda file: directory)
    office.parts.engine.dispose()
    with pytest.raises(ZeroDivisionError), opened(office.parts.paths.folder) as work:
        event.listen(work.parts.engine, "engine_disposed", lambda _: closed.append("database"))
        assert work.passwords.directory is directory
        _ = 1 / 0
    assert closed == ["directory", "database"]


def test_what_the_work_does_not_need_cannot_stop_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(file: object) -> None:
        raise PolicyRefusedError("policy_unreadable")

    monkeypatch.setattr(passwords, "directory_of", unreadable)
    with OpenOffice(office.parts, office.clock) as work:
        assert work.office.zone == work.office.zone and work.enrolled.id == work.id
        with pytest.raises(NotAllowedError, match="not_a_recovery_key"):
            work.run(recover_administrator, Recover(work.id, "", "new", "New", PASSWORD), passwords=office.passwords)
        with pytest.raises(PolicyRefusedError):
            work.sign_in("administrator", PASSWORD)


def test_a_use_case_gets_the_ports_of_the_office_and_those_that_are_given_instead(
    office: Office, open_office: OpenOffice
) -> None:
    def two(*, clock: Clock, passwords: Passwords) -> tuple[Clock, Passwords]:
        return clock, passwords

    assert open_office.run(two, passwords=office.passwords) == (office.clock, office.passwords)
    assert open_office.run(two)[1] is open_office.passwords


def test_who_signs_in_is_asked_for_their_password_and_for_what_they_may_do(
    office: Office, open_office: OpenOffice
) -> None:
    by = open_office.sign_in("administrator", PASSWORD, Permission.ADMINISTER)
    assert (by.actor.by, by.actor.desk) == (office.people["administrator"], open_office.id)
    assert office.events()[-1].kind is EventKind.SIGNED_IN and by.password == PASSWORD
    with pytest.raises(NotAllowedError):
        open_office.sign_in("adviser", PASSWORD, Permission.ADMINISTER)
    with pytest.raises(SignInRefusedError):
        open_office.sign_in("administrator", "another password")
