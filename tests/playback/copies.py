"""Copies to play: real telephone speech (Debian's asterisk prompts) as approved copies, and a reader over bytes."""

from __future__ import annotations

import functools
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.errors import ExternalSystemError, VaultDamagedError
from desktop.playback.source import WavFormat
from tests.support.machine.patience import PATIENCE

PROMPTS = Path("/usr/share/asterisk/sounds")


@functools.cache
def speech(seconds: float) -> bytes:
    """Return that much telephone speech: 8000 Hz, one channel, 16-bit PCM."""
    wanted, pcm = int(seconds * 8000) * 2, b""
    for path in sorted(PROMPTS.rglob("*.wav")):
        if path.stat().st_size > 30_000:
            with wave.open(str(path)) as prompt:
                pcm += prompt.readframes(prompt.getnframes())
        if len(pcm) >= wanted:
            return pcm[:wanted]
    pytest.skip("the asterisk prompts are not installed")


def stereo_speech(frames: int) -> bytes:
    """Return speech in two channels that differ, of so many frames."""
    voice = np.frombuffer(speech(max(2.0, frames / 8000)), "<i2")[:frames]
    return np.stack([voice, np.roll(voice, 1000)[::-1]], axis=1).tobytes()


class BytesRanges:
    """A reader over bytes. Reads that reach past `damaged_from` or `away_from` fail as the vault's do."""

    def __init__(self, data: bytes, damaged_from: int | None = None, away_from: int | None = None) -> None:
        self._data = data
        self.away_from = away_from
        self._damaged_from = len(data) + 1 if damaged_from is None else damaged_from
        self.closed = False

    @property
    def size(self) -> int:
        return len(self._data)

    def read(self, offset: int, length: int) -> bytes:
        if self.closed:
            raise ValueError("read after close")
        if offset + length > self._damaged_from:
            raise VaultDamagedError("chunk")
        if self.away_from is not None and offset + length > self.away_from:
            raise ExternalSystemError("vault_away")
        return self._data[offset : offset + length]

    def read_into(self, offset: int, target: memoryview) -> int:
        part = self.read(offset, len(target))
        target[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self.closed = True


def a_copy(pcm: bytes, rate_hz: int, channels: int) -> tuple[BytesRanges, WavFormat]:
    """Return an approved copy of these samples, and its format."""
    form = WavFormat(rate_hz, channels, len(pcm) // (2 * channels))
    return BytesRanges(form.header() + pcm), form


def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for a condition; fail when it does not come in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.005)
