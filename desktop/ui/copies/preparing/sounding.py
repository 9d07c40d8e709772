"""Playback of an original while it is marked: play, pause, one part, a part in a loop.

Rules:
- Opening the original is logged before anything sounds; the device is logged when it does (`looked`).
- A part stops at its end, or repeats (`loop`), even at the end of the recording. If its ends move while it plays, it
  plays to the new ones. Seeking by hand ends the part: playback continues from there.
- Commands return before the player has executed them: until it reaches the target (for `PATIENCE` looks at most), its
  status is outdated, and ignored.
- `again_slower` goes back `BACK_MS` and plays slower up to where it was: once. Pausing, seeking, playing a part or
  choosing a speed ends that, and the speed is what it was before, or what was chosen.
- A failure of the player is shown at once; the sound is silent already.
- If this PC stood still, or its clock jumped (`Standstill`), it pauses at the last known position, and says why.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.application.ports.desk import Desk
from desktop.application.ports.sound import FASTEST_FOR_STAFF, SLOWEST, SPEEDS_FOR_STAFF, Halt, PlayerStatus, PlayState
from desktop.domain.copies.copy import Recording
from desktop.errors import SoundError
from desktop.ui.copies.preparing.editing import Part
from desktop.ui.player.control import Standstill

POLL_MS, PATIENCE = 20, 8
_NEAR_MS = (-50, 1000)
VOLUME = 60
VOLUME_STEP = 10
SPEEDS = SPEEDS_FOR_STAFF
"""The speeds to choose from, of 1.0 as recorded."""
BACK_MS, SLOWER = 3000, 0.75
"""How far `again_slower` goes back, and the speed at which it then plays, at most."""
_ENDED = frozenset({PlayState.ENDED, PlayState.FAILED})


class Sounding(QObject):
    """The player's driver for one open original. Positions are milliseconds."""

    moved = Signal(int)
    playing_changed = Signal(bool)
    failed = Signal(SoundError)
    looked = Signal(PlayerStatus)
    halted_by = Signal(Halt)

    def __init__(self, desk: Desk, original: Recording, parent: QObject) -> None:
        super().__init__(parent)
        self._player, self._clock, self._original = desk.player, desk.clock, original
        self.loudest = desk.policy.sound_ceiling_percent
        """The highest volume the player can be set to, in percent."""
        self._standstill = Standstill()
        self.playing = self.loop = False
        self._part: Part | None = None
        self._sent, self._young = 0, 0
        self._slow_until: int | None = None
        """Where playing again slower ends."""
        self.rate, self.volume = 1.0, min(VOLUME, self.loudest)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._look)

    def begin(self) -> None:
        """Start at the beginning, silent: the original is open."""
        self.set_volume(self.volume)
        self.set_rate(self.rate)
        self._player.seek(0)

    def end(self) -> None:
        """Stop the sound and let go of the player."""
        self._slow_until = None
        self._see()
        self._player.stop()
        self._set_playing(False)

    @property
    def ms(self) -> int:
        """The position in milliseconds: the one that was asked for last, until the player is there."""
        return self._sent if self._young else self._player_ms

    @property
    def _player_ms(self) -> int:
        return self._player.status().frame * 1000 // self._original.rate

    def toggle(self) -> None:
        """Play from the current position, or pause."""
        self.pause() if self.playing else self.play()

    def play(self) -> None:
        """Play from the current position, or from the beginning at the end."""
        self._part = None
        here = self.ms
        self._go(0 if self._frame_of(here) >= self._original.frames else here)
        self._player.play()
        self._set_playing(True)

    def play_part(self, part: Part) -> None:
        """Play a part, once or in a loop."""
        self._no_longer_slow()
        self._go(part.start)
        self._part = part
        self._player.play()
        self._set_playing(True)

    def keep_to(self, part: Part | None) -> None:
        """Update the ends of the part that plays."""
        playing = self._part
        if playing is not None and part is not None and part.start < playing.end and playing.start < part.end:
            self._part = part

    def pause(self) -> None:
        """Pause at the current position."""
        self._no_longer_slow()
        self._see()
        self._player.pause()
        self._set_playing(False)
        self.moved.emit(self.ms)

    def seek(self, ms: int) -> None:
        """Go to a position; if it plays, continue from there."""
        self._no_longer_slow()
        self._part = None
        self._go(ms)

    def again_slower(self) -> None:
        """Go back a little, and play slower up to here, once; then on at the chosen speed."""
        until = self._slow_until if self._slow_until is not None else self.ms
        self._part = None
        self._go(max(0, self.ms - BACK_MS))
        self._player.set_rate(SLOWER if self.rate > SLOWER else SLOWEST)
        self._slow_until = until
        if not self.playing:
            self._player.play()
            self._set_playing(True)

    @property
    def again(self) -> bool:
        """Whether it plays something again slower."""
        return self._slow_until is not None

    def set_rate(self, rate: float) -> None:
        """Set the speed."""
        self._slow_until = None
        self.rate = round(max(SLOWEST, min(rate, FASTEST_FOR_STAFF)), 2)
        self._player.set_rate(self.rate)

    def _no_longer_slow(self) -> None:
        if self._slow_until is not None:
            self.set_rate(self.rate)

    def set_volume(self, volume: int) -> None:
        """Set the volume, up to the office's ceiling."""
        self.volume = max(0, min(volume, self.loudest))
        self._player.set_volume(self.volume)

    def _go(self, ms: int) -> None:
        self._sent, self._young = min(ms, self._last_ms), PATIENCE
        self._player.seek(self._frame_of(ms))
        self.moved.emit(ms)

    @property
    def _last_ms(self) -> int:
        """The end of the recording: no millisecond before is a frame of it."""
        return -(-self._original.frames * 1000 // self._original.rate)

    def _frame_of(self, ms: int) -> int:
        return min(ms * self._original.rate // 1000, self._original.frames)

    @Slot()
    def _look(self) -> None:
        status = self._see()
        from_before = self._is_from_before(status.state)
        position = self._frame_of(self._sent) if from_before else status.frame
        because = self._standstill.look(self._clock.monotonic(), self._clock.now(), position)
        if because is not None:
            self._stood_still(because)
        elif not from_before:
            self._act_on(status)

    def _see(self) -> PlayerStatus:
        status = self._player.status()
        if self.playing:
            self.looked.emit(status)
        return status

    def _stood_still(self, because: Halt) -> None:
        """Pause at the last known position: nobody could listen or press anything meanwhile."""
        self._no_longer_slow()
        self._player.pause()
        self._player.seek(self._standstill.frame)
        self._set_playing(False)
        self._sent, self._young = self._standstill.frame * 1000 // self._original.rate, PATIENCE
        self.moved.emit(self._sent)
        self.halted_by.emit(because)

    def _act_on(self, status: PlayerStatus) -> None:
        if status.state is PlayState.ENDED and self._part is not None and self.loop:
            self._end_part(self._part)
            self._player.play()
        elif status.state in _ENDED:
            self._no_longer_slow()
            self._set_playing(False)
            if status.failure is not None:
                self.failed.emit(SoundError(status.failure))
        elif self._part is not None and self.ms >= self._part.end:
            self._end_part(self._part)
        elif self._slow_until is not None and self.ms >= self._slow_until:
            self._no_longer_slow()
        self.moved.emit(self.ms)

    def _is_from_before(self, state: PlayState) -> bool:
        if self._young:
            there = self._sent + _NEAR_MS[0] <= self._player_ms <= self._sent + _NEAR_MS[1]
            self._young = 0 if there and state is PlayState.PLAYING else self._young - 1
        return self._young > 0

    def _end_part(self, part: Part) -> None:
        if self.loop:
            self._go(part.start)
        else:
            self._player.pause()
            self._set_playing(False)

    def _set_playing(self, playing: bool) -> None:
        if playing:
            self._standstill.forget()
            self._poll.start()
        else:
            self._poll.stop()
            self._part = None
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)
