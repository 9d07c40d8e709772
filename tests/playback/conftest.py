from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from desktop.playback.engine import Engine, Outlet
from desktop.playback.libvlc import LibVlc
from desktop.playback.player import Player
from desktop.playback.port_audio import PortAudio
from desktop.showcase.capture import Capture


@pytest.fixture
def capture() -> Capture:
    return Capture()


@pytest.fixture(params=[LibVlc, PortAudio], ids=["libvlc", "portaudio"])
def engine(request: pytest.FixtureRequest) -> Callable[[Outlet], Engine]:
    """Return the class of each engine in turn: the player keeps its promises with either."""
    of: Callable[[Outlet], Engine] = request.param
    return of


@pytest.fixture
def player(capture: Capture, engine: Callable[[Outlet], Engine]) -> Iterator[Player]:
    made = Player(lambda: engine(capture))
    yield made
    made.close()
