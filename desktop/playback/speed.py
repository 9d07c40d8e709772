"""Speed at kept pitch: samples are read faster or slower than they come out (WSOLA), or, at speed 1, just as they are.

Each step puts out `STEP_SECONDS` of sound, taken from near where the speed says that it should be. What was put out
last goes on into it over `OVERLAP_SECONDS`; the place is the one, within `SEARCH_SECONDS`, where both are most alike,
so that voices keep their waveform over the seam (W. Verhelst and M. Roelands, ICASSP 1993). At speed 1 that place is
where the last step ended: the samples go through unchanged, and there is no seam where the speed changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
"""Of shape (frames, channels)."""

STEP_SECONDS = 0.025
OVERLAP_SECONDS = 0.010
SEARCH_SECONDS = 0.015
"""Longer than a period of the deepest voice (70 Hz)."""
READ_SECONDS = 0.25
_COMPARED_HZ = 8000
"""The places are compared at about this rate: telephone speech has nothing above half of it."""


class Piece(NamedTuple):
    """Samples to put out, of shape (frames, channels), and the frames [first, end) of the copy that they stand for."""

    samples: Samples
    first: float
    end: float


class Stretcher:
    """Reads `frames` frames in order, and yields them at the current `speed`."""

    def __init__(self, read: Callable[[int], Samples], rate_hz: int, frames: int) -> None:
        """`read`: returns the next so many frames; shape (frames, channels), fewer only at the end."""
        self.speed = 1.0
        self._read, self._frames = read, frames
        self._step, self._overlap = round(STEP_SECONDS * rate_hz), round(OVERLAP_SECONDS * rate_hz)
        self._around, self._chunk = round(SEARCH_SECONDS * rate_hz / 2), round(READ_SECONDS * rate_hz)
        self._every = max(1, rate_hz // _COMPARED_HZ)
        rise = np.linspace(0, 1, self._overlap + 2)[1:-1, np.newaxis]
        self._rise, self._fall = rise, 1 - rise
        self._held: Samples | None = None
        self._held_from = 0
        self._due = 0.0
        """Where the speed says that the next step begins."""
        self._next = 0
        """The frame that follows on the last one put out."""

    def piece(self) -> Piece | None:
        """Return what comes next; None at the end."""
        if self._next >= self._frames:
            return None
        if self.speed == 1.0:
            self._due = self._next
        first, left = self._due, self._frames - self._next
        due = self._place()
        goes_on = self.speed == 1.0 or left <= self._step
        start = self._next if goes_on else self._most_alike(due)
        out = self._at(start, start + self._step).copy()
        if start != self._next:
            before = self._at(self._next, self._next + self._overlap)
            out[: self._overlap] = np.rint(before * self._fall + out[: self._overlap] * self._rise)
        self._next = start + len(out)
        self._due = min(self._due + len(out) * self.speed, self._frames)
        if self._next >= self._frames:
            self._due = self._frames
        self._let_go(min(self._next, self._place() - self._around))
        return Piece(out, first, self._due)

    def close(self) -> None:
        """Overwrite what is held."""
        if self._held is not None:
            self._held[:] = 0

    def _place(self) -> int:
        """Return the frame where the next step should begin, at the latest where a whole one is left."""
        return min(round(self._due), self._frames - self._step)

    def _most_alike(self, due: int) -> int:
        """Return the frame near `due` from which it sounds most like what follows on the last step."""
        first = max(0, due - self._around)
        last = max(first, min(due + self._around, self._frames - self._step))
        every = self._every
        wanted = _mono(self._at(self._next, self._next + self._overlap))[::every]
        offered = _mono(self._at(first, last + self._overlap))[::every]
        products = np.correlate(offered, wanted, "valid")
        energies = np.convolve(offered**2, np.ones(len(wanted)), "valid")
        return first + every * int(np.argmax(products / np.sqrt(energies + 1)))

    def _at(self, first: int, end: int) -> Samples:
        """Return frames [first, end), as far as there are any."""
        while self._held is None or self._held_from + len(self._held) < min(end, self._frames):
            more = self._read(self._chunk)
            if self._held is not None:
                held, more = self._held, np.concatenate((self._held, more))
                held[:] = 0
            self._held = more
        return self._held[first - self._held_from : end - self._held_from]

    def _let_go(self, before: int) -> None:
        """Overwrite and drop frames that are needed no more."""
        gone = before - self._held_from
        if self._held is not None and gone >= self._chunk:
            kept = self._held[gone:].copy()
            self._held[:] = 0
            self._held, self._held_from = kept, before


def _mono(samples: Samples) -> NDArray[np.float64]:
    return samples.mean(axis=1)
