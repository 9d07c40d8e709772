"""A window that fills the screen while something is heard, and cannot be left but by its own ways.

It takes the whole screen, stays on top, cannot be closed, has no menu; the clipboard is emptied when it opens and when
it goes. What the PC can restrict besides is asked of it (`Lockdown`); what it does not take is told (`degraded`).
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QGuiApplication, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.errors import ListeningRoomError
from desktop.ui.context import Context
from desktop.ui.style import Size
from desktop.ui.widgets.accessible import StackOfPages
from desktop.ui.widgets.words import Words
from desktop.ui.wording import tr

WINDOW = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint


class LockedWindow(QWidget):
    """`fill` a screen, `restrict` the PC, `release` both. What is shown lies in `stack`."""

    degraded = Signal(object)

    def __init__(self, context: Context, title: str) -> None:
        super().__init__(None, WINDOW)
        self._context = context
        self._may_close = False
        self.setWindowTitle(title)
        self.stack = StackOfPages()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        if context.desk.office.demo:
            box.addWidget(Words(tr("Demo office"), size=Size.SMALL, bold=True, tone="badge", wraps=False))
        box.addWidget(self.stack)

    def fill(self, screen: QScreen) -> None:
        """Take all of that display."""
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.raise_()
        self.activateWindow()

    def restrict(self) -> None:
        """Empty the clipboard, and ask the PC for its restrictions."""
        QGuiApplication.clipboard().clear()
        call = partial(self._context.desk.lockdown.begin, int(self.winId()))
        self._context.tasks.run(call, self._restricted, self.show_error, lane="long", owner=self)

    def release(self) -> None:
        """Undo the restrictions, and go."""
        self._context.tasks.run(self._context.desk.lockdown.end, _nothing, self._context.fail, lane="long")
        QGuiApplication.clipboard().clear()
        self._go()

    def show_error(self, error: ListeningRoomError) -> None:
        """What went wrong, where the person looks."""
        self._context.fail(error)

    def _go(self) -> None:
        self._may_close = True
        self.close()
        self.deleteLater()

    @Slot(object)
    def _restricted(self, codes: tuple[str, ...]) -> None:
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
    """The restrictions are undone; there is nobody left to tell."""
