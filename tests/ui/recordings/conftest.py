from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.bootstrap.wiring import open_desk
from tests.ui.staff import Staff, the_staff


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Staff]:
    """Yield the demo office at its front desk."""
    made = the_staff(tmp_path)
    yield made
    made.close()


@pytest.fixture
def staff(front: Staff, tmp_path: Path) -> Iterator[Staff]:
    """Yield the demo office at its back office, where originals can be opened."""
    back = open_desk(tmp_path / "demo", back_office=True)
    made = replace(front, desk=replace(back, clock=front.clock))
    yield made
    made.desk.close()
    assert [error.code for error in made.said] == []
