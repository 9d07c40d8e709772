"""The places of a role, with the number of items that wait there. On the left, or along the top of a narrow window.

One tab stop: Up, Down, Left, Right, Home and End move within it, Enter or Space goes there. The current place is
marked by a bar, by weight and by a word to a screen reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.ui.kit.style import Size, font, scaled, theme_of
from desktop.ui.kit.tokens import Tokens
from desktop.ui.kit.widgets.buttons import WordsButton, fill
from desktop.ui.kit.widgets.words import announce
from desktop.words import formatting
from desktop.words import kit as kit_wording

_BAR, _WIDE, _BADGE = 6, 214, 27
_STEP = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class Place(NamedTuple):
    """A place. `waiting` counts the items that wait there for the signed-in person."""

    key: str
    words: str
    waiting: int = 0


_BESIDE, _ALONG = QSize(24, 11), QSize(14, 11)
"""The padding of a place in a rail at the left, and in one along the top, where all have to fit side by side."""


class RailItem(WordsButton):
    """A place in the rail."""

    padding = _BESIDE
    align = Qt.AlignmentFlag.AlignLeft
    least = 48

    def __init__(self, place: Place) -> None:
        super().__init__(place.words, Size.BODY)
        self.key = place.key
        self.waiting = 0
        self.current = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_place(self, place: Place, current: bool) -> None:
        self.waiting, self.current = place.waiting, current
        self.setText(place.words)
        self.setFont(font(Size.BODY, bold=current))
        parts = (place.words, kit_wording.waiting(place.waiting) if place.waiting else "", _here(current))
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._badge().width() + 10 if self.waiting else 0, 0)

    def _badge(self) -> QRect:
        words = QFontMetrics(font(Size.SMALL, bold=True)).horizontalAdvance(formatting.grouped(self.waiting))
        high = scaled(_BADGE)
        width = max(high, words + high // 2)
        return QRect(self.width() - width - (self.padding.width() - 8), (self.height() - high) // 2, width, high)

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        if self.current or self.hovered():
            painter.fillRect(self.rect(), QColor(theme.page))
        if self.current:
            painter.fillRect(0, 0, _BAR, self.height(), QColor(theme.accent))
        if self.waiting:
            badge = self._badge()
            fill(painter, badge, theme.accent, radius=badge.height() / 2)
            painter.setPen(QColor(theme.on_accent))
            painter.setFont(font(Size.SMALL, bold=True))
            painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), formatting.grouped(self.waiting))
        return theme.text


class Rail(QWidget):
    """The rail of places. Emits `chosen(key)`; it marks a place as current only when told to."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.items: list[RailItem] = []
        self._padding = _BESIDE
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setSpacing(0)
        self.setAccessibleName(kit_wording.places())
        self.set_along_top(False)

    def show_places(self, places: Sequence[Place], current: str) -> None:
        """Show the places, and mark the one whose key is `current`."""
        if [place.key for place in places] != [item.key for item in self.items]:
            self._build(places)
        moved = next((item.key for item in self.items if item.current), current) != current
        for item, place in zip(self.items, places, strict=True):
            item.show_place(place, place.key == current)
        self._one_tab_stop(next((item for item in self.items if item.current), None))
        if moved and self.isVisible():
            announce(self, next((place.words for place in places if place.key == current), ""))

    def set_along_top(self, along: bool) -> None:
        """Place it along the top instead of on the left."""
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(right if along else down)
        self._padding = _ALONG if along else _BESIDE
        self._pad()
        self._box.setContentsMargins(*((12, 0, 12, 0) if along else (0, 20, 0, 20)))
        self.setMinimumWidth(0 if along else scaled(_WIDE))
        self.setMaximumWidth(16_777_215 if along else scaled(_WIDE))
        vertical = QSizePolicy.Policy.Fixed if along else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((index for index, item in enumerate(self.items) if item.hasFocus()), None)
        key = Qt.Key(event.key())
        if at is None or key not in (*_STEP, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
            return
        last = len(self.items) - 1
        to = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}.get(key, at + _STEP.get(key, 0))
        target = self.items[min(max(to, 0), last)]
        self._one_tab_stop(target)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme_of(self).soft))

    def _build(self, places: Sequence[Place]) -> None:
        while self._box.count():
            self._box.takeAt(0)
        for item in self.items:
            item.hide()
            item.deleteLater()
        self.items = [RailItem(place) for place in places]
        self._pad()
        for item in self.items:
            item.clicked.connect(partial(self._choose, item.key))
            self._box.addWidget(item)
        self._box.addStretch(1)

    def _pad(self) -> None:
        for item in self.items:
            item.padding = self._padding
            item.updateGeometry()

    def _choose(self, key: str, _checked: bool = False) -> None:
        self.chosen.emit(key)

    def _one_tab_stop(self, stop: RailItem | None) -> None:
        for item in self.items:
            is_stop = item is (stop or self.items[0])
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)


def _here(current: bool) -> str:
    return kit_wording.here() if current else ""
