"""A recorder of the player's output, in memory: for the demo office and for tests. Never in an office.

Rules:
- libvlc hands samples over at the pace of real time, up to half a second before their moment, each block
  with the moment (microseconds of libvlc's clock) at which it is to sound. A sample counts as heard when
  its moment has come, not when it is handed over. (The last blocks' moments come after libvlc already says
  that the media has ended.)
- Moments are stored without the pauses: a pause takes nothing away and a resume repeats nothing.
- `cut` ends a run at once: samples handed over and not yet heard never came out, and are not kept.
- One format at a time: a run in another format restarts the capture.
- `forget` overwrites everything kept, and what was handed over and never heard is overwritten at once: small pieces of
  memory would otherwise keep it after they are freed (`lockdown.at_start`).
"""

from __future__ import annotations

import bisect
import ctypes
import threading
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.application.ports.sound import SoundDevice
from desktop.playback.engine import Counted, Fill, Stream
from desktop.playback.source import WavFormat

SECOND_US = 1_000_000
HANDED_OVER_EARLY_US = 600_000
CAPTURED = SoundDevice("capture", "Capture, for a demonstration")


@dataclass(frozen=True)
class Block:
    """Samples that were put out.

    `at_us` is their moment, pauses left out; `speed` the rate they were played at; `before` counts the frames
    of the copy put out before them since the run began.
    """

    at_us: int
    data: bytearray
    speed: float
    before: float


def monotonic_us() -> int:
    """Return libvlc's clock where there is no libvlc: microseconds of the monotonic clock."""
    return time.monotonic_ns() // 1000


