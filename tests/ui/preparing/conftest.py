from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.preparing.room import Room, a_room


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    made = a_room(qtbot, tmp_path)
    yield made
    if made.place.preparing is not None and made.place.preparing.window is not None:
        made.place.preparing.shut()
    made.settle()
    made.staff.close()
    assert [error.code for error in made.staff.said] == []
