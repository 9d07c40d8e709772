"""The player without a capture, on this machine: no usable device, and one that throws samples away."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from desktop.application.ports.sound import PlayFailure, PlayState
from desktop.playback.player import Player
from tests.playback.copies import BytesRanges, a_copy, speech, until
from tests.playback.outputs import Through
from tests.support.patience import PATIENCE


@pytest.fixture
def deaf() -> Iterator[Player]:
    """Yield a player whose output is a card that does not exist."""
    made = Player(ways_out=Through("--aout=alsa", "--alsa-audio-device=hw:77"))
    yield made
    made.close()


@pytest.fixture
def dummy() -> Iterator[Player]:
    """Yield a player whose output takes samples as a device does, and throws them away."""
    made = Player(ways_out=Through("--aout=adummy"))
    yield made
    made.close()


def loaded(player: Player, seconds: float) -> BytesRanges:
    ranges, form = a_copy(speech(seconds), 8000, 1)
    player.load(ranges, 8000, form.frames)
    return ranges


@pytest.mark.parametrize("seconds", [5.0, 0.5])
def test_with_no_sound_device_it_fails_and_nothing_counts_as_heard(deaf: Player, seconds: float) -> None:
    loaded(deaf, seconds)
    deaf.play()

    def looked() -> bool:
        status = deaf.status()
        assert (status.frame, status.sounding) == (0, False)
        return status.state is PlayState.FAILED

    until(looked)
    assert deaf.status().failure == PlayFailure.SOUND_NO_DEVICE


def test_after_that_it_can_be_tried_again(deaf: Player) -> None:
    loaded(deaf, 0.5)
    deaf.play()
    until(lambda: deaf.status().state is PlayState.FAILED)
    deaf.seek(1000)
    deaf.play()
    deaf.settle(PATIENCE)
    until(lambda: deaf.status().state is PlayState.FAILED)
    assert deaf.status().frame == 1000


def test_on_an_output_the_position_follows_the_clock_and_a_pause_holds_it(dummy: Player) -> None:
    loaded(dummy, 2.0)
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
    player = Player()
    ranges = loaded(player, 0.5)
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
    player = Player()
    ranges, form = a_copy(speech(0.5), 8000, 1)
    ranges.close()
    player.load(ranges, 8000, form.frames)
    player.close()
    assert raised == [ValueError]
    assert (player.status().state, player.status().failure) == (PlayState.FAILED, PlayFailure.PLAYER_ERROR)
