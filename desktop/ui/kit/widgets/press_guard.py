"""Keeps a press that was meant for the page before away from the page that has just come.

Rules:
- What has just come takes no press until it has been painted and has stood for 400 ms, or for as long as a double click
  may take on this PC where that is longer. So the second half of a double click never reaches what the first half
  brought.
- A press is a button of the mouse, Enter, or Space outside a field of text. Everything else is taken at once: typing,
  scrolling, the keys that stop the sound.
- Presses are held back on the window, through which all come, whatever of ours they are meant for.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPaintEvent, QShowEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

STANDS_MS = 400
_BUTTONS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_TEXT = (QLineEdit, QTextEdit, QPlainTextEdit)


class PressGuard(QObject):
    """Of one page or window. Emits `opened` when it takes presses.

    Windows tell it of everything, also while they are being destroyed: then nothing here may be touched.
    """

    opened = Signal()

    def __init__(self, guarded: QWidget) -> None:
        super().__init__(guarded)
        self._guarded = guarded
        self._window: QWindow | None = None
        self._painted = self._dropped = False
        self._stands = QTimer(self)
        self._stands.setSingleShot(True)
        self._stands.timeout.connect(self.opened)

    @property
    def takes_presses(self) -> bool:
        """Whether it has been painted since it came, and has stood long enough."""
        return self._painted and not self._stands.isActive()

    def begin(self) -> None:
        """It has come, or shows something else than before. While it is hidden there is nothing to hold back."""
        if not self._guarded.isVisible():
            return
        self._painted = False
        self._stands.stop()
        self._watch(self._guarded.window().windowHandle())
        self._guarded.update()

    def painted(self) -> None:
        """It can be seen."""
        if not self._painted:
            self._painted = True
            self._stands.start(max(STANDS_MS, QApplication.doubleClickInterval()))

    def end(self) -> None:
        """It is gone."""
        self._painted = self._dropped = False
        self._stands.stop()
        self._watch(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _BUTTONS:
            self._dropped = not self.takes_presses
            return self._dropped
        if kind == QEvent.Type.MouseButtonRelease:
            dropped, self._dropped = self._dropped, False
            return dropped
        if kind in _KEYS and isinstance(event, QKeyEvent) and _presses(event) and not self.takes_presses:
            event.accept()  # else a shortcut would have it
            return True
        return False

    def _watch(self, window: QWindow | None) -> None:
        if self._window is not None and shiboken6.isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None:
            window.installEventFilter(self)


class Guarded(QWidget):
    """A widget with a guard: the base of a page, and of a window that is worked at once."""

    def __init__(self, flags: Qt.WindowType = Qt.WindowType.Widget) -> None:
        super().__init__(None, flags)
        self.guard = PressGuard(self)

    @property
    def takes_presses(self) -> bool:
        """Whether it has been seen for long enough; `guard.opened` says when."""
        return self.guard.takes_presses

    def come_anew(self) -> None:
        """It shows something else now: a press that is on its way was not meant for that."""
        self.guard.begin()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.guard.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.guard.end()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.guard.painted()


def takes_presses(widget: QWidget) -> bool:
    """Whether a press on `widget` is taken: neither its page nor its window has just come."""
    at: QWidget | None = widget
    while at is not None:
        if isinstance(at, Guarded) and not at.takes_presses:
            return False
        at = at.parentWidget()
    return True


def _presses(event: QKeyEvent) -> bool:
    if event.key() in _ENTER:
        return True
    return event.key() == Qt.Key.Key_Space and not isinstance(QApplication.focusWidget(), _TEXT)