class Capture:
    """The outlet that keeps samples as they come out, block by block."""

    device = CAPTURED

    def __init__(self, clock_us: Callable[[], int] = monotonic_us) -> None:
        self._lock = threading.Lock()
        self.clock_us = clock_us
        self._format = WavFormat(8000, 1, 0)
        self._kept: list[Block] = []
        self._run: list[Block] = []
        self._open = False
        self._paused_at: int | None = None
        self._paused_us = 0
        self._speed = self._speed_before = 1.0
        self._speed_at = 0
        self._callbacks: tuple[Any, ...] = ()

    def begin(self, form: WavFormat, speed: float) -> None:
        """Begin a run: samples in this format will follow, at this speed."""
        with self._lock:
            self._cut()
            if (form.rate_hz, form.channels) != (self._format.rate_hz, self._format.channels):
                self._forget()
            self._format, self._open = form, True
            self._paused_at, self._paused_us = None, 0
            self._speed = self._speed_before = speed

    def set_speed(self, speed: float) -> None:
        """Change the speed; for a while blocks may have either, and the slower is counted."""
        with self._lock:
            self._speed_before, self._speed, self._speed_at = self._speed, speed, self.clock_us()

    def cut(self) -> None:
        """Silence at once."""
        with self._lock:
            self._cut()

    def played(self, data: bytes | bytearray, at_us: int) -> None:
        """Take whole frames from libvlc that are to sound at `at_us`."""
        kept = bytearray(data) if isinstance(data, bytes) else data
        with self._lock:
            if self._open:
                self._run.append(Block(at_us - self._paused_us, kept, self._speed_now(), self._handed_over()))
            else:
                _wipe(kept)

    def paused(self, at_us: int) -> None:
        """Pause the output at that moment."""
        with self._lock:
            self._paused_at = at_us

    def resumed(self, at_us: int) -> None:
        """Resume the output: later moments move by the length of the pause."""
        with self._lock:
            if self._paused_at is not None:
                self._paused_us += at_us - self._paused_at
            self._paused_at = None

    def progress(self, base: int, frames: int, now: float) -> CaptureProgress:
        """Return the progress from the samples' own moments; nothing is estimated."""
        return CaptureProgress(base, frames, self, now)

    def heard_frames(self) -> float:
        """Return the frames of the copy heard since `begin`."""
        with self._lock:
            begun = self._begun()
            if not begun:
                return 0
            last = self._run[begun - 1]
            return last.before + self._part(last) * last.speed

    def handed_over_frames(self) -> float:
        """Return the frames of the copy handed over since `begin`, heard or not."""
        with self._lock:
            return self._handed_over()

    def sounding(self) -> bool:
        """Return whether samples are coming out at this moment."""
        with self._lock:
            return self._paused_at is None and self._begun() > 0 and not self._finished()

    def finished(self) -> bool:
        """Return whether all samples handed over have been heard."""
        with self._lock:
            return self._finished()

    def blocks(self) -> tuple[Block, ...]:
        """Return everything heard, in order, with its moments."""
        with self._lock:
            return (*self._kept, *self._heard_blocks())

    def samples(self) -> bytes:
        """Return everything heard, in order: 16-bit PCM."""
        return b"".join(block.data for block in self.blocks())

    def write_wav(self, path: Path) -> None:
        """Write everything heard as a WAV file (a demonstration's own sound, never a customer's)."""
        with wave.open(str(path), "wb") as out:
            out.setparams((self._format.channels, 2, self._format.rate_hz, 0, "NONE", ""))
            out.writeframes(self.samples())

    def forget(self) -> None:
        """Overwrite everything heard so far, and end the run."""
        with self._lock:
            self._cut()
            self._forget()

    def callbacks(self, vlc: Any) -> tuple[Any, ...]:
        """Return the C functions for `audio_set_callbacks`; they live as long as this capture."""
        kinds = vlc.CallbackDecorators
        self.clock_us = vlc.libvlc_clock
        self._callbacks = (
            kinds.AudioPlayCb(lambda _, data, count, at: self.played(self._copied(data, count), at)),
            kinds.AudioPauseCb(lambda _, at: self.paused(at)),
            kinds.AudioResumeCb(lambda _, at: self.resumed(at)),
            kinds.AudioFlushCb(lambda _, at: None),
            kinds.AudioDrainCb(lambda _: None),
        )
        return self._callbacks

    def stream(self, form: WavFormat, fill: Fill) -> Stream:
        """Ask for samples at the pace of real time, as a sound card does, and keep those that are sound."""
        self.begin(form, 1.0)
        return _Asking(self, form, fill)

    def _copied(self, data: Any, count: int) -> bytearray:
        return bytearray((ctypes.c_char * (count * self._format.frame_bytes)).from_address(data))

    def _now(self) -> int:
        return (self.clock_us() if self._paused_at is None else self._paused_at) - self._paused_us

    def _speed_now(self) -> float:
        recent = self.clock_us() - self._speed_at < HANDED_OVER_EARLY_US
        return min(self._speed, self._speed_before) if recent else self._speed

    def _frames(self, block: Block) -> int:
        return len(block.data) // self._format.frame_bytes

    def _handed_over(self) -> float:
        if not self._run:
            return 0
        last = self._run[-1]
        return last.before + self._frames(last) * last.speed

    def _begun(self) -> int:
        """Return how many blocks of this run have reached their moment; all but the last of these are over."""
        return bisect.bisect_right(self._run, self._now(), key=lambda block: block.at_us)

    def _part(self, block: Block) -> int:
        """Return how many frames of a block that has begun have been heard."""
        return min(self._frames(block), (self._now() - block.at_us) * self._format.rate_hz // SECOND_US)

    def _finished(self) -> bool:
        return not self._run or (
            self._begun() == len(self._run) and self._part(self._run[-1]) == self._frames(self._run[-1])
        )

    def _heard_blocks(self) -> list[Block]:
        begun = self._begun()
        if not begun:
            return []
        last = self._run[begun - 1]
        data = last.data[: self._part(last) * self._format.frame_bytes]
        return [*self._run[: begun - 1], replace(last, data=data)]

    def _cut(self) -> None:
        heard = self._heard_blocks()
        self._kept += heard
        for block in self._run[max(0, len(heard) - 1) :]:  # the last one that was heard is kept as a copy of its part
            _wipe(block.data)
        self._run, self._open = [], False

    def _forget(self) -> None:
        for block in self._kept:
            _wipe(block.data)
        self._kept = []


PERIOD_SECONDS = 0.02
DELAY_SECONDS = 0.1
"""From when a sound card takes samples to when they come out."""


class _Asking(threading.Thread):
    """A sound card that is none: it asks for samples period by period, on a thread of its own."""

    def __init__(self, capture: Capture, form: WavFormat, fill: Fill) -> None:
        super().__init__(name="capture", daemon=True)
        self._capture, self._fill, self._over = capture, fill, threading.Event()
        self._period = bytearray(round(PERIOD_SECONDS * form.rate_hz) * form.frame_bytes)
        self.start()

    def run(self) -> None:
        due = time.monotonic()
        while not self._over.wait(max(0.0, due - time.monotonic())):
            sound = self._fill(memoryview(self._period), due + DELAY_SECONDS)
            if sound:
                self._capture.played(bytearray(self._period[:sound]), round((due + DELAY_SECONDS) * SECOND_US))
            due += PERIOD_SECONDS

    def close(self) -> None:
        self._over.set()
        self.join()
        self._capture.cut()
        _wipe(self._period)


def _wipe(data: bytearray) -> None:
    data[:] = bytes(len(data))


class CaptureProgress(Counted):
    """The progress of a run whose samples are captured."""

    def __init__(self, base: int, frames: int, capture: Capture, now: float) -> None:
        super().__init__(base, frames, now)
        self._capture = capture

    def counted(self, now: float) -> tuple[float, float, bool]:
        """See `Counted`."""
        return self._capture.heard_frames(), self._capture.handed_over_frames(), self._capture.sounding()

    def finished(self) -> bool:
        """Return whether the moment of the last sample has passed."""
        return self._capture.finished()
