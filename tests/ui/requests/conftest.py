from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.reviews.conftest import seat
from tests.ui.staff import Staff, the_staff

__all__ = ["seat"]


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    made = the_staff(tmp_path)
    yield made
    made.close()
    assert [error.code for error in made.said] == []
