"""A place in the rail: its words, how many items wait there, and whether it is the current one.

The rail imports it when someone signs in: the sign-in window is painted without it and its numbers' words.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from desktop.ui.kit.buttons import WordsButton, fill
from desktop.ui.kit.style import Size, font, scaled
from desktop.ui.kit.text import Policy, wrap
from desktop.ui.kit.tokens import Tokens
from desktop.words import formatting, tr

_BAR, _BADGE = 6, 27
_INDENT, _LOW = 16, 40
"""Of a place in a group."""


class Place(NamedTuple):
    """A place. `waiting` counts the items that wait there for the signed-in person. `under`: the words of its group."""

    key: str
    words: str
    waiting: int = 0
    under: str = ""


class RailItem(WordsButton):
    """A place in the rail."""

    padding = QSize(24, 11)
    align = Qt.AlignmentFlag.AlignLeft
    least = 48

    def __init__(self, place: Place) -> None:
        super().__init__(place.words, Size.BODY)
        self.key = place.key
        self.waiting = 0
        self.current = False
        self.under = place.under
        self.setAccessibleDescription(place.under)
        wrap(self, down=Policy.Fixed)

    def set_along(self, padding: QSize, *, along: bool) -> None:
        """Stand beside the others along the top, or below them: there further in than the words of its group."""
        self.padding = padding
        inside = bool(self.under) and not along
        self.lead, self.least = (_INDENT, _LOW) if inside else (0, RailItem.least)
        self.updateGeometry()

    def show_place(self, place: Place, current: bool) -> None:
        self.waiting, self.current = place.waiting, current
        self.setText(place.words)
        self.setFont(font(Size.BODY, bold=current))
        waits = tr("{count} waiting").format(count=place.waiting) if place.waiting else ""
        here = tr("you are here") if current else ""
        parts = (place.words, waits, here)
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
