"""Stand-ins for a picture: time, the player, the restrictions of the PC. Nothing sounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from desktop.application.ports.sound import Ear, PlayerStatus, PlayFailure, PlayState, SoundDevice

DEVICES = (SoundDevice("headphones", "Headphones at the desk"), SoundDevice("speaker", "Loudspeaker"))


@dataclass
class StillClock:
    """A clock that moves only when told to."""

    at: datetime
    seconds: float = 0.0

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    def monotonic(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds


class StillChanges:
    """Another PC of the office, which does nothing."""

    def follow(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell of nothing."""
        return lambda: None


@dataclass
class StillPlayer:
    """A player that stays where it is put. `play_until` makes it appear to sound up to a frame."""

    seen: PlayerStatus = field(default_factory=lambda: PlayerStatus(PlayState.LOADED))
    found: tuple[SoundDevice, ...] = DEVICES

    def play(self) -> None:
        self.seen = replace(self.seen, state=PlayState.PLAYING, sounding=True, failure=None)

    def pause(self) -> None:
        self.seen = replace(self.seen, state=PlayState.PAUSED, sounding=False)

    def stop(self) -> None:
        self.seen = replace(self.seen, state=PlayState.LOADED, sounding=False)

    def fade_out(self, milliseconds: int = 200) -> None:
        self.stop()

    def seek(self, frame: int) -> None:
        self.seen = replace(self.seen, frame=frame)

    def set_rate(self, rate: float) -> None:
        self.seen = replace(self.seen, rate=rate)

    def set_volume(self, volume: int) -> None:
        self.seen = replace(self.seen, volume=volume)

    def set_ear(self, ear: Ear) -> None:
        self.seen = replace(self.seen, ear=ear)

    def set_device(self, id: str) -> None:
        pass

    def devices(self) -> tuple[SoundDevice, ...]:
        return self.found

    def status(self) -> PlayerStatus:
        return self.seen

    def play_until(self, frame: int, *, ended: bool = False) -> None:
        """Appear to have put out everything up to `frame`."""
        self.seen = replace(self.seen, frame=frame, state=PlayState.ENDED if ended else PlayState.PLAYING)

    def fail(self, failure: PlayFailure) -> None:
        """Stop by itself."""
        self.seen = replace(self.seen, state=PlayState.FAILED, sounding=False, failure=failure.value)


class NoLockdown:
    """Restricts nothing. `remote`: whether the PC is used from another one."""

    remote: ClassVar[bool] = False

    def covered(self, window: int, own: Sequence[int]) -> bool:
        return False

    def is_remote(self) -> bool:
        return self.remote

    def begin(self, window: int) -> tuple[str, ...]:
        return ()

    def end(self) -> None:
        pass
