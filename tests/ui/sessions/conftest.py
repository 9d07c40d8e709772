from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.sessions.counter import Counter, a_counter, with_sound
from tests.ui.staff import the_staff


@pytest.fixture
def counter(qtbot: QtBot, tmp_path: Path) -> Iterator[Counter]:
    """Yield the counter without sound: the pages before and after listening."""
    with a_counter(qtbot, the_staff(tmp_path), tmp_path / "demo") as made:
        yield made


@pytest.fixture
def sound(qtbot: QtBot, tmp_path: Path) -> Iterator[Counter]:
    """Yield it with libvlc, whose sound is captured, and the encrypted copies of the demo office."""
    with a_counter(qtbot, with_sound(tmp_path), tmp_path / "demo") as made:
        yield made
