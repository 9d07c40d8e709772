"""Rendering: an hour of a call in two channels, 40 parts removed, against `ffmpeg` with a volume filter to a plain WAV.

Ours is all that the office waits for, from a vault and into it: what remains is measured, raised, cut, hashed,
encrypted and synced to the disk. The peer only cuts. `python -m benchmarks.sound.rendering MINUTES` is one process of
ours, for its memory.
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Result, in_turn, timed
from benchmarks.sound.made_up_calls import RATE, make_call, prompts
from benchmarks.sound.memory import peak_megabytes
from desktop.application.ports.sound import Prepared
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.copies.marking import RemovalReason, RemovedPart
from desktop.domain.shared.ids import CopyId, RecordingId, RetentionKeyId, new_id
from desktop.media.formats.formats import HEADER_SIZE, wav_header
from desktop.media.loudness import Loudness, measured
from desktop.media.strongroom import VaultStrongroom
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import new_identity, open_key, wrap_data_key, wrap_retention_key

HOUR, LONG, SHORT = 60, 180, 10
"""Minutes."""
PARTS, PART_FRAMES = 40, 5 * RATE
CALLS, SNR_DB = 12, 30.0
_FRAME_BYTES = 4
_BLOCK = 1 << 17
_AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
Sound = NDArray[np.int16]


def run(name: str) -> list[Result]:
    """Run `render`: the time. `render-flat`: the memory of 3 hours and 10 minutes. `render-exact`: wrong frames.

    `loudness`: measuring alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        call = Call(Path(folder), HOUR, talk)
        times = in_turn(call.rendering, timed(call.cut_by_ffmpeg), rounds=9)
        wrong = call.wrong_frames(), call.wrong_frames_of_ffmpeg()
        loudness = in_turn(timed(call.loudness), timed(call.loudness_by_ffmpeg), rounds=3)
        call.both_measure_alike()
    memory = in_turn(lambda: _peak(LONG), lambda: _peak(SHORT), rounds=3)
    return [
        Result(name, *times, "ms", 0.5),
        Result("render-flat", *memory, "MB", 10.0, more=True),
        Result("render-exact", *wrong, "frames", 0.0),
        Result("loudness", *loudness, "ms", 0.5),
    ]


