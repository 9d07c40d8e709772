from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.bootstrap.wiring import open_desk
from tests.ui.reviews.conftest import office as of_staff
from tests.ui.reviews.conftest import seat
from tests.ui.staff import Staff, the_staff

__all__ = ["front", "seat", "staff"]


front = of_staff(the_staff)
"""The demo office, with a player and a sound desk of the tests."""


@pytest.fixture
def staff(front: Staff, tmp_path: Path) -> Iterator[Staff]:
    """Yield the demo office, with its own."""
    back = open_desk(tmp_path / "demo")
    made = replace(front, desk=replace(back, clock=front.clock))
    yield made
    made.desk.close()
    assert [error.code for error in made.said] == []
