"""The waveform of the audible sound, a lane for each channel: heard parts in another colour and in broader strokes,
removed parts hatched.

The bars are painted once for each size and theme, in both colours, into pixmaps; a repaint copies them, and a move of
the playhead repaints a narrow strip. Peaks are (lowest, highest) pairs in any unit: the loudest in the recording
fills its lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.tokens import Tokens
from desktop.ui.kit.widgets.bar_words import Placed
from desktop.ui.kit.widgets.hatch import paint_hatch, paint_words, removed_rect, rows_height, words_under
from desktop.ui.kit.widgets.seek_bar import BarView, SeekBar

_EVERY, _HEAD, _LABEL = 4, 4, 6
_UNHEARD, _HEARD = 2.0, 3.0
"""The width of a stroke."""

Pairs = Sequence[Sequence[float]]


@dataclass(frozen=True, eq=False)
class Channel:
    """A lane: its speaker, and its peaks over the whole recording (pairs, or an array of n rows by 2)."""

    label: str
    peaks: Pairs | Any


class WaveformBar(SeekBar):
    """The waveform of a recording. Call `show_channels` once, then `show_bar` and `set_frame` on each change."""

    words_for_notes = True
    """Whether notes have words under it; the callout at the pointer has them all the same."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._lanes: list[tuple[str, list[list[float]]]] = []
        self._pixmaps: tuple[QPixmap, QPixmap] | None = None
        self._painted_for: object = None
        self._words: tuple[Placed, ...] = ()

    def show_channels(self, channels: Sequence[Channel]) -> None:
        self._lanes = [(channel.label, _as_lists(channel.peaks)) for channel in channels]
        self._forget()

    def show_bar(self, view: BarView) -> None:
        changed = (view.total, view.removed, view.notes) != (self.view.total, self.view.removed, self.view.notes)
        super().show_bar(view)
        if changed:
            self._forget()

    def sizeHint(self) -> QSize:
        return QSize(640, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 64 * max(1, len(self._lanes)) + rows_height(self._words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._forget()

    def frame_moved(self, before: int) -> None:
        for frame in (before, self.frame):
            self.update(QRect(int(self.x_of(frame)) - 2 * _HEAD, 0, 4 * _HEAD, self.height()))

    def lanes_height(self) -> int:
        """Return the lower end of the lanes, where the words begin, in pixels from the top."""
        return self.height() - rows_height(self._words)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        plain, heard = self._layers(theme)
        painter.drawPixmap(0, 0, plain)
        for span in self.view.heard:
            painter.setClipRect(
                QRectF(self.x_of(span.start), 0, self.x_of(span.end) - self.x_of(span.start), self.height())
            )
            painter.drawPixmap(0, 0, heard)
        painter.setClipping(False)
        if self.aim is not None:
            self._paint_line(painter, self.aim, theme.focus, 2)
        self._paint_line(painter, self.frame, theme.playhead, _HEAD)

    def _paint_line(self, painter: QPainter, frame: int, ink: str, width: int) -> None:
        left = min(max(self.x_of(frame) - width / 2, 0), self.width() - width)
        painter.fillRect(QRectF(left, 0, width, self.lanes_height()), QColor(ink))

    def _forget(self) -> None:
        self._words = words_under(self, notes=self.words_for_notes)
        self._pixmaps = None
        self.updateGeometry()
        self.update()

    def _layers(self, theme: Tokens) -> tuple[QPixmap, QPixmap]:
        key = (theme, self.size(), self.devicePixelRatioF())
        if self._pixmaps is None or self._painted_for != key:
            self._painted_for = key
            self._pixmaps = (
                self._layer(theme, heard=False),
                self._layer(theme, heard=True),
            )
        return self._pixmaps

    def _layer(self, theme: Tokens, *, heard: bool) -> QPixmap:
        """Render the lanes with their labels, hatching and words, on the page's colour."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(theme.page))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_lanes(painter, theme, heard=heard)
        paint_words(painter, self._words, self.lanes_height(), theme.text)
        painter.end()
        return pixmap

    def paint_lanes(self, painter: QPainter, theme: Tokens, *, heard: bool) -> None:
        """Paint everything above the words, as heard or as still to be heard."""
        height = self.lanes_height() / max(1, len(self._lanes))
        for index in range(len(self._lanes)):
            self.paint_lane(painter, QRectF(0, index * height, self.width(), height), index, theme, heard=heard)
        for span in self.view.removed:
            alone = span.lane is not None and span.lane < len(self._lanes)
            top, tall = (span.lane * height, height) if span.lane is not None and alone else (0, self.lanes_height())
            rect = removed_rect(self, span.start, span.end, top, tall)
            paint_hatch(painter, rect, theme.hatch, theme.page)

    def paint_lane(self, painter: QPainter, lane: QRectF, index: int, theme: Tokens, *, heard: bool) -> None:
        """Paint the bars of a channel into `lane`, and its label above them."""
        label, peaks = self._lanes[index]
        loudest = max((max(map(abs, pair)) for _, peaks in self._lanes for pair in peaks), default=0.0)
        pen = QPen(QColor(theme.heard), _HEARD) if heard else QPen(QColor(theme.unheard), _UNHEARD)
        painter.setFont(font(Size.SMALL))
        painter.setPen(QColor(theme.muted))
        line = QFontMetrics(painter.font()).height() if label else 0
        painter.drawText(QPointF(lane.left() + _LABEL, lane.top() + QFontMetrics(painter.font()).ascent()), label)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        middle = lane.top() + line + (lane.height() - line) / 2
        reach = (lane.height() - line) / 2 - 5
        for step, (low, high) in enumerate(resampled(peaks, int(lane.width()) // _EVERY)):
            up, down = (reach * value / loudest if loudest else 0 for value in (high, -low))
            x = lane.left() + step * _EVERY + _EVERY / 2
            painter.drawLine(QPointF(x, middle - max(up, 1)), QPointF(x, middle + max(down, 1)))


def resampled(peaks: Pairs, count: int) -> list[tuple[float, float]]:
    """Return `peaks` as `count` pairs: the lowest and highest of each group; none if there are no peaks."""
    if not peaks or count < 1:
        return []
    made = []
    for index in range(count):
        first = index * len(peaks) // count
        part = peaks[first : max(first + 1, (index + 1) * len(peaks) // count)]
        made.append((min(pair[0] for pair in part), max(pair[1] for pair in part)))
    return made


def _as_lists(peaks: Any) -> list[list[float]]:
    return peaks.tolist() if hasattr(peaks, "tolist") else [list(pair) for pair in peaks]
