"""Sound: from play, and from a seek, to the first sample at the audio callback, against libvlc on the plain file."""

from __future__ import annotations

import ctypes
import random
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import vlc

from benchmarks.measure import Result, in_turn
from benchmarks.sound.copies import LONG, RATE, SHORT, Stored, frame_of, store
from desktop.playback.libvlc import ARGUMENTS, LibVlc
from desktop.playback.player import Player
from desktop.playback.source import WavFormat
from desktop.showcase.capture import Capture

LONGEST_SECONDS = 10.0
NEAR = RATE
"""libvlc seeks to a millisecond, and not to a frame: sound from within a second of the place is accepted."""


class Waiting:
    """Waiting for the first frames that satisfy `is_it`, handed over by libvlc after `expect`."""

    def __init__(self) -> None:
        self._is_it: Callable[[int], bool] | None = None
        self._came = threading.Event()
        self._at = 0.0
        self.frame = 0

    def expect(self, is_it: Callable[[int], bool]) -> None:
        """Expect them from now on."""
        self._came.clear()
        self._is_it = is_it

    def heard(self, pcm: bytes) -> None:
        """Take frames from libvlc's thread."""
        if self._is_it is not None and self._is_it(frame_of(pcm)):
            self._at, self.frame, self._is_it = time.perf_counter(), frame_of(pcm), None
            self._came.set()

    def since(self, began: float) -> float:
        """Return the milliseconds from `began` until they came."""
        assert self._came.wait(LONGEST_SECONDS), "no sound came"
        return (self._at - began) * 1000


class Noting(Capture):
    """A capture that tells `waiting` what starts a run."""

    def __init__(self, waiting: Waiting) -> None:
        super().__init__()
        self._waiting = waiting
        self._first = False

    def begin(self, form: WavFormat, speed: float) -> None:
        super().begin(form, speed)
        self._first = True

    def played(self, data: bytes | bytearray, at_us: int) -> None:
        if self._first:
            self._first = False
            self._waiting.heard(bytes(data))
        super().played(data, at_us)


class Ours:
    """The player over a stored copy."""

    def __init__(self, stored: Stored) -> None:
        self._stored, self._waiting = stored, Waiting()
        self._player = Player(lambda: LibVlc(Noting(self._waiting)))

    def load(self) -> None:
        """Load a fresh reader; only its last chunk was read before."""
        self._player.load(self._stored.reader(), RATE, self._stored.copy.frames)
        assert self._player.settle(LONGEST_SECONDS)

    def first_sound(self) -> float:
        """Return the milliseconds from play to the first sample."""
        self.load()
        self._waiting.expect(lambda frame: True)
        began = time.perf_counter()
        self._player.play()
        taken = self._waiting.since(began)
        assert self._waiting.frame == 0
        self._player.unload()
        assert self._player.settle(LONGEST_SECONDS)
        return taken

    def seek(self, frame: int) -> float:
        """Return the milliseconds from the command to the sample of exactly that frame, while it plays."""
        self._waiting.expect(lambda frame: True)
        began = time.perf_counter()
        self._player.seek(frame)
        taken = self._waiting.since(began)
        assert self._waiting.frame == frame, "not the frame that was asked for"
        return taken

    def play(self) -> None:
        """Play until it sounds, so that no sound of the beginning can be taken for that of a later seek."""
        self.load()
        self._waiting.expect(lambda frame: True)
        began = time.perf_counter()
        self._player.play()
        self._waiting.since(began)
        assert self._player.settle(LONGEST_SECONDS)

    def close(self) -> None:
        self._player.close()


class Plain:
    """libvlc with our arguments over the plain file."""

    def __init__(self, stored: Stored) -> None:
        self._path, self._waiting = str(stored.plain), Waiting()
        self._instance = vlc.Instance(*ARGUMENTS)
        self._player = self._instance.media_player_new()
        kinds: Any = vlc.CallbackDecorators
        self._played = kinds.AudioPlayCb(lambda _, data, count, at: self._waiting.heard(_first_frame(data)))
        nothing = kinds.AudioPauseCb(), kinds.AudioResumeCb(), kinds.AudioFlushCb(), kinds.AudioDrainCb()
        self._player.audio_set_callbacks(self._played, *nothing, None)
        self._player.audio_set_format("S16N", RATE, 2)

    def first_sound(self) -> float:
        """Return the milliseconds from play to the first sample."""
        self._player.set_media(self._instance.media_new_path(self._path))
        self._waiting.expect(lambda frame: True)
        began = time.perf_counter()
        self._player.play()
        taken = self._waiting.since(began)
        self._player.stop()
        return taken

    def seek(self, frame: int) -> float:
        """Return the milliseconds from the command to a sample from there."""
        self._waiting.expect(lambda found: abs(found - frame) < NEAR)
        began = time.perf_counter()
        self._player.set_time(frame * 1000 // RATE)
        return self._waiting.since(began)

    def play(self) -> None:
        self._player.set_media(self._instance.media_new_path(self._path))
        self._waiting.expect(lambda frame: True)
        self._player.play()
        self._waiting.since(time.perf_counter())

    def close(self) -> None:
        self._player.stop()
        self._player.release()
        self._instance.release()


def _first_frame(data: Any) -> bytes:
    return ctypes.string_at(data, 4)


def run(name: str) -> Result:
    """Run `first-sound` and `seek` in three hours; `seek-flat`: in three hours against three minutes."""
    with tempfile.TemporaryDirectory() as folder:
        long = store(Path(folder) / "long", LONG)
        if name == "first-sound":
            with closing(Ours(long)) as ours, closing(Plain(long)) as plain:
                return Result(name, *in_turn(ours.first_sound, plain.first_sound, rounds=31), "ms", 15.0, more=True)
        peer: Ours | Plain = Ours(store(Path(folder) / "short", SHORT)) if name == "seek-flat" else Plain(long)
        frames = SHORT if name == "seek-flat" else LONG
        with closing(Ours(long)) as ours, closing(peer) as other:
            medians = in_turn(_seeking(ours, LONG), _seeking(other, frames), rounds=61)
        return Result(name, *medians, "ms", 1.0 if name == "seek-flat" else 5.0, more=True)


def _seeking(player: Ours | Plain, frames: int) -> Callable[[], float]:
    """Seek to one random frame after another while it plays, always the same ones."""
    places = random.Random(7)
    player.play()
    return lambda: player.seek(places.randrange(frames - 5 * RATE))
