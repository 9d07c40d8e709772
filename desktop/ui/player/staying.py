"""A window that stays on top until its own controls close it: nothing else closes it, and it has no menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QContextMenuEvent

from desktop.ui.kit.widgets.press_guard import Guarded

ON_TOP = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint


class StayingWindow(Guarded):
    """A frameless window on top of all others. `_go` closes it."""

    def __init__(self) -> None:
        super().__init__(ON_TOP)
        self._may_close = False

    def _go(self) -> None:
        """Close it, and delete it."""
        self._may_close = True
        self.close()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            super().closeEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
