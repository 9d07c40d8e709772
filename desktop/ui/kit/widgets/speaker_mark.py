"""The mark of a speaker, everywhere the same: the office is a square and the upper lane, the other person a circle."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter


class Mark(StrEnum):
    """The shape beside a speaker's name. State and speaker are never told by colour alone."""

    NONE = "none"
    SQUARE = "square"
    CIRCLE = "circle"


def paint_mark(painter: QPainter, mark: Mark, box: QRectF, ink: str) -> None:
    """Paint the mark so that it fills `box`."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink))
    if mark is Mark.SQUARE:
        painter.drawRect(box)
    elif mark is Mark.CIRCLE:
        painter.drawEllipse(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
