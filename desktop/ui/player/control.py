"""The controls of a listening window: they drive the player, track what is heard, and log on which device it sounds.

Rules:
- `HeardTracker` works out what was heard from the player's status, ten times a second. If two looks are far apart, the
  PC stood still, or its clock was set (`Standstill`): nobody could have pressed anything, and playback stops.
- A failure of the player is shown at once; the sound is silent already.
- The place is where one went last, also while the player has not gone there yet: while it plays, for `LOOKS` looks at
  most. So a second step goes on from the first, and no piece ends and nothing is saved at the place before.
- Resuming after a pause steps back two seconds. After a piece that ended by itself, playback continues from its end.
- When the program stops the sound by itself (`halt`) it says why, and playback continues when someone presses Play.
- Nothing plays unless it can be logged. A subclass saves what must be saved before playing and after stopping
  (`_ask_to_play`, `_has_stopped`); `DeviceLog` logs each device once sound is proved to come out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.application.copies.staff_listening import sounds_on
from desktop.application.ports.desk import Desk
from desktop.application.ports.sound import (
    ESTIMATED_SECONDS,
    FASTEST,
    SLOWEST,
    Ear,
    Halt,
    PlayerStatus,
    PlayFailure,
    PlayState,
)
from desktop.application.sessions import listening
from desktop.domain.log.events import Subject
from desktop.domain.shared.spans import HeardTracker, Span
from desktop.errors import ListeningRoomError, SoundError
from desktop.ui.running.context import Context
from desktop.words.errors import message_for

FROZE_SECONDS = 10.0
JUMPED_SECONDS = 60.0


class Standstill:
    """The detector of a standstill. `frame` is the position at the last look without a problem."""

    def __init__(self) -> None:
        self._before: tuple[float, datetime] | None = None
        self.frame = 0

    def look(self, monotonic: float, now: datetime, frame: int) -> Halt | None:
        """Return why playback must stop, or None. Takes seconds of a monotonic clock, and the time of day in UTC."""
        before, self._before = self._before, (monotonic, now)
        if before is not None:
            passed = monotonic - before[0]
            if passed > FROZE_SECONDS:
                return Halt.FROZE
            if abs((now - before[1]).total_seconds() - passed) > JUMPED_SECONDS:
                return Halt.CLOCK_JUMPED
        self.frame = frame
        return None

    def forget(self) -> None:
        """Start afresh: Play is pressed, and earlier looks do not count. From the press on it is watched."""
        self._before = None


POLL_MS, LOOKS = 100, 8
BACK_SECONDS, STEP_SECONDS, RESUME_SECONDS = 10, 2, 2
RATE_STEP, VOLUME_STEP = 0.1, 10
STOOD_STILL = frozenset({Halt.FROZE, Halt.CLOCK_JUMPED})
ENDED = frozenset({PlayState.ENDED, PlayState.FAILED})


Stops = Callable[[int], int | None]
"""Returns the frame at which playback from a given one stops by itself; None plays on."""


class PlayControl(QObject):
    """Drives the player over `frames` open frames at `rate` Hz. Signals tell the window what to show."""

    fastest = FASTEST
    moved = Signal(int)
    playing_changed = Signal(bool)
    heard_changed = Signal(tuple)
    rate_changed = Signal(float)
    volume_changed = Signal(int)
    ear_changed = Signal(Ear)
    piece_over = Signal()
    halted_by = Signal(Halt)
    failed = Signal(SoundError)

    def __init__(self, context: Context, frames: int, rate: int, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._rate_hz, self._frames = rate, frames
        self._tracker = HeardTracker(self._rate_hz)
        self.playing = False
        self.fault = ""
        """The fault, in words, if the stored sound proved damaged during playback; else empty."""
        self.halted: Halt | None = None
        """The reason why the program stopped the sound by itself, until it plays again."""
        self._standstill = Standstill()
        self._starting = False
        self._paused_once = False
        self._sought, self._gone_from, self._looks = 0, 0, 0
        """Where one went last, from where, and for how many looks yet the player may still be at the place before."""
        self._pieces: Stops | None = None
        self._piece_ends: int | None = None
        self.rate, self.volume, self.ear = 1.0, 60, Ear.BOTH
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._look)

    @property
    def _desk(self) -> Desk:
        return self._context.desk

    @property
    def frame(self) -> int:
        """The place: the player's, or the one that it has yet to go to."""
        frame = self._player_frame
        return self._sought if self._is_before_it_went(frame) else frame

    @property
    def _player_frame(self) -> int:
        return self._desk.player.status().frame

    @property
    def position(self) -> int:
        """The position, even before the player has returned to where it was before a standstill."""
        return self._standstill.frame if self.halted in STOOD_STILL else self.frame

    @property
    def heard(self) -> tuple[Span, ...]:
        """Everything heard so far."""
        return self._tracker.heard

    def begin(self, at_frame: int, volume: int, ear: Ear) -> None:
        """Start at `at_frame`, silent: the sound is open."""
        self.set_volume(volume)
        self.set_ear(ear)
        self._desk.player.set_rate(self.rate)
        self.seek(at_frame)
        self._poll.start()

    def end(self) -> None:
        """Stop the sound and let go of the player."""
        self._look_once()
        self._desk.player.stop()
        self._poll.stop()
        self._set_playing(False)

    def toggle(self) -> None:
        """Play, or pause."""
        self.pause() if self.playing or self._starting else self.play()

    def play(self) -> None:
        """Play; after a pause, step back two seconds first."""
        if self.playing or self._starting:
            return
        self._starting, self.halted = True, None
        if self._paused_once:
            self.seek(self.frame - RESUME_SECONDS * self._rate_hz)
        self._standstill.forget()
        self._standstill.look(self._desk.clock.monotonic(), self._desk.clock.now(), self._player_frame)
        self._poll.start()
        self._ask_to_play()

    def pause(self) -> None:
        """Pause at the current position."""
        self._desk.player.pause()
        self._paused_once = True
        self._stop()

    def halt(self, because: Halt) -> None:
        """Stop the sound on the program's behalf and say why; do nothing while silent."""
        if self.playing or self._starting:
            self.halted = because
            self.pause()
            self.halted_by.emit(because)

    def fade_out(self) -> None:
        """Stop after a short fade, for the distress key."""
        self._desk.player.fade_out(listening.FADE_MS)
        self._poll.stop()
        self._set_playing(False)

    def seek(self, frame: int) -> None:
        """Seek to any frame."""
        frame = max(0, min(frame, self._frames))
        self._gone_from = self._look_once().frame
        self._desk.player.seek(frame)
        self._tracker.update(frame, False, self._desk.clock.monotonic(), self.rate)
        self._paused_once = False
        self._sought, self._looks = frame, LOOKS
        self._begin_piece(frame)
        self.moved.emit(frame)

    @property
    def in_pieces(self) -> bool:
        """Whether playback stops by itself."""
        return self._pieces is not None

    def set_pieces(self, pieces: Stops | None) -> None:
        """Stop at the ends of these pieces, from here on; None plays on."""
        self._pieces = pieces
        self._begin_piece(self.frame)

    def step(self, seconds: int) -> None:
        """Step forward or back by seconds."""
        self.seek(self.frame + seconds * self._rate_hz)

    def slower(self) -> None:
        """Set the next slower speed."""
        self.set_rate(self.next_rate(-1))

    def faster(self) -> None:
        """Set the next faster speed."""
        self.set_rate(self.next_rate(1))

    def quieter(self) -> None:
        """Lower the volume by one step."""
        self.set_volume(self.volume - VOLUME_STEP)

    def louder(self) -> None:
        """Raise the volume by one step."""
        self.set_volume(self.volume + VOLUME_STEP)

    def next_rate(self, by: int) -> float:
        """Return the speed after this one: the next faster (1), or the next slower (-1)."""
        return self.rate + by * RATE_STEP

    def set_rate(self, rate: float) -> None:
        """Set the speed, in hundredths."""
        self.rate = round(max(SLOWEST, min(rate, self.fastest)), 2)
        self._desk.player.set_rate(self.rate)
        self.rate_changed.emit(self.rate)

    def set_volume(self, volume: int) -> None:
        """Set the volume, up to the office's ceiling."""
        self.volume = max(0, min(volume, self._desk.policy.sound_ceiling_percent))
        self._desk.player.set_volume(self.volume)
        self.volume_changed.emit(self.volume)

    def set_ear(self, ear: Ear) -> None:
        """Set which ear hears."""
        self.ear = ear
        self._desk.player.set_ear(ear)
        self.ear_changed.emit(ear)

    # For subclasses

    def _ask_to_play(self) -> None:
        """Make the player play, and then call `_begun`."""
        raise NotImplementedError

    def _has_stopped(self) -> None:
        """Save what was heard, where that happens at each stop: playback has just stopped."""

    # Playing and stopping

    def _begun(self) -> None:
        """Note that the player plays, unless a pause was requested meanwhile."""
        if self._starting:
            self._begin_piece(self.frame)
            self._set_playing(True)
            self._poll.start()
        else:
            self._desk.player.pause()

    def _look(self) -> None:
        clock, frame = self._desk.clock, self._player_frame
        watched = self.playing or self._starting
        because = self._standstill.look(clock.monotonic(), clock.now(), frame) if watched else None
        if because is not None:
            self._stood_still(because)
            return
        before = self._tracker.heard
        status = self._look_once()
        before_it_went = self._is_before_it_went(status.frame)
        if not before_it_went:
            self._looks = 0
        elif self.playing:
            self._looks -= 1
        self.moved.emit(self._sought if before_it_went else status.frame)
        if self._tracker.heard != before:
            self.heard_changed.emit(self.heard)
        if self.playing and status.state in ENDED:
            self._stop()
            if status.failure is not None:
                self._say_failure(PlayFailure(status.failure))
        elif self.playing and self._is_past_its_piece(status.frame) and not before_it_went:
            self._end_piece()

    def _is_before_it_went(self, frame: int) -> bool:
        """Return whether the player, at `frame`, is still at the place before it was sent to another one."""
        there = self._sought <= frame <= self._sought + self._rate_hz
        fastest = self.fastest * self._rate_hz
        lowest = self._gone_from - ESTIMATED_SECONDS * fastest
        highest = self._gone_from + LOOKS * POLL_MS / 1000 * fastest
        return self._looks > 0 and not there and lowest <= frame <= highest

    def _is_past_its_piece(self, frame: int) -> bool:
        return self._piece_ends is not None and frame >= self._piece_ends

    def _stood_still(self, because: Halt) -> None:
        """Pause at the last known position, and count no further: nobody could listen or press anything meanwhile."""
        self._tracker.update(self._standstill.frame, False, self._desk.clock.monotonic(), self.rate)
        self._desk.player.pause()
        self.seek(self._standstill.frame)
        self.halt(because)

    def _begin_piece(self, frame: int) -> None:
        self._piece_ends = self._pieces(frame) if self._pieces is not None else None

    def _end_piece(self) -> None:
        self._desk.player.pause()
        self._piece_ends = None
        self.seek(self._stop())  # the sound since the last look is repeated, never left out
        self.piece_over.emit()

    def _say_failure(self, failure: PlayFailure) -> None:
        error = SoundError(failure.value)
        if failure is PlayFailure.VAULT_DAMAGED:
            self.fault = message_for(error)
        self.failed.emit(error)

    def _look_once(self) -> PlayerStatus:
        status = self._desk.player.status()
        # The player says ENDED only when the last sample has come out.
        sounding = self.playing and (status.sounding or status.state is PlayState.ENDED)
        self._tracker.update(status.frame, sounding, self._desk.clock.monotonic(), status.rate)
        return status

    def _stop(self) -> int:
        """Stop, and return the frame up to which it was heard."""
        frame = self._look_once().frame
        self._set_playing(False)
        self._has_stopped()
        return frame

    def _set_playing(self, playing: bool) -> None:
        self._starting = False
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)


class DeviceLog(QObject):
    """The device log of one opening; `subjects` are those of its events."""

    failed = Signal(ListeningRoomError)

    def __init__(self, context: Context, subjects: Mapping[Subject, str], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._subjects = context, subjects
        self._told = ""

    @Slot(object)
    def look(self, status: PlayerStatus) -> None:
        """Log the player's device if it has changed."""
        if not status.sounding or not status.device or status.device == self._told:
            return
        self._told = status.device
        logging = self._context.run(sounds_on, self._context.actor, self._subjects, status, owner=self)
        logging.otherwise(self._not_logged)

    def _not_logged(self, error: ListeningRoomError) -> None:
        self.failed.emit(error)
        self._told = ""  # only now: who stops it looks once more
