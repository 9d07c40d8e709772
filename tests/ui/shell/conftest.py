from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shell.office import Office, an_office
from tests.ui.staff import the_staff


@pytest.fixture
def shut(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    """Yield the program, not started."""
    with an_office(qtbot, the_staff(tmp_path), tmp_path / "demo") as made:
        yield made


@pytest.fixture
def office(shut: Office) -> Office:
    """Return the program, open in the demo office, with nobody signed in."""
    shut.open()
    return shut
