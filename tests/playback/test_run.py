from __future__ import annotations

from desktop.application.ports.sound import PlayFailure
from desktop.playback.engine import DeviceProgress, Reading
from desktop.playback.source import Source
from desktop.playback.transport import COUNTED_LATE_SECONDS, NO_DEVICE_SECONDS, NO_START_SECONDS, Run
from tests.playback.copies import a_copy, speech


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
