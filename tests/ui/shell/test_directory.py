"""Signing in by a real directory, at the window: in, out within minutes, and the day on which the directory is down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.application.office import directory as staff_directory
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.environment.ldap.directory import LdapDirectory
from desktop.environment.passwords import Passwords
from tests.support.servers.slapd import PASSWORD, Slapd, a_slapd
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import Office

UNREACHABLE = "The directory that checks your password cannot be reached."


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Slapd]:
    with a_slapd(tmp_path / "slapd") as started:
        started.add("mallet", Role.ADVISER)
        yield started


@pytest.fixture
def office(shut: Office, server: Slapd) -> Iterator[Office]:
    """Yield the program, open in an office with that directory, with nobody signed in."""
    directory = LdapDirectory(server.policy(offline_minutes=0))
    shut.staff.desk = replace(shut.staff.desk, passwords=Passwords(directory=directory))
    shut.open()
    yield shut
    directory.close()


def asked_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let minutes between two questions be milliseconds."""
    monkeypatch.setattr(staff_directory, "ASK_S", 0)
    office.shell.still_here.timer.setInterval(10)


def type_again(office: Office, password: str) -> None:
    page = office.shell.lock_page
    assert page is not None
    page.password.input.setText(password)
    page.primary.click()
    office.qtbot.waitUntil(lambda: office.shell.lock_page is None or page.primary.isEnabled(), timeout=15_000)


@pytest.mark.against("directory")
def test_who_is_disabled_there_is_out_here_without_a_press(
    office: Office, server: Slapd, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.sign_in("mallet", PASSWORD)
    asked_at_once(office, monkeypatch)
    server.set("mallet", shadowExpire="1")
    office.qtbot.waitUntil(lambda: office.shell.context is None, timeout=15_000)
    office.settle()
    assert "Your access to this office has ended." in words_on(office.shell)
    assert EventKind.PERSON_LEFT in office.logged()
    office.sign_in("mallet", PASSWORD)
    assert office.shell.context is None
    server.set("mallet", shadowExpire="-1")
    office.sign_in("mallet", PASSWORD)
    assert list(office.shell.places) == ["today"] and EventKind.PERSON_CAME_BACK in office.logged()


def test_they_sign_in_with_the_directorys_password_and_while_it_is_down_local_accounts_work(
    office: Office, server: Slapd
) -> None:
    office.sign_in("mallet", PASSWORD)
    shell = office.shell
    assert list(shell.places) == ["today"] and "Demo Mallet" in words_on(shell)
    assert office.logged()[-2:] == [EventKind.PERSON_ADDED, EventKind.SIGNED_IN]
    shell.frame.top_bar.password_button.click()
    assert "This password is that of your organisation’s directory." in words_on(shell)
    assert shell.own_password is None
    office.sign_out()
    server.stop()
    office.sign_in("mallet", PASSWORD)
    assert shell.context is None and UNREACHABLE in words_on(shell)
    assert EventKind.SIGN_IN_REFUSED not in office.logged()
    office.sign_in("adviser")
    assert list(shell.places) == ["today"] and UNREACHABLE not in words_on(shell)


def test_a_desk_locks_once_it_has_not_answered_for_too_long(
    office: Office, server: Slapd, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.sign_in("mallet", PASSWORD)
    server.stop()
    office.staff.clock.pass_by(seconds=1)
    asked_at_once(office, monkeypatch)
    shell = office.shell
    office.qtbot.waitUntil(lambda: shell.lock_page is not None, timeout=15_000)
    assert "The directory has not answered for a while" in words_on(shell)
    type_again(office, PASSWORD)
    assert shell.lock_page is not None and UNREACHABLE in words_on(shell)
    server.start()
    type_again(office, PASSWORD)
    assert shell.lock_page is None and list(shell.places) == ["today"]
