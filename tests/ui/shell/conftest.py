from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.elsewhere import Elsewhere, elsewhere
from tests.ui.shell.office import Office, an_office
from tests.ui.staff import the_staff
from tests.ui.told import Told


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


@pytest.fixture
def told(shut: Office) -> Told:
    """Return what tells of changes in the place of the office's server. Used before `office`, which opens with it."""
    server = Told()
    shut.staff.desk = replace(shut.staff.desk, changes=server)
    return server


@pytest.fixture
def counter(office: Office) -> Iterator[Elsewhere]:
    """Yield the other PC, where an adviser has a customer in front of them."""
    with elsewhere(office.staff, office.folder) as made:
        yield made
