"""Where the player's sound goes instead of a device: a port that nothing in an office implements.

Rule: what implements it belongs to the demonstration or to a test. An office's build holds no module that does.
"""

from __future__ import annotations

from typing import Any, Protocol

from desktop.application.ports.playing import SoundDevice
from desktop.playback.layout import WavFormat
from desktop.playback.progress import Progress


class Outlet(Protocol):
    """Takes all that is put out, in the place of every device."""

    @property
    def device(self) -> SoundDevice:
        """What the log and the screens call it."""
        ...

    def callbacks(self, vlc: Any) -> tuple[Any, ...]:
        """The C functions for libvlc's `audio_set_callbacks`; they live as long as the outlet."""
        ...

    def begin(self, form: WavFormat, speed: float) -> None:
        """A run starts: samples in this format will follow, at this speed."""
        ...

    def set_speed(self, speed: float) -> None:
        """The speed changes within the run."""
        ...

    def cut(self) -> None:
        """Silence at once: what was handed over and has not sounded never came out."""
        ...

    def progress(self, base: int, frames: int, now: float) -> Progress:
        """How far a run has come that began at frame `base` of `frames`, at `now` of a monotonic clock (seconds)."""
        ...
