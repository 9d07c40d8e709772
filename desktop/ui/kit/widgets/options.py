"""Radio buttons and tick boxes that are easy to hit: a large mark, words that wrap, the whole line a 44 px target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QRadioButton, QSizePolicy

from desktop.ui.kit.style import TARGET, Size, font, theme_of
from desktop.ui.kit.widgets.words import breakable, wrapped_height

_MARK, _GAP, _TALL = 28, 12, 100_000
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)

if TYPE_CHECKING:
    _Button = QAbstractButton
else:
    _Button = object  # Qt's classes can be mixed with plain ones alone


class _Option(_Button):
    """The look of an option, for a button of Qt: a mark, the words beside it, and a hint under them."""

    def __init__(self, words: str, hint: str = "") -> None:
        super().__init__()
        self.setText(words)
        self.hint = hint
        self.setFont(font(Size.BODY))
        self.setAccessibleName(words)
        self.setAccessibleDescription(hint)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        width = max(words, QFontMetrics(font(Size.SMALL)).horizontalAdvance(self.hint)) + _MARK + _GAP + 4
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(_MARK + _GAP + 80, TARGET)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = width - _MARK - _GAP
        under = wrapped_height(self.hint, font(Size.SMALL), room) if self.hint else 0
        return max(TARGET, wrapped_height(self.text(), self.font(), room) + under + 12)

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def _begin(self) -> QPainter:
        """Begin to paint the mark. Its pen has the colour of the words."""
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._ink(), 2.5))
        painter.setBrush(QColor(theme.soft if self.underMouse() else theme.field))
        return painter

    def _mark(self) -> QRectF:
        line = QFontMetrics(self.font()).height()
        return QRectF(1.5, max(1.5, (TARGET - line) / 2 + (line - _MARK) / 2), _MARK, _MARK)

    def _paint_words(self, painter: QPainter) -> None:
        words, under = self._rects()
        down = max(0, (TARGET - QFontMetrics(self.font()).height()) // 2)
        painter.setPen(self._ink())
        painter.setFont(self.font())
        painter.drawText(words.translated(0, down), _WRAP, breakable(self.text()))
        if self.hint:
            painter.setPen(QColor(theme_of(self).muted))
            painter.setFont(font(Size.SMALL))
            painter.drawText(under.translated(0, down), _WRAP, breakable(self.hint))

    def _rects(self) -> tuple[QRect, QRect]:
        """Return the areas of the words and the hint, from the top."""
        room = QRect(_MARK + _GAP, 0, max(1, self.width() - _MARK - _GAP), _TALL)
        words = QFontMetrics(self.font()).boundingRect(room, _WRAP, breakable(self.text()))
        below = room.translated(0, words.height())
        under = (
            QFontMetrics(font(Size.SMALL)).boundingRect(below, _WRAP, breakable(self.hint)) if self.hint else QRect()
        )
        return words, under

    def _ink(self) -> QColor:
        theme = theme_of(self)
        return QColor(theme.text if self.isEnabled() else theme.muted)


class RadioOption(_Option, QRadioButton):
    """One of several, with a hint under it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with the arrow keys, also where nothing is chosen yet: Qt then only moves the focus."""
        super().keyPressEvent(event)
        group, there = self.group(), QApplication.focusWidget()
        if event.key() in _ARROWS and group is not None and group.checkedButton() is None and there is not self:
            for option in group.buttons():
                if option is there:
                    option.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, mark = self._begin(), self._mark()
        painter.drawEllipse(mark)
        if self.isChecked():
            painter.setBrush(self._ink())
            painter.drawEllipse(mark.adjusted(7, 7, -7, -7))
        self._paint_words(painter)


class TickOption(_Option, QCheckBox):
    """Yes or no, with a hint under it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, mark = self._begin(), self._mark()
        painter.drawRect(mark)
        if self.isChecked():
            painter.setPen(QPen(self._ink(), 4))
            left, middle, right = mark.topLeft(), mark.center(), mark.topRight()
            painter.drawPolyline(
                [left.toPoint() + QPoint(6, 14), middle.toPoint() + QPoint(-2, 6), right.toPoint() + QPoint(-5, 8)]
            )
        self._paint_words(painter)
