"""A choice as a card: a radio button with a title, what it means, and below a line what it takes.

Arrow keys move among the cards of one `QButtonGroup`, left and right also where they stand one under another.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.widgets.buttons import fill
from desktop.ui.kit.widgets.words import breakable, wrapped_height

_MARGIN, _MARK, _GAP, _APART = 20, 24, 14, 12
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
_LEAST = 120
_STEPS: dict[int, int] = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class CardText(NamedTuple):
    """The words of a card. `takes`: how long it takes; `needs`: what is needed for it."""

    title: str
    means: str
    takes: str
    needs: str


class RadioCard(QRadioButton):
    """The card. Its name is its title; all else describes it to a screen reader."""

    def __init__(self, text: CardText) -> None:
        super().__init__(text.title)
        self._text = text
        self.setFont(font(Size.TITLE, True))
        self.setAccessibleName(text.title)
        self.setAccessibleDescription(f"{text.means} {text.takes}. {text.needs}.")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(352, self.heightForWidth(352))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, 0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = width - 2 * _MARGIN - _MARK - _GAP
        heights = [wrapped_height(words, face, room) for words, face in self._lines()]
        return 2 * _MARGIN + sum(heights) + 3 * _APART

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        group, step = self.group(), _STEPS.get(event.key())
        if group is None or step is None:
            super().keyPressEvent(event)
            return
        cards = group.buttons()
        to = cards[(cards.index(self) + step) % len(cards)]
        to.setChecked(True)
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lines(self) -> tuple[tuple[str, QFont], ...]:
        text = self._text
        return (
            (text.title, self.font()),
            (text.means, font(Size.BODY)),
            (text.takes, font(Size.SMALL, True)),
            (text.needs, font(Size.SMALL)),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.isChecked() or self.underMouse()
        fill(
            painter, self.rect(), theme.soft if marked else theme.page, theme.accent if self.isChecked() else theme.edge
        )
        self._paint_mark(painter, theme.accent if self.isChecked() else theme.edge, theme.field)
        left, down = _MARGIN + _MARK + _GAP, _MARGIN
        wide = self.width() - left - _MARGIN
        for number, (words, face) in enumerate(self._lines()):
            high = wrapped_height(words, face, wide)
            if number == 2:
                painter.setPen(QPen(QColor(theme.line), 1))
                painter.drawLine(left, down, left + wide, down)
                down += _APART
            painter.setPen(QColor(theme.muted if number == 3 else theme.text))
            painter.setFont(face)
            painter.drawText(QRect(left, down, wide, high), _WRAP, breakable(words))
            down += high + (_APART if number < 2 else 0)

    def _paint_mark(self, painter: QPainter, ink: str, inside: str) -> None:
        line = self.fontMetrics().height()
        mark = QRectF(_MARGIN, _MARGIN + (line - _MARK) / 2, _MARK, _MARK)
        painter.setPen(QPen(QColor(ink), 2.5))
        painter.setBrush(QColor(inside))
        painter.drawEllipse(mark)
        if self.isChecked():
            painter.setBrush(QColor(ink))
            painter.drawEllipse(mark.adjusted(6, 6, -6, -6))
