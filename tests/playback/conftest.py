from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.playback.player import Player
from desktop.showcase.capture import Capture


@pytest.fixture
def capture() -> Capture:
    return Capture()


@pytest.fixture
def player(capture: Capture) -> Iterator[Player]:
    made = Player(outlet=capture)
    yield made
    made.close()
