from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.office.people import Role
from desktop.ui.appointments.place import AppointmentsPlace
from tests.ui.staff import Staff, settle, shown, the_staff


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    made = the_staff(tmp_path)
    yield made
    made.close()
    assert [error.code for error in made.said] == []


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> AppointmentsPlace:
    made = AppointmentsPlace(staff.context(Role.INFORMATION_OFFICER))
    shown(qtbot, made)
    made.refresh()
    settle(qtbot, staff)
    return made
