"""Drives the player while staff listen to a copy: all of it, or a removed part and its surroundings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.copies.staff_listening import Opening
from desktop.application.ports.playing import FASTEST_FOR_STAFF, SPEEDS_FOR_STAFF, PlayerStatus, PlayState
from desktop.domain.copies.unheard import unheard_of
from desktop.domain.shared.spans import Span, union
from desktop.errors import ListeningRoomError
from desktop.ui.player.control import PlayControl
from desktop.ui.player.device_log import DeviceLog
from desktop.ui.running.context import Context

AROUND_SECONDS = 2


@dataclass(frozen=True)
class Excerpt:
    """An excerpt that stops at `end`; past it, playback is unrestricted."""

    end: int

    def stop_after(self, start: int) -> int | None:
        return self.end if start < self.end else None


class HearingControl(PlayControl):
    """The player control for a hearing. Opening is logged beforehand, what was heard (`new`) when it closes, and the
    device as soon as it sounds. Emits `completed` where the end is reached and nothing is left unheard, for the first
    time. It plays up to as fast as in the workbench: whoever listens here looks through a recording.
    """

    fastest = FASTEST_FOR_STAFF
    completed = Signal()

    def __init__(self, context: Context, opening: Opening, before: tuple[Span, ...], parent: QObject) -> None:
        super().__init__(context, opening.sound.frames, opening.sound.rate, parent)
        self._before = before
        self._removed = opening.removed
        self._devices = DeviceLog(context, opening.subjects, self)
        self._devices.failed.connect(self._not_logged)

    @property
    def heard(self) -> tuple[Span, ...]:
        """The spans heard this time and before."""
        return union((*self._before, *self.new))

    @property
    def new(self) -> tuple[Span, ...]:
        """The spans heard this time."""
        return self._tracker.heard

    def next_rate(self, by: int) -> float:
        if by > 0:
            return min((speed for speed in SPEEDS_FOR_STAFF if speed > self.rate), default=self.fastest)
        return max((speed for speed in SPEEDS_FOR_STAFF if speed < self.rate), default=self.rate)

    def play_around(self, index: int) -> None:
        """Play a removed part, from two seconds before it to two seconds after."""
        part, around = self._removed[index], AROUND_SECONDS * self._rate_hz
        if self.playing:
            self.pause()
        self.set_pieces(Excerpt(min(part.end + around, self._frames)))
        self.seek(part.start - around)
        self.play()

    def next_part(self, step: int) -> None:
        """Play around the next removed part (1), or the previous one (-1), relative to the playhead."""
        here = self.frame
        after = [
            index for index, part in enumerate(self._removed) if part.start - AROUND_SECONDS * self._rate_hz > here
        ]
        before = [index for index, part in enumerate(self._removed) if part.end < here]
        found = after[:1] if step > 0 else before[-1:]
        if found:
            self.play_around(found[0])

    def _has_stopped(self) -> None:
        ended = self._desk.player.status().state is PlayState.ENDED
        if ended and not self._left(self.heard) and self._left(self._before):
            self.completed.emit()

    def _left(self, heard: tuple[Span, ...]) -> bool:
        return bool(unheard_of(heard, self._frames, self._rate_hz))

    def _ask_to_play(self) -> None:
        self._desk.player.play()
        self._begun()

    def _look_once(self) -> PlayerStatus:
        status = super()._look_once()
        if self.playing:
            self._devices.look(status)
        return status

    @Slot(object)
    def _not_logged(self, error: ListeningRoomError) -> None:
        """Stop the player: nothing plays unless it can be logged."""
        self.pause()
        self.failed.emit(error)
