"""Presses: the Enter and arrow keys, and the guard that ignores presses on a page that has just appeared.

Rules:
- A new page takes no press until it has been painted and visible for 400 ms, or for this PC's double-click interval
  where that is longer. So the second half of a double click never reaches what the first half opened.
- A press is a mouse button, Enter, or Space outside a text field. Everything else works at once: typing, scrolling,
  the keys that stop the sound.
- Presses are filtered at the window, through which all of them come, whichever of our widgets they are meant for.
- A page that is hidden guards nothing, and lets everything through.
- The window's handle is looked up whenever it is needed, and never stored: PySide drops it with the object by which
  the window was found, or with whichever widget was last asked for its window, while the window itself goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def is_enter(event: QKeyEvent) -> bool:
    """Return whether Enter was pressed without Ctrl, with which it belongs to the page."""
    return event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier


ARROWS: dict[int, int] = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
"""The arrow keys: on to the next one, or back to the one before."""

W = TypeVar("W", bound=QWidget)


def step_among(row: Sequence[W], event: QKeyEvent, *, around: bool = False) -> W | None:
    """Return the widget in `row` that an arrow key leads to from the one with the focus; None for another key.

    It stops at both ends, or goes `around`.
    """
    at, step = next((index for index, each in enumerate(row) if each.hasFocus()), None), ARROWS.get(event.key())
    if at is None or step is None:
        return None
    return row[(at + step) % len(row) if around else min(max(at + step, 0), len(row) - 1)]


def ancestors(widget: QWidget) -> Iterator[QWidget]:
    """Yield `widget`, and what it is in, from the inside out, up to its window and the owner of that."""
    at: QWidget | None = widget
    while at is not None:
        yield at
        at = at.parentWidget()


STANDS_MS = 400
_BUTTONS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})
_TEXT = ("QLineEdit", "QTextEdit", "QPlainTextEdit")
"""Named: the first window does without two of them."""


class PressGuard(QObject):
    """The guard of one page or window. Emits `opened` when it begins to take presses.

    Windows send it every event, even while they are being destroyed: then nothing here may be touched.
    """

    opened = Signal()

    def __init__(self, guarded: QWidget) -> None:
        super().__init__(guarded)
        self._guarded = guarded
        self._guards = self._painted = self._dropped = False
        self._stands = QTimer(self, singleShot=True)
        self._stands.timeout.connect(self.opened)

    @property
    def takes_presses(self) -> bool:
        """Whether it has been painted since it appeared, and visible long enough."""
        return self._painted and not self._stands.isActive()

    def begin(self) -> None:
        """Begin to hold presses: it has appeared, or shows something else. While hidden there is nothing to hold."""
        if not self._guarded.isVisible():
            return
        self._guards, self._painted = True, False
        self._stands.stop()
        window = self._guarded.window()  # held while its handle is used
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self._guarded.update()

    def painted(self) -> None:
        """Note that it was painted."""
        if not self._painted:
            self._painted = True
            self._stands.start(max(STANDS_MS, QApplication.doubleClickInterval()))

    def end(self) -> None:
        """Stop: it is gone."""
        self._guards = self._painted = self._dropped = False
        self._stands.stop()
        window = self._guarded.window()
        handle = window.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._guards:
            return False
        kind = event.type()
        if kind in _BUTTONS:
            self._dropped = not self.takes_presses
            return self._dropped
        if kind == QEvent.Type.MouseButtonRelease:
            dropped, self._dropped = self._dropped, False
            return dropped
        if kind in _KEYS and isinstance(event, QKeyEvent) and _presses(event) and not self.takes_presses:
            event.accept()  # else a shortcut would take it
            return True
        return False


class Guarded(QWidget):
    """A widget with a guard: the base of a page, and of a window that can be operated at once."""

    def __init__(self, flags: Qt.WindowType = Qt.WindowType.Widget) -> None:
        super().__init__(None, flags)
        self.guard = PressGuard(self)

    @property
    def takes_presses(self) -> bool:
        """Whether it has been visible long enough; `guard.opened` says when."""
        return self.guard.takes_presses

    def reset(self) -> None:
        """Hold presses again: it now shows something else, and a press on its way was not meant for that."""
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
    """Return whether a press on `widget` is taken: neither its page nor its window has just appeared."""
    return all(each.takes_presses for each in ancestors(widget) if isinstance(each, Guarded))


def _presses(event: QKeyEvent) -> bool:
    if event.key() in ENTER:
        return True
    focused = QApplication.focusWidget()
    in_text = focused is not None and any(map(focused.inherits, _TEXT))
    return event.key() == Qt.Key.Key_Space and not in_text
