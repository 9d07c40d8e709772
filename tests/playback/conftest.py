from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.playback.capture import Capture
from desktop.playback.player import Player


@pytest.fixture
def capture() -> Capture:
    return Capture()


@pytest.fixture
def player(capture: Capture) -> Iterator[Player]:
    made = Player(outlet=capture)
    yield made
    made.close()
