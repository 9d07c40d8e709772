"""A window that fills the screen while something plays, and closes only through its own controls.

It takes the whole screen, stays on top, cannot be closed, has no menu; the clipboard and X's primary selection are
emptied when it opens and when it closes. If it is minimised, hidden, or loses the keyboard to another program, it says
so (`left`) and comes back. It asks the PC for further restrictions (`Lockdown`), and reports those that failed
(`degraded`).
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QGuiApplication, QHideEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout

from desktop.application.ports.playing import Halt
from desktop.errors import ListeningRoomError
from desktop.ui.kit.style import Size, dress, mark_theme
from desktop.ui.kit.widgets.accessible import StackOfPages, set_role
from desktop.ui.kit.widgets.words import Words
from desktop.ui.player.staying import StayingWindow
from desktop.ui.running.context import Context
from desktop.words import tr


class LockedWindow(StayingWindow):
    """A locked window. `fill` a screen, `restrict` the PC, `release` both. `stack` holds the content."""

    theme = ""
    """Its own theme, if it does not follow the system's."""
    degraded = Signal(tuple)
    left = Signal(Halt)

    def __init__(self, context: Context, title: str) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.Window)
        if self.theme:
            mark_theme(self, self.theme)
        else:
            dress(self)
        self._context = context
        self.stands = False
        """Whether it has been placed on its display."""
        self.setWindowTitle(title)
        self.stack = StackOfPages()
        self.stack.currentChanged.connect(self.come_anew)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        if context.desk.office.demo:
            box.addWidget(Words(tr("Demo office"), size=Size.SMALL, bold=True, tone="badge", wraps=False))
        box.addWidget(self.stack)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._state_changed)

    def fill(self, screen: QScreen) -> None:
        """Fill a display."""
        self.stands = False
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.stands = True

    def restrict(self) -> None:
        """Empty the clipboard, and ask the PC for its restrictions."""
        forget_clipboard()
        call = partial(self._context.desk.lockdown.begin, int(self.winId()))
        self._context.tasks.run(call, lane="long", owner=self).then(self._restricted).otherwise(self.show_error)

    def release(self) -> None:
        """Undo the restrictions, and close."""
        self._context.tasks.run(self._context.desk.lockdown.end, lane="long").then(_nothing).otherwise(
            self._context.fail
        )
        forget_clipboard()
        self._go()

    def show_error(self, error: ListeningRoomError) -> None:
        """Show an error where the person is looking."""
        self._context.fail(error)

    @Slot(object)
    def _restricted(self, codes: tuple[str, ...]) -> None:
        if codes:
            self.degraded.emit(codes)

    # Left without being closed

    @Slot(Qt.ApplicationState)
    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationInactive:
            self.go_away(Halt.KEYBOARD_ELSEWHERE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.go_away(Halt.MINIMISED)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self.isMinimized():
            self.go_away(Halt.HIDDEN)

    def go_away(self, because: Halt) -> None:
        """Say that it is out of sight or without the keyboard, and come back."""
        if self.stands and not self._may_close:
            self.left.emit(because)
            QTimer.singleShot(0, self, self._come_back)

    @Slot()
    def _come_back(self) -> None:
        """Cover its display again, with the keyboard."""
        if not self._may_close:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
            self.showFullScreen()
            self.raise_()
            self.activateWindow()


def forget_clipboard() -> None:
    """Clear the clipboard and, on X, the primary selection, whichever field they came from."""
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    if clipboard.supportsSelection():
        clipboard.clear(clipboard.Mode.Selection)


def _nothing(_: object) -> None:
    """Do nothing: the restrictions are undone, and nobody waits for it."""
