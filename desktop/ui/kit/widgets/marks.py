"""Drawn marks that fonts lack: a tick, a back arrow. A word always accompanies one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.tokens import Tokens
from desktop.ui.kit.widgets.buttons import SecondaryButton


def tick_path(box: QRectF) -> QPainterPath:
    """Return the stroke of a tick that fills `box`."""
    path = QPainterPath(QPointF(box.left(), box.top() + box.height() * 0.55))
    path.lineTo(box.left() + box.width() * 0.36, box.bottom() - box.height() * 0.06)
    path.lineTo(box.right(), box.top() + box.height() * 0.06)
    return path


def back_path(box: QRectF) -> QPainterPath:
    """Return three quarters of a circle in `box`, counterclockwise; its head is `back_head`."""
    path = QPainterPath()
    path.arcMoveTo(box, 110)
    path.arcTo(box, 110, -290)
    return path


def back_head(box: QRectF) -> QPolygonF:
    """Return the arrow's head at the upper end of `back_path`."""
    tip = QPointF(box.left() + box.width() * 0.10, box.top() + box.height() * 0.06)
    wide = box.width() * 0.42
    return QPolygonF([tip, tip + QPointF(wide, -wide * 0.62), tip + QPointF(wide * 0.92, wide * 0.62)])


def draw_disc(painter: QPainter, box: QRectF, ground: str, ink: str, *, tick: bool) -> None:
    """Draw a disc with a tick in it, or with an exclamation mark."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawEllipse(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(ink, box.width() / 8))
    middle, high = box.center(), box.height()
    if tick:
        painter.drawPath(tick_path(box.adjusted(high * 0.25, high * 0.28, -high * 0.25, -high * 0.28)))
    else:
        painter.drawLine(QPointF(middle.x(), box.top() + high * 0.24), QPointF(middle.x(), box.top() + high * 0.56))
        painter.drawPoint(QPointF(middle.x(), box.top() + high * 0.77))
    painter.restore()


class Tick(QWidget):
    """A tick as tall as a lower-case letter of `size`; `tone` is a token of the theme."""

    def __init__(self, size: Size = Size.SMALL, tone: str = "text") -> None:
        super().__init__()
        self._side, self._tone = round(font(size).pixelSize() * 0.8), tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._side + 4, self._side + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_pen(getattr(theme_of(self), self._tone), self._side / 6))
        painter.drawPath(tick_path(QRectF(2, 2, self._side, self._side)))


class BackButton(SecondaryButton):
    """A button with a back arrow before its words."""

    def __init__(self, words: str) -> None:
        super().__init__(words, big=True)
        self._side = round(self.font().pixelSize())
        self.lead = self._side + 12

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        ink = super().paint_shape(painter, theme)
        box = QRectF(self.padding.width(), (self.height() - self._side) / 2 + 1, self._side, self._side)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(ink, 2.4))
        painter.drawPath(back_path(box))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        painter.drawPolygon(back_head(box))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return ink


def _pen(ink: str, width: float) -> QPen:
    pen = QPen(QColor(ink), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
