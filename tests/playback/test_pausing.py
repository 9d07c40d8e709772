"""A pause, where libvlc takes its time over one: it pauses on a thread of its own."""

from __future__ import annotations

from typing import cast

import pytest

from desktop.application.ports.sound import PlayState
from desktop.playback import transport as transports
from desktop.playback.engine import Engine, Reading
from desktop.playback.transport import Transport
from tests.playback.copies import a_copy, speech


class Clock:
    """In the place of `time`: ten milliseconds pass at each look, and a sleep takes none of the test's own."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        self.now += 0.01
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "time", Clock())


class Slow:
    """In libvlc's place: after `set_pause` it plays on for so many looks."""

    device = "slow"

    def __init__(self, plays_on: int) -> None:
        self.left, self.paused, self.stopped, self.time_ms = plays_on, False, 0, 0

    def start(self, source: object, rate: float) -> None: ...

    def set_volume(self, volume: int) -> None: ...

    def close(self) -> None: ...

    def stop(self) -> None:
        self.stopped += 1

    def pause(self, paused: bool) -> None:
        self.paused = paused

    def reading(self) -> Reading:
        self.left -= self.paused
        playing = not self.paused or self.left > 0
        self.time_ms += 10 * playing
        return Reading(playing=playing, time_ms=self.time_ms, played=self.time_ms)


def playing(engine: Slow) -> Transport:
    transport = Transport(lambda: cast(Engine, engine), None)
    ranges, form = a_copy(speech(2.0), 8000, 1)
    transport.load(ranges, 8000, form.frames)
    transport.play()
    for _ in range(5):
        transport.tick()
    return transport


def test_it_is_paused_when_libvlc_is_and_then_stands() -> None:
    transport = playing(Slow(plays_on=4))
    transport.pause()
    stood = transport.status()
    assert (stood.state, stood.sounding, stood.frame > 0) == (PlayState.PAUSED, False, True)
    for _ in range(5):
        transport.tick()
        assert transport.status() == stood


def test_one_that_does_not_pause_is_stopped_and_play_begins_there() -> None:
    engine = Slow(plays_on=1_000_000)
    transport = playing(engine)
    transport.pause()
    assert (transport.status().state, engine.stopped) == (PlayState.PAUSED, 1)
    stood = transport.status().frame
    engine.paused = False
    transport.play()
    assert (transport.status().state, transport.status().frame) == (PlayState.PLAYING, stood)
