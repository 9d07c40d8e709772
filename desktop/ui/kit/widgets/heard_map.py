"""The map of a recording in one bar: heard filled, not heard empty within an edge, removed hatched, with their words.

A span can be highlighted (`set_pointed`), so that pointing at a row of the timeline shows it here; pointing here
emits `pointed`.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from desktop.ui.kit.style import TARGET, theme_of
from desktop.ui.kit.tokens import Tokens
from desktop.ui.kit.widgets.bar_words import Placed
from desktop.ui.kit.widgets.hatch import paint_hatch, paint_words, removed_rect, rows_height, words_under
from desktop.ui.kit.widgets.seek_bar import BarView, SeekBar, Span

_ABOVE, _LOW = 8, 14


class HeardMap(SeekBar):
    """The bar of the heard-map. Call `show_head(False)` where nothing plays: then the bar has no playhead."""

    pad = 1

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._pointed: Span | None = None
        self._head, self._tall = True, TARGET
        self._words: tuple[Placed, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bar(self, view: BarView) -> None:
        super().show_bar(view)
        self._place_words()

    def show_head(self, shown: bool) -> None:
        self._head = shown
        self.update()

    def set_low(self, low: bool) -> None:
        """Take less room, or the usual."""
        self._tall = _LOW if low else TARGET
        self.updateGeometry()
        self.update()

    def set_pointed(self, span: Span | None) -> None:
        """Highlight a span, or nothing."""
        self._pointed = span
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _ABOVE + self._tall + rows_height(self._words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_words()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        bar = QRectF(0, _ABOVE, self.width(), self._tall)
        painter.fillRect(bar, QColor(theme.page))
        for span in self.view.heard:
            left, right = self.x_of(span.start), self.x_of(span.end)
            painter.fillRect(QRectF(left, _ABOVE, max(1.0, right - left), self._tall), QColor(theme.heard))
        for span in self.view.removed:
            paint_hatch(
                painter, removed_rect(self, span.start, span.end, _ABOVE, self._tall), theme.on_badge, theme.badge
            )
        painter.setPen(QPen(QColor(theme.edge), 2))
        painter.drawRect(bar.adjusted(1, 1, -1, -1))
        self._paint_marks(painter, theme)
        paint_words(painter, self._words, _ABOVE + self._tall, theme.text)

    def _paint_marks(self, painter: QPainter, theme: Tokens) -> None:
        if self._pointed is not None:
            left, right = self.x_of(self._pointed.start), self.x_of(self._pointed.end)
            wide = max(6.0, right - left)
            painter.fillRect(QRectF(left, 0, wide, _ABOVE - 2), QColor(theme.text))
            painter.setPen(QPen(QColor(theme.text), 4))
            painter.drawRect(QRectF(left + 2, _ABOVE + 2, max(2.0, wide - 4), self._tall - 4))
        for frame, shown in ((self.frame, self._head), (self.aim or 0, self.aim is not None)):
            if shown:
                at = min(max(self.x_of(frame), 3), self.width() - 3)
                painter.fillRect(QRectF(at - 3, 0, 6, _ABOVE + self._tall), QColor(theme.page))
                painter.fillRect(QRectF(at - 2, 0, 4, _ABOVE + self._tall), QColor(theme.playhead))

    def _place_words(self) -> None:
        self._words = words_under(self)
        self.updateGeometry()
        self.update()
