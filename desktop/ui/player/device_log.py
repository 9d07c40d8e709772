"""Logs each device on which staff hear a copy or an original, once sound is proved to come out of it.

Rule: nothing plays unless it can be logged (`failed`). The next time it sounds, logging is retried.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.copies.sounding_on import sounds_on
from desktop.application.ports.playing import PlayerStatus
from desktop.domain.log.events import Subject
from desktop.errors import ListeningRoomError
from desktop.ui.running.context import Context


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
        self._context.run(sounds_on, self._context.actor, self._subjects, status, owner=self).then(
            self._logged
        ).otherwise(self._not_logged)

    @Slot(object)
    def _logged(self, _: None) -> None:
        """Do nothing: playback continues."""

    @Slot(object)
    def _not_logged(self, error: ListeningRoomError) -> None:
        self.failed.emit(error)
        self._told = ""  # only now: who stops it looks once more
