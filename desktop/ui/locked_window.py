"""A window that fills the screen while something is heard, and cannot be left but by its own ways.

It stays on top, cannot be closed, has no menu; the clipboard is emptied when it opens and when it goes. What the PC can
restrict besides is asked of it (`Lockdown`); what it does not take is told by `degraded`.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.context import Context
from desktop.ui.style import Size
from desktop.ui.widgets.words import Words
from desktop.ui.wording import tr

WINDOW = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint


class LockedWindow(QWidget):
    """`lock_down` shows it, `unlock` undoes everything and lets it go. Put what it shows into `box`."""

    degraded = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(None, WINDOW)
        self._context = context
        self._may_close = False
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)
        if context.desk.office.demo:
            badge = Words(tr("Demo office"), size=Size.SMALL, bold=True, tone="badge", wraps=False)
            self.box.addWidget(badge)

    def lock_down(self, staff_window: QWidget) -> None:
        """Fill the screen that the staff's window stands on, and ask the PC for its restrictions."""
        screen = staff_window.screen() or QGuiApplication.primaryScreen()
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        QGuiApplication.clipboard().clear()
        call = partial(self._context.desk.lockdown.begin, int(self.winId()))
        self._context.tasks.run(call, self._locked_down, self._context.fail, lane="long", owner=self)

    def unlock(self) -> None:
        """Undo the lock-down and go."""
        self._context.tasks.run(self._context.desk.lockdown.end, _nothing, self._context.fail, lane="long")
        QGuiApplication.clipboard().clear()
        self._may_close = True
        self.close()
        self.deleteLater()

    @Slot(object)
    def _locked_down(self, codes: tuple[str, ...]) -> None:
        if codes:
            self.degraded.emit(codes)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            super().closeEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()


def _nothing(_: object) -> None:
    """The lock-down is undone; there is nobody left to tell."""
