"""The whole program: the desk is locked in the moment before the recording is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event as Gate

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.ports.desk import Waveform
from desktop.application.ports.sound import Ear
from desktop.application.sessions import listening
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.office.people import Role
from desktop.ui.sessions.break_page import BreakPage
from tests.support.conducted import Conductor, Course
from tests.support.fakes import FakeSound
from tests.support.patience import PATIENCE
from tests.ui.shell.office import PASSWORD, Office, an_office
from tests.ui.staff import the_staff


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    with an_office(qtbot, the_staff(tmp_path), tmp_path / "demo") as made:
        made.open()
        yield made


def test_a_desk_locked_as_the_recording_opens_stays_locked_and_shows_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, sound = Gate(), office.staff.desk.sound
    assert isinstance(sound, FakeSound)
    real = sound.open

    def slowly(copy: ApprovedCopy) -> Waveform:
        gate.wait(PATIENCE)
        return real(copy)

    monkeypatch.setattr(sound, "open", slowly)
    office.sign_in("adviser")
    office.open_appointment()
    session, staff = office.shell.session, office.staff
    assert session is not None
    conductor = Conductor(staff.desk, staff.actor(Role.ADVISER), Course(), staff.wait)
    conductor.identify(staff.appointments()[0].id)
    command = listening.Brief(staff.actor(Role.ADVISER), conductor.view.id, True, True, 60, Ear.BOTH)
    session.take_view(listening.brief(command, uow=staff.desk.uow(), clock=staff.clock))
    QTest.keyClick(office.shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert office.shell.lock_page is not None
    gate.set()
    office.qtbot.waitUntil(lambda: isinstance(session.page, BreakPage))
    office.settle()
    assert office.shell.lock_page is not None and office.shell.lock_page.isVisible()
    assert session.window_shown is None and sound.opened is None
    office.shell.lock_page.password.input.setText(PASSWORD)
    office.shell.lock_page.primary.click()
    office.settle()
    QApplication.processEvents()
    assert office.shell.lock_page is None and "Not open yet" in office.read()
