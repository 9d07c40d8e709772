"""The controls of the listening window in a session: commit, then play; stop, then commit.

Rules:
- What was heard is saved at each stop and once a minute; a failed save is reported and retried with the next.
  Where the reply to a save was lost, that same save is repeated first, so that it is not logged twice.
- Nothing plays unless it can be logged.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.application.sessions import listening
from desktop.application.sessions.sound_and_look import SoundAndLook
from desktop.application.sessions.views import SessionView
from desktop.application.shared.binding import bound
from desktop.domain.shared.spans import Span, intersect, subtract, union
from desktop.errors import InDoubtError, ListeningRoomError
from desktop.ui.player.control import PlayControl
from desktop.ui.running.context import Context

SAVE_EVERY_MS = 60_000
Save = Callable[..., None]
Call = partial[tuple[Span, ...]]
"""A save, and the spans it saves (`_then_spans`)."""


class ListeningControl(PlayControl):
    """Drives the player for one open copy of a session."""

    def __init__(self, context: Context, view: SessionView, parent: QObject) -> None:
        super().__init__(context, view.call.frames, view.call.rate, parent)
        self._id = view.id
        self.sound_and_look: Callable[[], SoundAndLook | None] = _not_known
        """Returns the sound and the look as they are now; the window says how it looks."""
        self._before = view.heard
        self._saved: tuple[Span, ...] = ()
        self._in_doubt: Call | None = None
        self._save = QTimer(self)
        self._save.setInterval(SAVE_EVERY_MS)
        self._save.timeout.connect(self._save_heard)
        self.playing_changed.connect(self._save_while_playing)

    @property
    def heard(self) -> tuple[Span, ...]:
        """The spans heard in this session so far."""
        return union((*self._before, *self._tracker.heard))

    def unsaved(self) -> tuple[Span, ...]:
        """Return the spans heard, and not known to be in the database."""
        return subtract(self._tracker.heard, self._saved)

    def note_saved(self, heard: tuple[Span, ...]) -> None:
        """Note that these spans are in the database, whichever step saved them."""
        self._saved = intersect(self._tracker.heard, heard)

    def _ask_to_play(self) -> None:
        position = self._playback_position(())
        self._context.run(listening.play, position, owner=self).then(self._started).otherwise(self._not_started)

    def _has_stopped(self) -> None:
        self._keep(listening.stopped)

    @Slot(bool)
    def _save_while_playing(self, playing: bool) -> None:
        self._save.start() if playing else self._save.stop()

    def _save_heard(self) -> None:
        self._keep(listening.heard)

    def _keep(self, use_case: Save) -> None:
        spans = self.unsaved()
        call = bound(use_case, self._desk, self._playback_position(spans))
        again, self._in_doubt = self._in_doubt, None
        if again is not None:
            self._send(again, partial(self._keep, use_case))
        else:
            self._send(partial(_then_spans, call, spans))

    def _send(self, call: Call, then: Callable[[], None] = lambda: None) -> None:
        tasks = self._context.tasks
        tasks.run(call, owner=self).then(partial(self._kept, then)).otherwise(partial(self._not_kept, call, then))

    def _playback_position(self, spans: tuple[Span, ...]) -> listening.PlaybackPosition:
        device, rate = self._desk.player.status().device, round(self.rate * 100)
        return listening.PlaybackPosition(
            self._context.actor, self._id, self.position, spans, rate, device, self.halted, self.sound_and_look()
        )

    @Slot(object)
    def _started(self, _: None) -> None:
        self._begun()

    @Slot(object)
    def _not_started(self, error: ListeningRoomError) -> None:
        self._set_playing(False)
        self.failed.emit(error)

    def _kept(self, then: Callable[[], None], spans: tuple[Span, ...]) -> None:
        self._saved = union((*self._saved, *spans))
        then()

    def _not_kept(self, call: Call, then: Callable[[], None], error: ListeningRoomError) -> None:
        """Stop the player: nothing plays unless it can be logged."""
        self._in_doubt = call if isinstance(error, InDoubtError) else None
        self._desk.player.stop()
        self._set_playing(False)
        self.failed.emit(error)


def _not_known() -> SoundAndLook | None:
    return None


def _then_spans(save: Callable[[], None], spans: tuple[Span, ...]) -> tuple[Span, ...]:
    save()
    return spans
