"""The large play and pause button of the listening screen: a shape and a word, both of which change."""

from __future__ import annotations

from contextlib import nullcontext

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPolygon

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.tokens import Tokens
from desktop.ui.kit.widgets.accessible import unspoken
from desktop.ui.kit.widgets.buttons import PrimaryButton, quiet_shape
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
