"""Radio buttons and tick boxes that are easy to hit: a large mark, words that wrap, the whole line a 44 px target."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QRadioButton, QSizePolicy

from desktop.ui.kit.style import TARGET, Size, font, theme_of
from desktop.ui.kit.widgets.words import breakable, wrapped_height

_MARK, _GAP, _TALL = 28, 12, 100_000
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)


class RadioOption(QRadioButton):
    """One of several, with a hint under it."""

    def __init__(self, words: str, hint: str = "") -> None:
        super().__init__(words)
        self.hint = hint
        _set_up(self, words, hint)

    def sizeHint(self) -> QSize:
        return _size(self, self.hint)

    def minimumSizeHint(self) -> QSize:
        return QSize(_MARK + _GAP + 80, TARGET)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _height(self, self.hint, width)

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with the arrow keys, also where nothing is chosen yet: Qt then only moves the focus."""
        super().keyPressEvent(event)
        group, there = self.group(), QApplication.focusWidget()
        if event.key() in _ARROWS and group is not None and group.checkedButton() is None and there is not self:
            for option in group.buttons():
                if option is there:
                    option.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = _begin(self)
        mark = _mark(self)
        painter.drawEllipse(mark)
        if self.isChecked():
            painter.setBrush(ink)
            painter.drawEllipse(mark.adjusted(7, 7, -7, -7))
        _paint_words(painter, self, self.hint)


class TickOption(QCheckBox):
    """Yes or no, with a hint under it."""

    def __init__(self, words: str, hint: str = "") -> None:
        super().__init__(words)
        self.hint = hint
        _set_up(self, words, hint)

    def sizeHint(self) -> QSize:
        return _size(self, self.hint)

    def minimumSizeHint(self) -> QSize:
        return QSize(_MARK + _GAP + 80, TARGET)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _height(self, self.hint, width)

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = _begin(self)
        mark = _mark(self)
        painter.drawRect(mark)
        if self.isChecked():
            painter.setPen(QPen(ink, 4))
            left, middle, right = mark.topLeft(), mark.center(), mark.topRight()
            painter.drawPolyline(
                [left.toPoint() + QPoint(6, 14), middle.toPoint() + QPoint(-2, 6), right.toPoint() + QPoint(-5, 8)]
            )
        _paint_words(painter, self, self.hint)


def _set_up(button: QAbstractButton, words: str, hint: str) -> None:
    button.setFont(font(Size.BODY))
    button.setAccessibleName(words)
    button.setAccessibleDescription(hint)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)


def _size(button: QAbstractButton, hint: str) -> QSize:
    words = QFontMetrics(button.font()).horizontalAdvance(button.text())
    width = max(words, QFontMetrics(font(Size.SMALL)).horizontalAdvance(hint)) + _MARK + _GAP + 4
    return QSize(width, _height(button, hint, width))


def _rects(button: QAbstractButton, hint: str, width: int) -> tuple[QRect, QRect]:
    """Return the areas of the words and the hint, from the top, in a line `width` wide."""
    room = QRect(_MARK + _GAP, 0, max(1, width - _MARK - _GAP), _TALL)
    words = QFontMetrics(button.font()).boundingRect(room, _WRAP, breakable(button.text()))
    below = room.translated(0, words.height())
    under = QFontMetrics(font(Size.SMALL)).boundingRect(below, _WRAP, breakable(hint)) if hint else QRect()
    return words, under


def _height(button: QAbstractButton, hint: str, width: int) -> int:
    room = width - _MARK - _GAP
    under = wrapped_height(hint, font(Size.SMALL), room) if hint else 0
    return max(TARGET, wrapped_height(button.text(), button.font(), room) + under + 12)


def _mark(button: QAbstractButton) -> QRectF:
    line = QFontMetrics(button.font()).height()
    return QRectF(1.5, max(1.5, (TARGET - line) / 2 + (line - _MARK) / 2), _MARK, _MARK)


def _begin(button: QAbstractButton) -> tuple[QPainter, QColor]:
    theme = theme_of(button)
    ink = QColor(theme.text if button.isEnabled() else theme.muted)
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 2.5))
    painter.setBrush(QColor(theme.field))
    if button.underMouse():
        painter.setBrush(QColor(theme.soft))
    return painter, ink


def _paint_words(painter: QPainter, button: QAbstractButton, hint: str) -> None:
    theme = theme_of(button)
    words, under = _rects(button, hint, button.width())
    down = max(0, (TARGET - QFontMetrics(button.font()).height()) // 2)
    painter.setPen(QColor(theme.text if button.isEnabled() else theme.muted))
    painter.setFont(button.font())
    painter.drawText(words.translated(0, down), _WRAP, breakable(button.text()))
    if hint:
        painter.setPen(QColor(theme.muted))
        painter.setFont(font(Size.SMALL))
        painter.drawText(under.translated(0, down), _WRAP, breakable(hint))
