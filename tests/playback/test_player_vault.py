"""The player over the vault's own reader."""

from __future__ import annotations

import io

from desktop.application.ports.sound import PlayFailure, PlayState
from desktop.playback.player import Player
from desktop.playback.source import Ranges, WavFormat
from desktop.showcase.capture import Capture
from desktop.vault.container import RangeReader, write
from tests.playback.copies import speech, until

KEY, CONTEXT = bytes(range(32)), b"listening-room/v1|approved|test"
FORM = WavFormat(8000, 1, 24_000)


def stored(pcm: bytes, changed_at: int | None = None) -> Ranges:
    target = io.BytesIO()
    write([FORM.header(), pcm], target, KEY, CONTEXT)
    if changed_at is not None:
        target.getbuffer()[changed_at] ^= 1
    return RangeReader(target, KEY, CONTEXT)


def test_a_copy_from_the_vault_comes_out_sample_for_sample(player: Player, capture: Capture) -> None:
    pcm = speech(3)
    player.load(stored(pcm), FORM.rate_hz, FORM.frames)
    player.play()
    until(lambda: player.status().state is PlayState.ENDED)
    assert capture.samples() == pcm


def test_a_copy_that_was_changed_in_the_vault_stops_and_says_so(player: Player, capture: Capture) -> None:
    pcm = speech(3)
    player.load(stored(pcm, changed_at=30_000), FORM.rate_hz, FORM.frames)
    player.play()
    until(lambda: player.status().state is PlayState.FAILED)
    assert player.status().failure == PlayFailure.VAULT_DAMAGED
    assert pcm.startswith(capture.samples())
