"""A port for the player's sound to go to instead of a device; nothing in an office implements it.

Rule: implementations belong to the demonstration or to a test. An office's build holds no module with one.
"""

from __future__ import annotations

from typing import Any, Protocol

from desktop.application.ports.playing import SoundDevice
from desktop.playback.layout import WavFormat
from desktop.playback.progress import Progress


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
        """Begin a run: samples in this format will follow, at this speed."""
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
