"""A choice of one of a few as chips in a row: pills that are pressed, the chosen one filled, bold and ticked.

They are radio buttons to the keyboard and to assistive technology: one tab stop, arrow keys choose.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen

from desktop.ui.kit.style import TARGET, Size, font, theme_of
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.options import RadioOption
from desktop.ui.kit.widgets.words import breakable, wrapped_height

_SIDE, _TICK, _AROUND = 18, 22, 14
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter)


class ChipOption(RadioOption):
    """One chip. It has room for its words in bold and for the tick, so that nothing moves when it is chosen."""

    def sizeHint(self) -> QSize:
        width = QFontMetrics(font(Size.BODY, bold=True)).horizontalAdvance(self.text()) + 2 * _SIDE + _TICK + 4
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * _SIDE + _TICK + 60, TARGET)

    def heightForWidth(self, width: int) -> int:
        room = width - 2 * _SIDE - _TICK
        return max(TARGET, wrapped_height(self.text(), font(Size.BODY, bold=True), room) + _AROUND)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the next or the one before in their order: Qt goes by their places, and they may be in two rows."""
        step, group = _STEPS.get(Qt.Key(event.key())), self.group()
        if step is None or group is None:
            super().keyPressEvent(event)
            return
        options = group.buttons()
        at = options.index(self) + step
        if 0 <= at < len(options):
            options[at].setFocus(Qt.FocusReason.OtherFocusReason)
            options[at].setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, chosen = theme_of(self), QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(theme.chosen if chosen else theme.edge), 2))
        painter.setBrush(QColor(theme.chosen if chosen else theme.soft if self.underMouse() else theme.panel))
        painter.drawRoundedRect(shape, TARGET / 2 - 1, TARGET / 2 - 1)
        ink = QColor(theme.on_chosen if chosen else theme.text if self.isEnabled() else theme.muted)
        if chosen:
            painter.setPen(QPen(ink, 3))
            at = QPoint(_SIDE - 2, self.height() // 2)
            painter.drawPolyline([at, at + QPoint(5, 5), at + QPoint(14, -6)])
        painter.setPen(ink)
        painter.setFont(font(Size.BODY, bold=chosen))
        left = _SIDE + _TICK if chosen else _SIDE + _TICK // 2
        words = QRect(left, 0, self.width() - 2 * _SIDE - _TICK, self.height())
        painter.drawText(words, _WRAP, breakable(self.text()))


class ChipsField(ChoiceField):
    """A question whose answers are chips, side by side while there is room."""

    option = ChipOption
    gaps = (10, 8)

    def __init__(self, name: str, label: str, choices: Iterable[Choice], hint: str = "") -> None:
        super().__init__(name, label, choices, hint, across=True)
