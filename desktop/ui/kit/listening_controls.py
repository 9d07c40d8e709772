"""The large controls of the listening page, each a drawn mark, a word and its key; and the moving level of sound."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygon,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.accessible import set_role, unspoken
from desktop.ui.kit.buttons import PrimaryButton, SecondaryButton, back_head, back_path, quiet_shape
from desktop.ui.kit.style import Size, font, is_still, theme_of
from desktop.ui.kit.tokens import Tokens
from desktop.words import kit as kit_wording

_GLYPH, _SMALL_GLYPH = 32, 22


class PlayButton(PrimaryButton):
    """The play and pause button. It shows "Play" until `set_playing`; `clicked` is the intent. `main`: whether it looks
    like the main action."""

    padding = QSize(40, 20)

    def __init__(self) -> None:
        super().__init__(kit_wording.play(), Size.PANEL)
        self.playing, self.key, self.main = False, "", True

    def set_key(self, key: str) -> None:
        """Show the key that does the same, beside the words; assistive technology has it as the description."""
        self.key = key
        self.setAccessibleDescription(key)
        self.updateGeometry()

    def set_main(self, main: bool) -> None:
        """Look like the main action, or like another one."""
        self.main = main
        self.update()

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        return super().paint_shape(painter, theme) if self.main else quiet_shape(painter, self, theme)

    def set_playing(self, playing: bool) -> None:
        """Change the shape and the name. A screen reader says the new name only where it does not talk over sound."""
        self.playing = playing
        with unspoken() if playing else nullcontext():
            self.set_words(kit_wording.pause() if playing else kit_wording.play())
        self.update()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._before() + self._key_wide(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(self.paint_shape(painter, theme_of(self)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        side = _SMALL_GLYPH if self.compact else _GLYPH
        left, top = self.padding.width(), (self.height() - side) // 2
        if self.playing:
            for step in (0, side * 5 // 8):
                painter.drawRect(left + step, top + 2, side // 3 + 1, side - 4)
        else:
            corner = QPoint(left + 2, top)
            painter.drawPolygon(QPolygon([corner, corner + QPoint(side * 7 // 8, side // 2), corner + QPoint(0, side)]))
        painter.setPen(ink)
        painter.setFont(self.font())
        words = QRect(left + self._before(), 0, self.width() - left - self._before(), self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self._key_wide() and self.width() >= self.sizeHint().width():
            painter.setFont(font(Size.SMALL))
            room = self.rect().adjusted(0, 0, -self.padding.width() // 2, 0)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self.key)

    def _before(self) -> int:
        """Return the width of the shape, and of the space up to the words."""
        return _SMALL_GLYPH + 8 if self.compact else _GLYPH + 20

    def _key_wide(self) -> int:
        return QFontMetrics(font(Size.SMALL)).horizontalAdvance(self.key) if self.key and not self.compact else 0


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
