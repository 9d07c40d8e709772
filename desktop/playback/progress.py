"""The playback position, and whether anything is heard. No libvlc here, and no clock: time is
passed in.

Rules:
- libvlc says *playing* even where there is no sound device. Only its count of buffers that the output took
  proves sound, so while that count stands still nothing is heard and the position stands still too.
- It also counts buffers that a disconnected device did not take. So for `DOUBTED_SECONDS` after the
  output complained, nothing is proof.
- Between libvlc's coarse reports of time (about every 250 ms) the position goes on by the clock. It is
  never past the end, never beyond what can have come out since the first buffer was taken, and never goes
  back within a run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

STILL_SECONDS = 0.75
LONGEST_GUESS_SECONDS = 0.75
BETWEEN_LOOKS_SECONDS = 0.15
DOUBTED_SECONDS = 1.0
"""Longer than from one buffer of a device to the next, and than libvlc takes to count it."""


@dataclass(frozen=True)
class Reading:
    """libvlc's state at one moment: `time_ms` since the run began, `played` buffers taken.

    `complaints` of the output: counted from libvlc's beginning, not the run's.
    """

    playing: bool = False
    ended: bool = False
    broken: bool = False
    time_ms: int = 0
    played: int = 0
    complaints: int = 0


class Progress(Protocol):
    """The progress of a run (from one start to the next stop or seek)."""

    sounding: bool
    frame: int
    ceiling: int
    """The limit to which the clock may extrapolate `frame` until the next look."""

    def look(self, now: float, reading: Reading, rate: float) -> None:
        """Take in a reading made at `now` (seconds of a monotonic clock), at speed `rate`."""
        ...

    def resume(self, now: float) -> None:
        """Resume after a pause that ends at `now`."""
        ...

    def silent_for(self, now: float) -> float:
        """Return the seconds since sound was last proved, or since the run began."""
        ...

    def finished(self) -> bool:
        """Return whether nothing is left to be heard, once libvlc says that the media has ended."""
        ...


class DeviceProgress:
    """The progress of a run on a sound device."""

    def __init__(self, base: int, frames: int, rate_hz: int, now: float) -> None:
        self._base, self._frames, self._rate_hz = base, frames, rate_hz
        self._looked_at = self._advanced_at = self._report_at = now
        self._played = self._time_ms = 0
        self._complaints: int | None = None
        self._doubted_until = now
        self._reported = self._possible = float(base)
        self.frame = self.ceiling = base
        self.sounding = False

    def look(self, now: float, reading: Reading, rate: float) -> None:
        """See `Progress.look`."""
        step, self._looked_at = now - self._looked_at, now
        speed = self._rate_hz * rate
        if self.sounding:
            self._possible = min(self._possible + step * speed, self._frames)
        self._take_in(now, reading)
        if self.sounding:
            guess = self._reported + min(now - self._report_at, LONGEST_GUESS_SECONDS) * speed
            self.frame = max(self.frame, int(min(guess, self._possible)))
        ahead = int(BETWEEN_LOOKS_SECONDS * speed) if self.sounding else 0
        self.ceiling = min(self.frame + ahead, self._frames)

    def _take_in(self, now: float, reading: Reading) -> None:
        if reading.complaints > (reading.complaints if self._complaints is None else self._complaints):
            self._doubted_until = now + DOUBTED_SECONDS
        self._complaints = reading.complaints
        doubted = now < self._doubted_until
        if reading.played > self._played:
            self._played = reading.played
            self._advanced_at = self._advanced_at if doubted else now
        if reading.time_ms != self._time_ms:
            self._time_ms, self._report_at = reading.time_ms, now
            self._reported = self._base + reading.time_ms * self._rate_hz / 1000
        proved = self._played > 0 and now - self._advanced_at < STILL_SECONDS
        self.sounding = reading.playing and proved and not doubted

    def resume(self, now: float) -> None:
        """See `Progress.resume`."""
        self._looked_at = self._advanced_at = self._report_at = now
        self._reported = float(self.frame)

    def silent_for(self, now: float) -> float:
        """See `Progress.silent_for`."""
        return now - self._advanced_at

    def finished(self) -> bool:
        """Return True: libvlc says *ended* when the device has played all."""
        return True
