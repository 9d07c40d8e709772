"""The state of the screen: which place is in front, and whether the lock covers it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class Front(QObject):
    """The window says which place it shows, the desk's lock that it covers it; places listen to `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.locked = False
        self._place: QWidget | None = None

    def lock(self, locked: bool) -> None:
        """The desk is locked, or unlocked."""
        self.locked = locked
        self.changed.emit()

    def show(self, place: QWidget) -> None:
        """That place is shown now."""
        self._place = place
        self.changed.emit()

    def shows(self, place: QWidget) -> bool:
        """Whether somebody sees it and works in it. A place that stands alone, without a window's rail, is in front."""
        return not self.locked and self._place in (None, place)
