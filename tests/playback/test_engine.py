"""The engine: where the device is in the sound, when it pauses by itself, and its run."""

from __future__ import annotations

from typing import cast

import pytest

from desktop.application.ports.sound import PlayFailure, PlayState, SoundEngine
from desktop.playback import transport as transports
from desktop.playback.engine import Engine, Progress, Reading
from desktop.playback.libvlc import STILL_SECONDS, DeviceProgress
from desktop.playback.source import Source
from desktop.playback.transport import COUNTED_LATE_SECONDS, NO_DEVICE_SECONDS, NO_START_SECONDS, Run, Transport
from tests.playback.copies import a_copy, speech

RATE = 8000


def reading(time_ms: int, played: int) -> Reading:
    return Reading(playing=True, time_ms=time_ms, played=played)


def a_progress(base: int = 0, frames: int = 80_000) -> DeviceProgress:
    return DeviceProgress(base, frames, RATE, 100.0)


def test_without_a_buffer_taken_nothing_sounds_and_nothing_moves() -> None:
    progress = a_progress()
    for tick in range(1, 60):
        progress.look(100 + tick * 0.05, reading(tick * 50, 0), 1.0)
        assert (progress.frame, progress.sounding, progress.ceiling) == (0, False, 0)
    assert progress.silent_for(103.0) == 3.0


def test_between_reports_the_position_goes_on_by_the_clock() -> None:
    progress = a_progress(base=1000)
    progress.look(100.0, reading(0, 1), 1.0)
    progress.look(100.25, reading(250, 6), 1.0)
    assert (progress.frame, progress.sounding) == (1000 + 2000, True)
    progress.look(100.35, reading(250, 8), 1.0)
    assert abs(progress.frame - (1000 + 2800)) <= 1


def test_it_is_never_beyond_what_can_have_come_out() -> None:
    progress = a_progress()
    progress.look(100.5, reading(0, 1), 1.0)
    progress.look(100.6, reading(500, 3), 1.0)
    assert abs(progress.frame - 800) <= 1


def test_it_goes_by_the_rate() -> None:
    progress = a_progress()
    progress.look(100.0, reading(0, 1), 1.5)
    progress.look(101.0, reading(1500, 9), 1.5)
    progress.look(101.1, reading(1500, 12), 1.5)
    assert abs(progress.frame - 13_200) <= 2


def test_it_is_never_past_the_end_and_never_goes_back() -> None:
    progress = a_progress(frames=4000)
    progress.look(100.0, reading(0, 1), 1.0)
    progress.look(102.0, reading(2000, 9), 1.0)
    assert (progress.frame, progress.ceiling) == (4000, 4000)
    progress.look(102.1, reading(100, 10), 1.0)
    assert progress.frame == 4000


def test_it_stands_still_when_buffers_are_no_longer_taken() -> None:
    progress = a_progress()
    progress.look(100.0, reading(0, 1), 1.0)
    progress.look(100.5, reading(500, 9), 1.0)
    progress.look(100.5 + STILL_SECONDS, reading(1200, 9), 1.0)
    stood = progress.frame
    progress.look(102.0, reading(1900, 9), 1.0)
    assert (progress.frame, progress.sounding) == (stood, False)


def test_a_pause_is_not_progress_and_not_a_silence_to_fear() -> None:
    progress = a_progress()
    progress.look(100.0, reading(0, 1), 1.0)
    progress.look(100.5, reading(500, 9), 1.0)
    progress.look(100.6, Reading(time_ms=500, played=9), 1.0)
    stood = progress.frame
    progress.resume(160.0)
    assert progress.silent_for(160.0) == 0
    progress.look(160.1, reading(500, 11), 1.0)
    assert stood <= progress.frame <= stood + 800


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

    name, device = SoundEngine.LIBVLC, "slow"

    def __init__(self, plays_on: int) -> None:
        self.left, self.paused, self.stopped, self.time_ms = plays_on, False, 0, 0

    def start(self, source: Source, rate: float) -> Progress:
        return DeviceProgress(source.start, source.copy.frames, RATE, 100.0)

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
    transport = Transport(lambda: cast(Engine, engine))
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


def a_run() -> Run:
    ranges, form = a_copy(speech(1), 8000, 1)
    return Run(Source(ranges, form), DeviceProgress(0, form.frames, 8000, 0.0))


def test_what_is_wrong_by_a_reading() -> None:
    cases = [
        (Reading(playing=True), NO_DEVICE_SECONDS, None),
        (Reading(playing=True), NO_DEVICE_SECONDS + 0.1, PlayFailure.SOUND_NO_DEVICE),
        (Reading(), NO_DEVICE_SECONDS + 0.1, None),
        (Reading(), NO_START_SECONDS + 0.1, PlayFailure.PLAYER_ERROR),
        (Reading(ended=True, played=3), 0.1, None),
        (Reading(broken=True), 0.1, PlayFailure.PLAYER_ERROR),
    ]
    assert [
        (reading, now, expected, found)
        for reading, now, expected in cases
        if (found := a_run().failure(reading, now)) is not expected
    ] == []


def test_an_end_without_sound_is_no_end_and_fails_once_the_buffers_must_have_been_counted() -> None:
    run = a_run()
    assert run.failure(Reading(ended=True), 1.0) is None
    assert not run.over(Reading(ended=True))
    assert run.failure(Reading(ended=True), 1.0 + COUNTED_LATE_SECONDS) is None
    assert run.failure(Reading(ended=True), 1.1 + COUNTED_LATE_SECONDS) is PlayFailure.SOUND_NO_DEVICE
    assert run.over(Reading(ended=True, played=1))


def test_in_a_pause_silence_is_right_but_a_damaged_copy_is_not() -> None:
    run = a_run()
    run.paused = True
    assert run.failure(Reading(), 1000.0) is None
    run.source.failure = PlayFailure.VAULT_DAMAGED
    assert run.failure(Reading(ended=True), 0.0) is PlayFailure.VAULT_DAMAGED
