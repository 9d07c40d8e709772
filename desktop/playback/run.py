"""One run of playing, and its possible failures.

Rules:
- A failed read takes precedence over libvlc's state: libvlc calls it the end.
- Playing without proof of sound for `NO_DEVICE_SECONDS`, or to the end without any: no usable sound device.
- At an end libvlc counts the last buffers a moment late (`COUNTED_LATE_SECONDS`), all of a short run's among them.
- An end that is more than `SHORT_END_SECONDS` early is no end.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.ports.playing import PlayFailure
from desktop.playback.progress import Progress, Reading
from desktop.playback.source import Source

NO_DEVICE_SECONDS = 1.5
NO_START_SECONDS = 5.0
COUNTED_LATE_SECONDS = 0.5
SHORT_END_SECONDS = 1.5


@dataclass
class Run:
    """A source being played; `loud`: the volume was given to an output that exists."""

    source: Source
    progress: Progress
    paused: bool = False
    loud: bool = False
    ended_at: float | None = None

    def failure(self, reading: Reading, now: float) -> PlayFailure | None:
        """Return the failure, by a reading made at `now`; None when there is none."""
        if self.source.failure is not None:
            return self.source.failure
        if reading.broken:
            return PlayFailure.PLAYER_ERROR
        return None if self.paused else self._failure_of_sound(reading, now)

    def over(self, reading: Reading) -> bool:
        """Return whether it came to its end, sound is proved, and nothing is left to be heard."""
        return reading.ended and reading.played > 0 and self.progress.finished()

    def _failure_of_sound(self, reading: Reading, now: float) -> PlayFailure | None:
        silent = self.progress.silent_for(now)
        if reading.playing and silent > NO_DEVICE_SECONDS:
            return PlayFailure.SOUND_NO_DEVICE
        if reading.ended and not reading.played:
            self.ended_at = self.ended_at or now
            return PlayFailure.SOUND_NO_DEVICE if now - self.ended_at > COUNTED_LATE_SECONDS else None
        return PlayFailure.PLAYER_ERROR if silent > NO_START_SECONDS else None
