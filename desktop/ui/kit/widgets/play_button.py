"""The large play and pause button of the listening screen: a shape and a word, both of which change."""

from __future__ import annotations

from contextlib import nullcontext

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPolygon

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.widgets.accessible import unspoken
from desktop.ui.kit.widgets.buttons import PrimaryButton
from desktop.words import kit as kit_wording

_GLYPH = 32


class PlayButton(PrimaryButton):
    """The play and pause button. It shows "Play" until `set_playing`; `clicked` is the intent."""

    padding = QSize(40, 20)

    def __init__(self) -> None:
        super().__init__(kit_wording.play(), Size.PANEL)
        self.playing, self.key = False, ""

    def set_key(self, key: str) -> None:
        """Show the key that does the same, beside the words; assistive technology has it as the description."""
        self.key = key
        self.setAccessibleDescription(key)
        self.updateGeometry()

    def set_playing(self, playing: bool) -> None:
        """Change the shape and the name. A screen reader says the new name only where it does not talk over sound."""
        self.playing = playing
        with unspoken() if playing else nullcontext():
            self.set_words(kit_wording.pause() if playing else kit_wording.play())
        self.update()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(_GLYPH + 20 + self._key_wide(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(self.paint_shape(painter, theme_of(self)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        left, top = self.padding.width(), (self.height() - _GLYPH) // 2
        if self.playing:
            for step in (0, 20):
                painter.drawRect(left + step, top + 2, 11, _GLYPH - 4)
        else:
            corner = QPoint(left + 2, top)
            painter.drawPolygon(QPolygon([corner, corner + QPoint(28, _GLYPH // 2), corner + QPoint(0, _GLYPH)]))
        painter.setPen(ink)
        painter.setFont(self.font())
        words = QRect(left + _GLYPH + 20, 0, self.width() - left - _GLYPH - 20, self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self.key and self.width() >= self.sizeHint().width():
            painter.setFont(font(Size.SMALL))
            room = self.rect().adjusted(0, 0, -self.padding.width() // 2, 0)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self.key)

    def _key_wide(self) -> int:
        return QFontMetrics(font(Size.SMALL)).horizontalAdvance(self.key) if self.key else 0
