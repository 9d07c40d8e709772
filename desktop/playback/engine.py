"""The port of what puts sound out: libvlc, or PortAudio. Called on one thread, the player's."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from desktop.application.ports.sound import SoundDevice, SoundEngine
    from desktop.playback.source import Source, WavFormat


@dataclass(frozen=True)
class Reading:
    """An engine's state at one moment: `time_ms` since the run began, `played` buffers taken.

    `complaints` of the output: counted from the engine's beginning, not the run's. Only libvlc has these, and times.
    """

    playing: bool = False
    ended: bool = False
    broken: bool = False
    time_ms: int = 0
    played: int = 0
    complaints: int = 0


class Progress(ABC):
    """The progress of a run (from one start to the next stop or seek): from frame `base` on, of `frames` in all."""

    def __init__(self, base: int, frames: int, now: float) -> None:
        self._base, self._frames = base, frames
        self._sounded_at = now
        """When sound was last proved, or the run began."""
        self.frame = self.ceiling = base
        """`ceiling`: the limit to which the clock may extrapolate `frame` until the next look."""
        self.sounding = False

    @abstractmethod
    def look(self, now: float, reading: Reading, rate: float) -> None:
        """Take in a reading made at `now` (seconds of a monotonic clock), at speed `rate`."""

    def resume(self, now: float) -> None:
        """Resume after a pause that ends at `now`."""
        self._sounded_at = now

    def silent_for(self, now: float) -> float:
        """Return the seconds since sound was last proved, or since the run began."""
        return now - self._sounded_at

    def finished(self) -> bool:
        """Return whether nothing is left to be heard, once the engine says that the media has ended."""
        return True


class Counted(Progress):
    """The progress of a run of which somebody counts what was heard; nothing is estimated."""

    @abstractmethod
    def counted(self, now: float) -> tuple[float, float, bool]:
        """Return how many frames were heard, how many were handed over, and whether it sounds."""

    def look(self, now: float, reading: Reading, rate: float) -> None:
        """See `Progress.look`."""
        heard, handed_over, self.sounding = self.counted(now)
        self.frame = min(self._base + int(heard), self._frames)
        self.ceiling = min(self._base + int(handed_over), self._frames)
        if self.sounding:
            self._sounded_at = now


class Engine(Protocol):
    """Plays one source at a time. What opens one raises SoundError where its library is not there."""

    name: SoundEngine
    version: str
    """Its library's name and version."""
    device: str
    """The id of the device that sound goes to, once it has been played to."""

    def start(self, source: Source, rate: float) -> Progress:
        """Play a source from its start at speed `rate`. Raises SoundError where there is no device to play to."""
        ...

    def stop(self) -> None:
        """Stop the sound at once and release the source. May block while the library waits for its threads."""
        ...

    def pause(self, paused: bool) -> None:
        """Pause, or resume, without losing a sample. It plays on until its reading says that it does not."""
        ...

    def set_rate(self, rate: float) -> None:
        """Change the speed; the pitch stays."""
        ...

    def set_volume(self, volume: int) -> None:
        """Set the volume, 0 to 100; 100 leaves samples as they are."""
        ...

    def reading(self) -> Reading:
        """Return the current state."""
        ...

    def devices(self) -> tuple[SoundDevice, ...]:
        """Return the devices that may be played to; with an outlet that alone, since all sound goes there."""
        ...

    def set_device(self, device_id: str) -> None:
        """Play to that device from the next start on, if it is there."""
        ...

    def close(self) -> None:
        """Stop, and release the library."""
        ...


Fill = Callable[[memoryview, float], int]
"""Fills memory with what is due at a moment (`time.monotonic`), and returns how many of its first bytes are sound. The
others are silence."""


class Stream(Protocol):
    """An open way to a device, which asks for what is due until it is closed."""

    def close(self) -> None:
        """Silence at once, and release the device."""
        ...


class Outlet(Protocol):
    """Takes all sound that is put out, in place of every device."""

    @property
    def device(self) -> SoundDevice:
        """Its name in the log and on the screens."""
        ...

    def callbacks(self, vlc: Any) -> tuple[Any, ...]:
        """Return the C functions for libvlc's `audio_set_callbacks`; they live as long as the outlet."""
        ...

    def begin(self, form: WavFormat, speed: float) -> None:
        """Begin a run of libvlc's: samples in this format will follow, at this speed."""
        ...

    def set_speed(self, speed: float) -> None:
        """Change the speed within the run."""
        ...

    def cut(self) -> None:
        """Silence at once: samples handed over that have not sounded never came out."""
        ...

    def progress(self, base: int, frames: int, now: float) -> Progress:
        """Return a run's progress, begun at frame `base` of `frames`, at `now` of a monotonic clock (seconds)."""
        ...

    def stream(self, form: WavFormat, fill: Fill) -> Stream:
        """Begin a run of PortAudio's: it is asked for samples in this format."""
        ...
