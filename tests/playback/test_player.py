"""The player with real libvlc, whose output is captured; without a sound device; and with sound from the vault."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.application.ports.sound import Ear, PlayFailure, PlayState, SoundEngine
from desktop.errors import SoundError
from desktop.playback.engine import Engine, Outlet
from desktop.playback.libvlc import LibVlc
from desktop.playback.player import Player, open_engine
from desktop.playback.source import Ranges, WavFormat
from desktop.showcase.capture import Capture
from desktop.vault.container import RangeReader, write
from tests.playback.copies import BytesRanges, a_copy, speech, stereo_speech, until
from tests.playback.outputs import Through
from tests.support.machine.patience import PATIENCE


def loaded(player: Player, pcm: bytes, rate_hz: int = 8000, channels: int = 1) -> BytesRanges:
    ranges, form = a_copy(pcm, rate_hz, channels)
    player.load(ranges, rate_hz, form.frames)
    assert player.settle(PATIENCE)
    return ranges


def is_(player: Player, state: PlayState) -> bool:
    return player.status().state is state


def ended(player: Player) -> bool:
    assert player.status().failure is None
    return is_(player, PlayState.ENDED)


def played_past(player: Player, frame: int) -> None:
    until(lambda: player.status().frame > frame)


@pytest.mark.parametrize(
    ("pcm", "rate_hz", "channels"),
    [(speech(2), 8000, 1), (stereo_speech(32_000), 16_000, 2), (stereo_speech(66_150), 44_100, 2)],
    ids=["8000 mono", "16000 stereo", "44100 stereo"],
)
def test_what_comes_out_is_the_copy_sample_for_sample(
    player: Player, capture: Capture, pcm: bytes, rate_hz: int, channels: int
) -> None:
    loaded(player, pcm, rate_hz, channels)
    player.play()
    until(lambda: ended(player))
    assert capture.samples() == pcm
    assert player.status().frame == len(pcm) // (2 * channels)


def test_the_position_is_never_ahead_of_what_came_out(player: Player, capture: Capture) -> None:
    loaded(player, speech(2))
    player.play()
    seen = set[int]()

    def looked() -> bool:
        status = player.status()
        heard = len(capture.samples()) // 2
        assert status.frame <= heard + 8  # a millisecond for the clock's and the look's rounding
        seen.add(status.frame)
        return ended(player)

    until(looked)
    assert len(seen) > 50


def test_it_sounds_only_while_it_plays_and_a_pause_loses_nothing(player: Player, capture: Capture) -> None:
    pcm = speech(2)
    loaded(player, pcm)
    assert not player.status().sounding
    player.play()
    for frame in (3000, 9000):
        played_past(player, frame)
        assert player.status().sounding
        player.pause()
        until(lambda: is_(player, PlayState.PAUSED) and player.status().frame == len(capture.samples()) // 2)
        stood, heard = player.status(), len(capture.samples())
        player.settle(PATIENCE)
        assert (player.status().frame, len(capture.samples()), stood.sounding) == (stood.frame, heard, False)
        player.play()
    until(lambda: ended(player))
    assert capture.samples() == pcm


def test_a_seek_while_playing_goes_on_with_exactly_that_frame_and_of_many_the_last_counts(
    player: Player, capture: Capture
) -> None:
    pcm = speech(4)
    loaded(player, pcm)
    player.play()
    played_past(player, 4000)
    for frame in (30_000, 5000, 17_000, 20_001):
        player.seek(frame)
    until(lambda: ended(player))
    assert capture.samples().endswith(pcm[20_001 * 2 :]) and player.status().frame == 32_000
    before = capture.samples()[: 4000 * 2]
    assert before == pcm[: 4000 * 2]


def test_a_seek_in_a_pause_waits_for_play(player: Player, capture: Capture) -> None:
    pcm = speech(2)
    loaded(player, pcm)
    player.play()
    played_past(player, 1000)
    player.pause()
    player.seek(12_345)
    player.settle(PATIENCE)
    assert (player.status().state, player.status().frame) == (PlayState.PAUSED, 12_345)
    player.play()
    until(lambda: ended(player))
    before = len(capture.samples()) - (16_000 - 12_345) * 2
    assert capture.samples() == pcm[:before] + pcm[12_345 * 2 :]


def test_after_the_end_play_begins_again_or_where_one_went(player: Player, capture: Capture) -> None:
    pcm = speech(1)
    loaded(player, pcm)
    for frame in (-5, 99_999):
        player.seek(frame)
        player.settle(PATIENCE)
        assert player.status().frame == (0 if frame < 0 else 8000), "clipped"
    player.play()
    until(lambda: ended(player))
    player.play()
    until(lambda: is_(player, PlayState.PLAYING))
    until(lambda: ended(player))
    player.seek(5001)
    player.settle(PATIENCE)
    assert (player.status().state, player.status().frame) == (PlayState.LOADED, 5001)
    player.play()
    until(lambda: is_(player, PlayState.PLAYING))
    until(lambda: ended(player))
    assert capture.samples() == pcm + pcm + pcm[5001 * 2 :]
    player.play()
    played_past(player, 500)
    player.seek(8000)
    until(lambda: ended(player))


@pytest.mark.parametrize(("rate", "rate_hz"), [(0.5, 8000), (0.75, 16_000), (1.5, 8000), (2.0, 16_000), (3.0, 8000)])
def test_at_any_speed_a_voice_keeps_its_pitch(player: Player, capture: Capture, rate: float, rate_hz: int) -> None:
    """A tone of 220 Hz, as of a voice: its fundamental is within 1 %, and it lasts as long as the speed says."""
    seconds, pitch = 3, 220.0
    tone = 12_000 * np.sin(2 * np.pi * pitch * np.arange(seconds * rate_hz) / rate_hz)
    loaded(player, tone.astype("<i2").tobytes(), rate_hz)
    player.set_rate(rate)
    player.play()
    until(lambda: ended(player))
    assert (player.status().frame, player.status().rate) == (seconds * rate_hz, rate)
    heard = np.frombuffer(capture.samples(), "<i2").astype(float)
    assert len(heard) / rate_hz == pytest.approx(seconds / rate, abs=0.2)
    assert fundamental(heard[rate_hz // 10 :], rate_hz) == pytest.approx(pitch, rel=0.01)


def fundamental(samples: np.ndarray, rate_hz: int) -> float:
    """Return the frequency of the greatest peak between 50 and 1000 Hz, interpolated between the bins around it."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    apart = rate_hz / len(samples)
    first = int(50 / apart)
    peak = first + int(np.argmax(power[first : int(1000 / apart)]))
    below, at, above = np.log(power[peak - 1 : peak + 2])
    return float((peak + (below - above) / (2 * (below - 2 * at + above))) * apart)


