from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.media.room import Room, workers


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield Room(tmp_path / "vault")
    assert not workers()