class Call:
    """A made-up call in a vault, as the working copy of a recording, and as a plain file beside it."""

    def __init__(self, folder: Path, minutes: int, sound: Callable[[int], Iterator[bytes]]) -> None:
        self.frames = minutes * 60 * RATE
        self._plain, self._cut = folder / "call.wav", folder / "cut.wav"
        with self._plain.open("wb") as file:
            file.write(wav_header(RATE, 2, self.frames))
            file.writelines(sound(self.frames))
        identity, recipient = new_identity()
        key, retention_key, id = os.urandom(32), os.urandom(32), RecordingId(new_id())
        self._wrapped = wrap_retention_key(retention_key, [recipient])
        sealed = SealedKey(wrap_data_key(retention_key, key, id), RetentionKeyId(new_id()), self._wrapped)
        self._original = Recording(
            id, "switchboard", _AT, False, "pcm_wav", RATE, 2, self.frames, "0" * 64, sealed, _AT
        )  # fmt: skip
        self._blobs, self._identity = Blobs(folder / "vault"), identity
        self._strongroom = VaultStrongroom(self._blobs, lambda: identity)
        self._blobs.store(BlobKind.WORKING, id, self._blocks(0), key)
        # Evenly over the call, and at no round time.
        starts = [self.frames * number // PARTS + 1234 + 37 * number for number in range(PARTS)]
        self._parts = [RemovedPart(at, at + PART_FRAMES, None, RemovalReason.SAFETY) for at in starts]

    def rendering(self) -> float:
        """Return the milliseconds for a copy, which is deleted afterwards."""
        began = time.perf_counter()
        prepared = self._render()
        taken = (time.perf_counter() - began) * 1000
        self._blobs.destroy(BlobKind.APPROVED, prepared.id)
        return taken

    def cut_by_ffmpeg(self) -> None:
        """Silence the parts, in a plain file."""
        times = [f"between(t,{part.start / RATE},{part.end / RATE})" for part in self._parts]
        _ffmpeg("-y", "-i", str(self._plain), "-af", f"volume=0:enable='{'+'.join(times)}'", str(self._cut))

    def wrong_frames(self) -> int:
        """Return how many frames of our copy are heard although removed, or differ by more than the gain."""
        prepared = self._render()
        sealed = SealedKey(prepared.data_key_wrapped, RetentionKeyId(new_id()), self._wrapped)
        key = open_key(sealed, self._identity, prepared.id)
        with self._blobs.open(BlobKind.APPROVED, prepared.id, key) as reader:
            copy = _sound(reader.read(HEADER_SIZE, reader.size))
        self._blobs.destroy(BlobKind.APPROVED, prepared.id)
        return self._wrong(copy, np.float32(10 ** (prepared.gain_cdb / 2000)))

    def wrong_frames_of_ffmpeg(self) -> int:
        """Return the same for the output of `cut_by_ffmpeg`, which has no gain."""
        return self._wrong(_after_header(self._cut), np.float32(1))

    def loudness(self) -> Loudness:
        """Measure the whole call by our meter."""
        return measured(self._blocks(HEADER_SIZE), RATE, 2).loudness()

    def loudness_by_ffmpeg(self) -> Loudness:
        """Measure it by ffmpeg's meter."""
        meter = ("-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-")
        told = _ffmpeg("-i", str(self._plain), *meter, level="info")
        integrated, peak = (re.findall(rf"{what}:\s+(-?[\d.]+) ", told)[-1] for what in ("I", "Peak"))
        return Loudness(float(integrated), float(peak))

    def both_measure_alike(self) -> None:
        """Check that they agree within 0.1 LU and 0.2 dB, and the rounding of its figures."""
        ours, other = self.loudness(), self.loudness_by_ffmpeg()
        assert ours.integrated is not None and other.integrated is not None
        assert ours.true_peak is not None and other.true_peak is not None
        assert abs(ours.integrated - other.integrated) <= 0.15, (ours, other)
        assert abs(ours.true_peak - other.true_peak) <= 0.25, (ours, other)

    def _render(self) -> Prepared:
        return self._strongroom.render(CopyId(new_id()), self._original, self._parts, self._wrapped)

    def _blocks(self, start: int) -> Iterator[bytes]:
        with self._plain.open("rb") as file:
            file.seek(start)
            yield from iter(lambda: file.read(_BLOCK), b"")

    def _wrong(self, copy: Sound, factor: np.float32) -> int:
        expected = np.rint(_after_header(self._plain) * factor)
        for part in self._parts:
            expected[part.start : part.end] = 0
        return int((copy != expected).any(axis=1).sum())


def talk(frames: int) -> Iterator[bytes]:
    """Yield made-up calls, some of them again and again."""
    spoken = prompts()
    calls = itertools.cycle([make_call(seed, SNR_DB, "pcm", spoken).pcm for seed in range(CALLS)])
    left = frames * _FRAME_BYTES
    while left:
        piece = next(calls)[:left]
        left -= len(piece)
        yield piece


def murmur(frames: int) -> Iterator[bytes]:
    """Yield noise, the same second over and over: making it takes no memory that would hide ours."""
    second: bytes = (np.random.default_rng(7).standard_normal((RATE, 2)) * 1000).astype("<i2").tobytes()
    yield from itertools.repeat(second, frames // RATE)


def _sound(pcm: bytes) -> Sound:
    return np.frombuffer(pcm, "<i2").astype(np.int16).reshape(-1, 2)


def _after_header(path: Path) -> Sound:
    """Return the sound of a WAV that ends with it."""
    data = path.read_bytes()
    return _sound(data[data.index(b"data") + 8 :])


def _ffmpeg(*arguments: str, level: str = "error") -> str:
    command = ["ffmpeg", "-v", level, "-nostdin", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr


def _peak(minutes: int) -> float:
    command = [sys.executable, "-m", "benchmarks.sound.rendering", str(minutes)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        Call(Path(temporary), int(sys.argv[1]), murmur).rendering()
    print(peak_megabytes())
