"""The parts of a window that plays: the customer's display, the dark panel that fills it, large controls, each a drawn
mark, a word and its key, and the moving level of sound.

What is pinned to the panel's foot stays in sight; in a very low window it scrolls along, so that the rest can be read.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.accessible import set_role, unspoken
from desktop.ui.kit.buttons import SecondaryButton, round_pen
from desktop.ui.kit.keyboard import set_reading_order
from desktop.ui.kit.layouts import VerticalScroll, column_in
from desktop.ui.kit.style import Size, Tokens, current, mark_theme, scaled, screen_of, the_app, theme_of
from desktop.words import tr


@dataclass(frozen=True)
class Displays:
    """The two displays. `customer` is None where both look at one."""

    staff: QScreen
    customer: QScreen | None


def displays(staff_window: QWidget) -> Displays:
    """Return the current displays. A mirror of the staff display does not count as another."""
    staff = screen_of(staff_window)
    others = [screen for screen in QGuiApplication.screens() if not screen.geometry().intersects(staff.geometry())]
    return Displays(staff, others[0] if others else None)


_ROOMY, _NARROW, _NARROW_BELOW = (56, 36, 56, 30), (24, 16, 24, 16), 900
_LOW, _LOW_BELOW = (56, 20, 56, 16), 700
"""Margins in pixels: of a window that is wide, narrow, or low."""
_ABOVE_FOOT = 12
_PINNED_FROM = 300
"""The height from which on the foot is pinned, in pixels."""


class KeylessArea(VerticalScroll):
    """A scroll area that leaves all keys to the window, where the arrows move the sound; it still follows the focus."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class Panel(QWidget):
    """A panel. `add` widgets and layouts from the top down; one of them may take the remaining room (`grows`)."""

    def __init__(self) -> None:
        super().__init__()
        mark_theme(self, "listening")
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setSpacing(16)
        self.area, self._foot = KeylessArea(inside), QWidget()
        self._outer = column_in(self, self.area, self._foot, gap=6)
        self._outer.setStretch(0, 1)
        self._foot_box = QVBoxLayout(self._foot)
        self._foot.hide()
        the_app().focusChanged.connect(self._follow_focus)

    def add(self, part: QWidget | QLayout, grows: bool = False) -> None:
        """Add `part` below the others."""
        if isinstance(part, QWidget):
            self._box.addWidget(part, int(grows))
        else:
            self._box.addLayout(part, int(grows))

    def pin(self, part: QLayout) -> None:
        """Keep `part` at the foot, in sight wherever the rest is scrolled to."""
        self._foot_box.addLayout(part)
        self._foot.show()

    def set_order(self) -> None:
        """Chain the tab stops; a panel with another order than that of reading extends this."""
        set_reading_order(self)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self.set_order()
        return super().focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = _LOW if self.height() < _LOW_BELOW else _ROOMY
        left, top, right, bottom = _NARROW if self.width() < _NARROW_BELOW else wide
        if self._foot_box.isEmpty():
            self._box.setContentsMargins(left, top, right, bottom)
            return
        pinned = self.height() >= scaled(_PINNED_FROM)
        self._box.setContentsMargins(left, top, right, 0 if pinned else bottom)
        self._foot_box.setContentsMargins(*((left, _ABOVE_FOOT, right, bottom) if pinned else (0, 0, 0, 0)))
        if pinned and self._outer.indexOf(self._foot) < 0:
            self._outer.addWidget(self._foot)
        elif not pinned and self._box.indexOf(self._foot) != self._box.count() - 1:
            self._box.addWidget(self._foot)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = self.area.widget()
        if new is not None and inside is not None and inside.isAncestorOf(new):
            self.area.scroll_to(new)


Draw = Callable[[QPainter, QRectF, QColor], None]
TALL = 72
"""The least height of a control that a customer presses, in pixels."""
_BETWEEN, _INK_WIDE = 14, 2.6


class ListenButton(SecondaryButton):
    """A control of the listening page: its mark, its words, its key. Assistive technology has the key as the
    description."""

    padding = QSize(22, 12)
    least = TALL
    align = Qt.AlignmentFlag.AlignLeft

    def __init__(self, words: str, draw: Draw, key: str = "", *, size: Size = Size.TITLE, bold: bool = False) -> None:
        super().__init__(words, size, bold=bold)
        self._draw = draw
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
        """Show that key, or a word in its place; none where there is little room."""
        super().set_key(key)
        self.setAccessibleDescription(key)

    def set_draw(self, draw: Draw) -> None:
        """Draw another mark."""
        self._draw = draw
        self.update()

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        ink = super().paint_shape(painter, theme)
        painter.save()
        self._draw(
            painter, QRectF(self.padding.width(), (self.height() - self._side) / 2, self._side, self._side), QColor(ink)
        )
        painter.restore()
        return ink


class PlayButton(ListenButton):
    """The play and pause button, the main one. It shows "Play" until `set_playing`; `clicked` is the intent."""

    padding = QSize(40, 20)
    main = True

    def __init__(self) -> None:
        super().__init__(tr("Play"), draw_play, size=Size.PANEL, bold=True)
        self.playing = False

    def set_playing(self, playing: bool) -> None:
        """Change the mark and the name. A screen reader says the new name only where it does not talk over sound."""
        self.playing = playing
        self.set_draw(draw_pause if playing else draw_play)
        with unspoken() if playing else nullcontext():
            self.set_words(tr("Pause") if playing else tr("Play"))


def draw_play(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Draw a triangle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([box.topLeft(), QPointF(box.right(), box.center().y()), box.bottomLeft()]))


def draw_pause(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Draw two upright bars."""
    for left in (0.05, 0.6):
        painter.fillRect(QRectF(box.left() + left * box.width(), box.top(), 0.35 * box.width(), box.height()), ink)


def draw_back(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Draw three quarters of a circle, counterclockwise, with an arrow's head."""
    box = box.adjusted(1, 2, -1, 0)
    path = QPainterPath()
    path.arcMoveTo(box, 110)
    path.arcTo(box, 110, -290)
    painter.setPen(round_pen(ink, _INK_WIDE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    tip, wide = QPointF(box.left() + box.width() * 0.10, box.top() + box.height() * 0.06), box.width() * 0.42
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(wide, -wide * 0.62), tip + QPointF(wide * 0.92, wide * 0.62)]))


def draw_louder(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Draw a loudspeaker with two waves."""
    left, wide, middle, tall = box.left(), box.width(), box.center().y(), box.height()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    corners = ((0, 0.17), (0.2, 0.17), (0.48, 0.4), (0.48, -0.4), (0.2, -0.17), (0, -0.17))
    painter.drawPolygon(QPolygonF([QPointF(left + x * wide, middle + y * tall) for x, y in corners]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(round_pen(ink, _INK_WIDE))
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
    _draw_corner(painter, box, ink, up=1)


def draw_less(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Draw a corner that points down: the rest goes."""
    _draw_corner(painter, box, ink, up=-1)


def _draw_corner(painter: QPainter, box: QRectF, ink: QColor, *, up: int) -> None:
    painter.setPen(round_pen(ink, _INK_WIDE))
    middle, wide = box.center(), box.width() * 0.3
    sides = QPointF(wide, -up * wide / 2)
    painter.drawPolyline([middle - sides, middle - QPointF(0, up * wide / 2), middle + QPointF(wide, up * wide / 2)])


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
        if current().still:  # sound, or none
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
