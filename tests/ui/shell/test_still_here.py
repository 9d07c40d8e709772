"""Whoever leaves is out at once: a change has it asked again, without the seconds until it is asked anyway."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.office.accounts import EndAccess, end_access
from desktop.application.office.directory import Presence, still_here
from desktop.application.shared.commands import Actor
from desktop.bootstrap.wiring import open_desk
from desktop.domain.office.people import Role
from desktop.errors import NotAllowedError
from desktop.ui.office.people_place import Act, PeoplePlace
from desktop.ui.shell.app import Screens
from desktop.words.errors import message_for
from tests.application.office import test_accounts as people
from tests.db.engines.test_changes import another, wait_for_listeners
from tests.support.offices.builders import PASSWORD as OF_OFFICE
from tests.support.offices.places import shared
from tests.ui.shell.office import LONG_MS, PASSWORD, Office
from tests.ui.told import Told

HAS_LEFT = message_for(NotAllowedError("has_left"))
tells = pytest.mark.usefixtures("told")
"""Marks a test whose office has a server that tells of changes; nothing else has it asked."""


def sign_in(office: Office, name: str) -> None:
    office.sign_in(name)
    office.shell.still_here.timer.stop()


def leaves(office: Office, role: Role) -> None:
    """Let the administrator end someone's access, in another program."""
    office.another_pc(EndAccess(office.staff.in_person(Role.ADMINISTRATOR), office.staff.person(role)))


def put_out(office: Office) -> None:
    """Wait until nothing of them is shown."""
    page = office.shell.sign_in
    office.qtbot.waitUntil(lambda: page.refusal.words == HAS_LEFT, timeout=LONG_MS)
    assert office.shell.context is None and not office.shell.places and office.shell.frame.page is page
    office.settle()


@tells
def test_news_of_it_puts_them_out_also_at_a_desk_that_is_locked(office: Office, told: Told) -> None:
    sign_in(office, "officer")
    office.lock()
    leaves(office, Role.INFORMATION_OFFICER)
    told.tell()
    put_out(office)
    assert office.shell.lock_page is None
    told.tell()
    office.settle()


@tells
def test_also_while_a_customer_listens(office: Office, told: Told) -> None:
    office.listen()
    office.shell.still_here.timer.stop()
    leaves(office, Role.ADVISER)
    told.tell()
    put_out(office)
    assert office.shell.session is None


@tells
def test_news_that_comes_while_it_is_asked_has_it_asked_once_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that is on its way may be from before."""
    sign_in(office, "officer")
    office.settle()
    asked: list[Actor] = []

    @wraps(still_here)
    def looked(actor: Actor, **ports: Any) -> Presence:
        asked.append(actor)
        found = still_here(actor, **ports)
        if len(asked) == 1:
            leaves(office, Role.INFORMATION_OFFICER)
        return found

    monkeypatch.setattr("desktop.application.office.directory.still_here", looked)
    asking = office.shell.still_here
    asking.look()
    asking.look()
    put_out(office)
    assert len(asked) == 2, "their roles, which are asked for next, would have put them out too"


@tells
def test_what_an_administrator_does_to_their_own_roles_shows_at_once(office: Office) -> None:
    sign_in(office, "administrator")
    place = office.place(PeoplePlace)
    before = office.staff.person(Role.ADMINISTRATOR)
    place.act_page.begin(Act.ROLES, before)
    place.act_page.roles.set_value([*before.roles, Role.SUPERVISOR])
    place.act_page.own_password.input.setText(PASSWORD)
    place.act_page.submitted.emit()
    office.qtbot.waitUntil(lambda: "reviews" in office.shell.places, timeout=LONG_MS)
    office.settle()


def test_on_a_server_they_are_out_at_every_pc_long_before_they_are_asked_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shared(tmp_path) as office:
        screens = Screens(lambda: open_desk(office.parts.paths.folder), lambda: False)
        shell = screens.shell
        qtbot.addWidget(shell)
        shell.show()
        qtbot.waitUntil(shell.sign_in.primary.isEnabled, timeout=LONG_MS)
        shell.sign_in.name.set_value("adviser")
        shell.sign_in.password.input.setText(OF_OFFICE)
        shell.sign_in.primary.click()
        qtbot.waitUntil(lambda: "today" in shell.places, timeout=LONG_MS)
        shell.still_here.timer.stop()
        wait_for_listeners(office, 1)
        qtbot.waitUntil(lambda: not screens.tasks.busy, timeout=LONG_MS)
        command = EndAccess(people.by(office), people.person(office, "adviser"))
        with another(monkeypatch):
            people.done(office, end_access, command)
        qtbot.waitUntil(lambda: shell.sign_in.refusal.words == HAS_LEFT, timeout=LONG_MS)
        qtbot.waitUntil(lambda: not screens.tasks.busy, timeout=LONG_MS)
        shell.close()
        screens.close()
