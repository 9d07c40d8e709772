from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.bootstrap.wiring import open_desk
from desktop.domain.office.people import Role
from desktop.showcase.capture import Capture
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.running.tasks import Tasks
from tests.support.fakes import TUESDAY
from tests.ui.copies.hearing.approver import Approver
from tests.ui.sessions.counter import RunningClock, with_sound
from tests.ui.staff import Staff, settle, shown, the_staff


@pytest.fixture
def approver(qtbot: QtBot, tmp_path: Path) -> Iterator[Approver]:
    """Yield an approver without sound."""
    yield from an_approver(qtbot, the_staff(tmp_path))


@pytest.fixture
def sound(qtbot: QtBot, tmp_path: Path) -> Iterator[Approver]:
    """Yield one with libvlc, whose sound is captured, and the encrypted copies of the demo office."""
    yield from an_approver(qtbot, with_sound(tmp_path))


@pytest.fixture
def without_originals(qtbot: QtBot, tmp_path: Path) -> Iterator[Approver]:
    """Yield one at a PC that opens none."""
    staff = the_staff(tmp_path)
    staff.desk = replace(staff.desk, strongroom=None)
    yield from an_approver(qtbot, staff)


@pytest.fixture
def at_the_back(qtbot: QtBot, tmp_path: Path) -> Iterator[Approver]:
    """Yield one with sound, at the back office, which opens originals."""
    with_sound(tmp_path).close()
    clock = RunningClock(TUESDAY + timedelta(hours=2))
    desk = open_desk(tmp_path / "demo", outlet=Capture())
    yield from an_approver(qtbot, Staff(replace(desk, clock=clock), clock, Tasks()))


def an_approver(qtbot: QtBot, staff: Staff) -> Iterator[Approver]:
    place = DecisionsPlace(staff.context(Role.APPROVER))
    shown(qtbot, place)
    place.refresh()
    settle(qtbot, staff)
    made = Approver(qtbot, staff, place)
    try:
        yield made
    finally:
        place.hearings.close()
        settle(qtbot, staff)
        staff.close()
        QApplication.processEvents()
