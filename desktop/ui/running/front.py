"""The state of the screen: which place is in front, and whether the lock covers it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class Front(QObject):
    """The state of the screen. The window sets the place, the desk's lock the cover; places listen to `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.locked = False
        self._place: QWidget | None = None

    def lock(self, locked: bool) -> None:
        """Set whether the desk is locked."""
        self.locked = locked
        self.changed.emit()

    def show(self, place: QWidget) -> None:
        """Set the place shown."""
        self._place = place
        self.changed.emit()

    def shows(self, place: QWidget) -> bool:
        """Return whether the place is visible and in use. A place on its own, without a window's rail, is in front."""
        return not self.locked and self._place in (None, place)
