from __future__ import annotations

from desktop.playback.engine import STILL_SECONDS, DeviceProgress, Reading

RATE = 8000


def playing(time_ms: int, played: int) -> Reading:
    return Reading(playing=True, time_ms=time_ms, played=played)


def a_progress(base: int = 0, frames: int = 80_000) -> DeviceProgress:
    return DeviceProgress(base, frames, RATE, 100.0)


def test_without_a_buffer_taken_nothing_sounds_and_nothing_moves() -> None:
    progress = a_progress()
    for tick in range(1, 60):
        progress.look(100 + tick * 0.05, playing(tick * 50, 0), 1.0)
        assert (progress.frame, progress.sounding, progress.ceiling) == (0, False, 0)
    assert progress.silent_for(103.0) == 3.0


def test_between_reports_the_position_goes_on_by_the_clock() -> None:
    progress = a_progress(base=1000)
    progress.look(100.0, playing(0, 1), 1.0)
    progress.look(100.25, playing(250, 6), 1.0)
    assert (progress.frame, progress.sounding) == (1000 + 2000, True)
    progress.look(100.35, playing(250, 8), 1.0)
    assert abs(progress.frame - (1000 + 2800)) <= 1


def test_it_is_never_beyond_what_can_have_come_out() -> None:
    progress = a_progress()
    progress.look(100.5, playing(0, 1), 1.0)
    progress.look(100.6, playing(500, 3), 1.0)
    assert abs(progress.frame - 800) <= 1


def test_it_goes_by_the_rate() -> None:
    progress = a_progress()
    progress.look(100.0, playing(0, 1), 1.5)
    progress.look(101.0, playing(1500, 9), 1.5)
    progress.look(101.1, playing(1500, 12), 1.5)
    assert abs(progress.frame - 13_200) <= 2


def test_it_is_never_past_the_end_and_never_goes_back() -> None:
    progress = a_progress(frames=4000)
    progress.look(100.0, playing(0, 1), 1.0)
    progress.look(102.0, playing(2000, 9), 1.0)
    assert (progress.frame, progress.ceiling) == (4000, 4000)
    progress.look(102.1, playing(100, 10), 1.0)
    assert progress.frame == 4000


def test_it_stands_still_when_buffers_are_no_longer_taken() -> None:
    progress = a_progress()
    progress.look(100.0, playing(0, 1), 1.0)
    progress.look(100.5, playing(500, 9), 1.0)
    progress.look(100.5 + STILL_SECONDS, playing(1200, 9), 1.0)
    stood = progress.frame
    progress.look(102.0, playing(1900, 9), 1.0)
    assert (progress.frame, progress.sounding) == (stood, False)


def test_a_pause_is_not_progress_and_not_a_silence_to_fear() -> None:
    progress = a_progress()
    progress.look(100.0, playing(0, 1), 1.0)
    progress.look(100.5, playing(500, 9), 1.0)
    progress.look(100.6, Reading(time_ms=500, played=9), 1.0)
    stood = progress.frame
    progress.resume(160.0)
    assert progress.silent_for(160.0) == 0
    progress.look(160.1, playing(500, 11), 1.0)
    assert stood <= progress.frame <= stood + 800
