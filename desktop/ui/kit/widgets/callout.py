"""A callout over the page, beside what it is about: words that have no room there. It takes the tooltip's place.

Rules (WCAG 2.2, 1.4.13):
- Whatever it is about has it come (`come`): where the pointer rests, and with the keyboard where that can be there.
- It stays while the pointer or the keyboard is there, and while the pointer is on the callout itself, which touches it.
- Esc puts it away, and does besides what it does on the page.
- It takes no keyboard, and says nothing that assistive technology is not told anyway.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QCursor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.kit.style import Size, scaled, theme_of
from desktop.ui.kit.widgets.buttons import fill
from desktop.ui.kit.widgets.words import Words

_PAD, _SIDE, _WIDEST = 8, 4, 480
"""Pixels: around its words, between it and the sides of the window, its greatest width."""
_KEYS = QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress
_MOVED = QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize
_LEFT = QEvent.Type.Leave, QEvent.Type.FocusOut, QEvent.Type.MouseMove


class Callout(Words):
    """The callout of `about`. While it is shown it is a child of the window, else of `about`.

    `keyboard`: it is of all of `about`, which can have the keyboard; else of the place under the pointer.
    """

    def __init__(self, about: QWidget, *, keyboard: bool) -> None:
        super().__init__(size=Size.SMALL)
        self.setParent(about)
        self.setContentsMargins(_PAD, _PAD, _PAD, _PAD)
        self.hide()
        self._about, self._keyboard, self._beside = about, keyboard, QRect()
        about.installEventFilter(self)

    def come(self, words: str, beside: QRect) -> None:
        """Show `words` at the side of that part of `about`: below it, or above it where there is no room."""
        window = self._about.window()
        self._beside = beside
        self.set_parts(words)
        if self.parentWidget() is not window:
            self.setParent(window)
        self._place(window)
        self.show()
        self.raise_()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one, or no widget

    def put_away(self) -> None:
        """Show nothing."""
        if self.isHidden():
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # there is one, or no widget
        self.hide()
        self.setParent(self._about)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        escaped = kind in _KEYS and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        moved = watched is self._about and kind in _MOVED
        left = watched in (self._about, self) and kind in _LEFT and not self._stays
        if escaped or moved or left:
            self.put_away()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        fill(QPainter(self), self.rect(), theme.page, theme.edge)
        super().paintEvent(event)

    @property
    def _stays(self) -> bool:
        """Whether the pointer or the keyboard is at what it is about, or the pointer is on the callout."""
        at = QCursor.pos()
        on_it = self.isVisible() and self.rect().contains(self.mapFromGlobal(at))
        held = self._keyboard and self._about.hasFocus()
        return on_it or held or self._beside.contains(self._about.mapFromGlobal(at))

    def _place(self, window: QWidget) -> None:
        """Place it in the window, as wide as its words need and the window allows."""
        wide = min(self.sizeHint().width() + 2 * _PAD, scaled(_WIDEST), window.width() - 2 * _SIDE)
        high = self.heightForWidth(wide)
        corner = self._about.mapTo(window, self._beside.topLeft())
        below = corner.y() + self._beside.height()
        left = max(_SIDE, min(corner.x(), window.width() - wide - _SIDE))
        self.setGeometry(left, below if below + high <= window.height() else corner.y() - high, wide, high)
