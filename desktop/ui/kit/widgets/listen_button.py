"""A large control of the listening page: a drawn mark, a word, and the key that does the same."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.marks import back_head, back_path

Draw = Callable[[QPainter, QRectF, QColor], None]
TALL = 72
"""The least height of a control that a customer presses, in pixels."""
_BETWEEN, _BEFORE_KEY = 14, 16


class ListenButton(SecondaryButton):
    """A control of the listening page. `key` stands beside the words, smaller; assistive technology has it as the
    description."""

    padding = QSize(22, 12)
    least = TALL
    align = Qt.AlignmentFlag.AlignLeft

    def __init__(self, words: str, draw: Draw, key: str = "") -> None:
        super().__init__(words, Size.TITLE)
        self._draw, self.key = draw, ""
        self.text_resized()
        self.set_key(key)

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        self.text_resized()

    def text_resized(self) -> None:
        """Draw the mark in the present size of text."""
        self._side = self.font().pixelSize()
        self.lead = self._side + (_BETWEEN // 2 if self.compact else _BETWEEN)

    def set_key(self, key: str) -> None:
        """Show that key, or a word in its place."""
        self.key = key
        self.setAccessibleDescription(key)
        self.updateGeometry()
        self.update()

    def set_draw(self, draw: Draw) -> None:
        """Draw another mark."""
        self._draw = draw
        self.update()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + self._key_wide(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = theme_of(self)
        ink = QColor(theme.text if self.isEnabled() else theme.on_disabled)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.padding.width(), (self.height() - self._side) / 2, self._side, self._side)
        self._draw(painter, box, ink)
        if self._key_wide() and self.width() >= self.sizeHint().width():
            painter.setFont(font(Size.SMALL))
            painter.setPen(QColor(theme.muted if self.isEnabled() else theme.on_disabled))
            room = self.rect().adjusted(0, 0, -self.padding.width(), 0)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.key)

    def _key_wide(self) -> int:
        shown = self.key and not self.compact
        return QFontMetrics(font(Size.SMALL)).horizontalAdvance(self.key) + _BEFORE_KEY if shown else 0


def draw_back(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Draw three quarters of a circle with an arrow's head."""
    painter.setPen(_pen(ink))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(back_path(box.adjusted(1, 2, -1, 0)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(back_head(box.adjusted(1, 2, -1, 0)))


def draw_louder(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Draw a loudspeaker with two waves."""
    left, wide, middle, tall = box.left(), box.width(), box.center().y(), box.height()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    corners = ((0, 0.17), (0.2, 0.17), (0.48, 0.4), (0.48, -0.4), (0.2, -0.17), (0, -0.17))
    painter.drawPolygon(QPolygonF([QPointF(left + x * wide, middle + y * tall) for x, y in corners]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(ink))
    for reach in (0.2, 0.42):
        arc = QRectF(left + (0.5 - reach) * wide, middle - reach * tall, 2 * reach * wide, 2 * reach * tall)
        path = QPainterPath()
        path.arcMoveTo(arc, -50)
        path.arcTo(arc, -50, 100)
        painter.drawPath(path.translated(0.1 * wide, 0))


def draw_stop(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Draw a square."""
    painter.fillRect(box.adjusted(3, 3, -3, -3), ink)


def draw_more(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Draw a corner that points up, where the rest appears."""
    painter.setPen(_pen(ink))
    middle, wide = box.center(), box.width() * 0.3
    low, high = middle.y() + wide / 2, middle.y() - wide / 2
    painter.drawPolyline([QPointF(middle.x() - wide, low), QPointF(middle.x(), high), QPointF(middle.x() + wide, low)])


def draw_less(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Draw a corner that points down: the rest goes."""
    painter.setPen(_pen(ink))
    middle, wide = box.center(), box.width() * 0.3
    low, high = middle.y() + wide / 2, middle.y() - wide / 2
    painter.drawPolyline([QPointF(middle.x() - wide, high), QPointF(middle.x(), low), QPointF(middle.x() + wide, high)])


def _pen(ink: QColor) -> QPen:
    pen = QPen(ink, 2.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
