from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.office.people import Role
from desktop.ui.log import LogPlace
from tests.ui.reviews.conftest import staff
from tests.ui.staff import Staff, settle, shown

__all__ = ["staff"]


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> LogPlace:
    made = LogPlace(staff.context(Role.SUPERVISOR))
    shown(qtbot, made)
    made.refresh()
    settle(qtbot, staff)
    return made
