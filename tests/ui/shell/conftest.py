from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shell.office import Office, an_office
from tests.ui.staff import the_staff


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    """The program is open in the demo office, and nobody is signed in."""
    with an_office(qtbot, the_staff(tmp_path)) as made:
        made.open()
        yield made
