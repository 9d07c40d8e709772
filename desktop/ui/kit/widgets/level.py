"""A moving level: bars that fill with the loudness of what plays now. Words beside it say what it means."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.style import is_still, theme_of
from desktop.ui.kit.widgets.accessible import set_role

BARS, _WIDE, _GAP, _TALL = 16, 7, 3, 28


class Level(QWidget):
    """The level. `show_level` takes 0 (silence) to 1. A screen reader gets the name that the page gives it."""

    def __init__(self) -> None:
        super().__init__()
        self.filled = 0
        set_role(self, QAccessible.Role.Graphic)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(BARS * (_WIDE + _GAP), _TALL)

    def show_level(self, level: float) -> None:
        filled = round(max(0.0, min(level, 1.0)) * BARS)
        if is_still():  # sound, or none
            filled = BARS // 2 if filled else 0
        if filled != self.filled:
            self.filled = filled
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        for bar in range(BARS):
            rect = QRectF(bar * (_WIDE + _GAP) + 0.5, 0.5, _WIDE - 1, _TALL - 1)
            if bar < self.filled:
                painter.fillRect(rect, QColor(theme.accent))
            else:
                painter.setPen(QPen(QColor(theme.edge), 1))
                painter.drawRect(rect)