def test_the_speed_can_change_while_playing(player: Player, capture: Capture) -> None:
    loaded(player, speech(3))
    player.play()
    played_past(player, 2000)
    player.set_rate(1.5)
    until(lambda: ended(player))
    assert 24_000 / 1.5 < len(capture.samples()) / 2 < 24_000


def test_the_volume_makes_it_quieter(player: Player, capture: Capture) -> None:
    pcm = speech(2)
    loaded(player, pcm)
    player.set_volume(30)
    player.play()
    until(lambda: ended(player))
    tail, whole = (np.abs(np.frombuffer(one, "<i2")[-8000:].astype(float)) for one in (capture.samples(), pcm))
    assert 0 < tail.sum() < whole.sum() / 4
    assert player.status().volume == 30


def test_one_ear_hears_every_voice(player: Player, capture: Capture) -> None:
    pcm = stereo_speech(8000)
    loaded(player, pcm, 8000, 2)
    player.set_ear(Ear.RIGHT)
    player.play()
    until(lambda: ended(player))
    out = np.frombuffer(capture.samples(), "<i2").reshape(-1, 2)
    voices = np.frombuffer(pcm, "<i2").reshape(-1, 2).astype(int)
    assert (out[:, 1] == voices.sum(axis=1) // 2).all() and not out[:, 0].any()


def test_the_ear_changes_while_playing_and_it_goes_on_from_there(player: Player, capture: Capture) -> None:
    loaded(player, speech(2))
    player.play()
    played_past(player, 4000)
    player.set_ear(Ear.LEFT)
    until(lambda: ended(player))
    left = np.frombuffer(capture.samples(), "<i2").reshape(-1, 2)[:, 0].tobytes()
    assert 16_000 < len(left) < 24_500
    assert speech(2).endswith(left)


def test_stop_is_silent_at_once_and_play_goes_on_from_there(player: Player, capture: Capture) -> None:
    pcm = speech(2)
    loaded(player, pcm)
    player.play()
    played_past(player, 5000)
    player.stop()
    player.settle(PATIENCE)
    stopped, heard = player.status(), len(capture.samples())
    assert (stopped.state, stopped.sounding) == (PlayState.LOADED, False)
    assert stopped.frame <= heard // 2 < stopped.frame + 400
    player.play()
    until(lambda: ended(player))
    assert capture.samples() == pcm[:heard] + pcm[stopped.frame * 2 :]


def test_the_distress_key_fades_and_is_silent(player: Player, capture: Capture) -> None:
    loaded(player, speech(2))
    player.play()
    played_past(player, 2000)
    player.fade_out()
    player.settle(PATIENCE)
    heard = len(capture.samples())
    assert (player.status().state, player.status().sounding) == (PlayState.LOADED, False)
    assert player.status().volume == 100
    player.settle(PATIENCE)
    assert len(capture.samples()) == heard


def test_unload_and_another_copy_let_the_reader_go(player: Player, capture: Capture) -> None:
    first = loaded(player, speech(2))
    player.play()
    played_past(player, 500)
    pcm = stereo_speech(16_000)
    second = loaded(player, pcm, 16_000, 2)
    assert first.closed
    player.play()
    until(lambda: ended(player))
    assert capture.samples() == pcm
    player.unload()
    player.settle(PATIENCE)
    assert second.closed and (player.status().state, player.status().frame) == (PlayState.EMPTY, 0)
    player.play()
    player.settle(PATIENCE)
    assert is_(player, PlayState.EMPTY)


def test_closing_lets_the_reader_go(capture: Capture, engine: Callable[[Outlet], Engine]) -> None:
    player = Player(lambda: engine(capture))
    ranges = loaded(player, speech(1))
    player.play()
    played_past(player, 500)
    player.close()
    assert ranges.closed
    assert is_(player, PlayState.EMPTY)


def fails(player: Player, ranges: BytesRanges, frames: int, failure: PlayFailure) -> int:
    """Play until it fails in that way; return where it says it is."""
    player.load(ranges, 8000, frames)
    player.play()
    until(lambda: is_(player, PlayState.FAILED))
    failed = player.status()
    assert (failed.failure, failed.sounding) == (failure, False)
    return failed.frame


def test_a_damaged_copy_fails_and_is_not_played_again(player: Player, capture: Capture) -> None:
    pcm = speech(8)
    ranges, form = a_copy(pcm, 8000, 1)
    broken = BytesRanges(ranges.read(0, ranges.size), damaged_from=100_000)
    fails(player, broken, form.frames, PlayFailure.VAULT_DAMAGED)
    assert capture.samples() == pcm[: len(capture.samples())]
    player.play()
    player.settle(PATIENCE)
    assert is_(player, PlayState.FAILED)


def test_where_the_recordings_are_away_it_stops_and_plays_on_once_they_are_back(
    player: Player, capture: Capture
) -> None:
    pcm = speech(3)
    ranges, form = a_copy(pcm, 8000, 1)
    sharing = BytesRanges(ranges.read(0, ranges.size), away_from=20_000)
    at = fails(player, sharing, form.frames, PlayFailure.VAULT_AWAY)
    sharing.away_from = None
    player.play()
    until(lambda: is_(player, PlayState.ENDED))
    assert capture.samples().endswith(pcm[at * 2 :]), "from where it was heard"


def test_a_copy_that_is_not_as_approved_is_not_loaded(player: Player) -> None:
    ranges, form = a_copy(speech(1), 8000, 1)
    player.load(ranges, 8000, form.frames - 1)
    player.settle(PATIENCE)
    assert player.status().failure == PlayFailure.VAULT_DAMAGED
    player.unload()
    player.settle(PATIENCE)
    assert (player.status().failure, ranges.closed) == (None, True)


def test_settings_outside_their_range_are_refused(player: Player) -> None:
    for rate in (0.49, 3.01):
        with pytest.raises(ValueError, match="speed"):
            player.set_rate(rate)
    for volume in (-1, 101):
        with pytest.raises(ValueError, match="volume"):
            player.set_volume(volume)
    player.settle(PATIENCE)
    assert [device.id for device in player.devices() or ()] == ["capture"], "with one there is no device to choose"


def written_files() -> set[str]:
    """Return regular files that this process has open for writing."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        try:
            flags = int(Path(f"/proc/self/fdinfo/{entry.name}").read_text().split("flags:")[1].split()[0], 8)
            target = entry.resolve()
        except OSError:
            continue
        if flags & (os.O_WRONLY | os.O_RDWR) and target.is_file():
            found.add(str(target))
    return found


def test_no_file_is_open_for_writing_while_it_plays(player: Player) -> None:
    before = written_files()
    loaded(player, speech(2))
    player.play()
    opened = set[str]()

    def looked() -> bool:
        opened.update(written_files() - before)
        return ended(player)

    until(looked)
    assert opened == set()


@pytest.fixture
def deaf() -> Iterator[Player]:
    """Yield a player whose output is a card that does not exist."""
    made = Player(lambda: LibVlc(ways=Through("--aout=alsa", "--alsa-audio-device=hw:77")))
    yield made
    made.close()


@pytest.fixture
def dummy() -> Iterator[Player]:
    """Yield a player whose output takes samples as a device does, and throws them away."""
    made = Player(lambda: LibVlc(ways=Through("--aout=adummy")))
    yield made
    made.close()


def begun_loading(player: Player, seconds: float) -> BytesRanges:
    ranges, form = a_copy(speech(seconds), 8000, 1)
    player.load(ranges, 8000, form.frames)
    return ranges


@pytest.mark.parametrize("seconds", [5.0, 0.5])
def test_with_no_sound_device_it_fails_and_nothing_counts_as_heard(deaf: Player, seconds: float) -> None:
    begun_loading(deaf, seconds)
    for frame in (0, 1000):  # it can be tried again
        deaf.seek(frame)
        deaf.play()
        deaf.settle(PATIENCE)

        def looked(stood: int = frame) -> bool:
            status = deaf.status()
            assert (status.frame, status.sounding) == (stood, False)
            return status.state is PlayState.FAILED

        until(looked)
        assert deaf.status().failure == PlayFailure.SOUND_NO_DEVICE


def test_on_an_output_the_position_follows_the_clock_and_a_pause_holds_it(dummy: Player) -> None:
    begun_loading(dummy, 2.0)
    dummy.play()
    until(lambda: dummy.status().frame > 4000)
    assert dummy.status().sounding
    dummy.pause()
    until(lambda: dummy.status().state is PlayState.PAUSED)
    stood = dummy.status()
    dummy.settle(PATIENCE)
    assert (dummy.status().frame, dummy.status().sounding) == (stood.frame, False)
    dummy.set_rate(1.5)
    dummy.play()
    until(lambda: dummy.status().state is PlayState.ENDED)
    assert dummy.status().frame == 16_000


def test_without_the_sound_library_only_playing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vlc", None)
    player = Player(LibVlc)
    ranges = begun_loading(player, 0.5)
    player.settle(PATIENCE)
    assert (player.status().state, player.devices()) == (PlayState.LOADED, ())
    player.play()
    player.settle(PATIENCE)
    assert player.status().failure == PlayFailure.PLAYER_ERROR
    player.close()
    assert ranges.closed


def test_a_bug_ends_the_player_loudly_and_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: raised.append(args.exc_type))
    player = Player(LibVlc)
    ranges, form = a_copy(speech(0.5), 8000, 1)
    ranges.close()
    player.load(ranges, 8000, form.frames)
    player.close()
    assert raised == [ValueError]
    assert (player.status().state, player.status().failure) == (PlayState.FAILED, PlayFailure.PLAYER_ERROR)


KEY, CONTEXT = bytes(range(32)), b"listening-room/v1|approved|test"
FORM = WavFormat(8000, 1, 24_000)


def stored(pcm: bytes, changed_at: int | None = None) -> Ranges:
    target = io.BytesIO()
    write([FORM.header(), pcm], target, KEY, CONTEXT)
    if changed_at is not None:
        target.getbuffer()[changed_at] ^= 1
    return RangeReader(target, KEY, CONTEXT)


@pytest.mark.parametrize("changed_at", [None, 30_000])
def test_a_copy_from_the_vault_comes_out_sample_for_sample_up_to_what_was_changed(
    player: Player, capture: Capture, changed_at: int | None
) -> None:
    pcm = speech(3)
    player.load(stored(pcm, changed_at), FORM.rate_hz, FORM.frames)
    player.play()
    until(lambda: player.status().state in (PlayState.ENDED, PlayState.FAILED))
    if changed_at is None:
        assert capture.samples() == pcm
    else:
        assert player.status().failure == PlayFailure.VAULT_DAMAGED and pcm.startswith(capture.samples())


def test_the_engine_that_a_pc_has_chosen_plays_there_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[SoundEngine | None] = [None, SoundEngine.LIBVLC, SoundEngine.PORTAUDIO]
    assert [open_engine(each, Capture()).name for each in chosen] == ["libvlc", "libvlc", "portaudio"]
    monkeypatch.setitem(sys.modules, "vlc", None)
    assert [open_engine(each, Capture()).name for each in (None, SoundEngine.PORTAUDIO)] == ["portaudio"] * 2
    with pytest.raises(SoundError, match="player_error"):
        open_engine(SoundEngine.LIBVLC)
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(SoundError, match="player_error"):
        open_engine(None)
