"""A recording as a bar to point into: the waveform, and the map of what was heard. Removed parts are hatched.

Positions are frames; a span is from `start` up to, not including, `end`. A bar shows the frozen `BarView` that it is
given and emits `seek(frame)`: the playhead moves only when set.
For a screen reader it is a slider, whose value is in seconds and whose description gives the position in words
("1 minute 48 seconds of 4 minutes 12 seconds") and the removed parts. Both follow the playhead silently, since a
reader that says them talks over the sound; a seek by keyboard is announced.
The waveform is painted once for each size and theme, in both colours, into pixmaps: a move of the playhead repaints
a narrow strip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy

from desktop.domain.shared.spans import Span
from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.buttons import paint_hatch
from desktop.ui.kit.overlays import Callout
from desktop.ui.kit.style import TARGET, Size, Tokens, font, theme_of
from desktop.ui.kit.text import announce
from desktop.words import formatting

_STEPS = {Qt.Key.Key_Left: -10, Qt.Key.Key_Right: 10, Qt.Key.Key_PageUp: 30, Qt.Key.Key_PageDown: -30}
_FINE = {Qt.Key.Key_Left: -2, Qt.Key.Key_Right: 2}
_POINTER = QRect(-8, -8, 16, 28)
"""Where a pointer is that shows its place, in pixels: the callout is below it."""


@dataclass(frozen=True)
class Part:
    """Frames `start` up to `end`, and their words (may be empty). `lane`: of one voice alone, counted from 0."""

    start: int
    end: int
    words: str
    lane: int | None = None


@dataclass(frozen=True)
class BarView:
    """A recording of `total` frames at `rate` Hz: what was heard, what is removed, and notes ("not heard: 0:57 to
    1:11")."""

    total: int
    rate: int
    heard: tuple[Span, ...] = ()
    removed: tuple[Part, ...] = ()
    notes: tuple[Part, ...] = ()


class SeekBar(QAbstractSlider):
    """The base of both bars. Subclasses paint, and set with `pad` the distance of the bar from the widget's sides."""

    seek = Signal(int)
    pointed = Signal(object)
    """The frame under the pointer, or None when the pointer leaves."""

    pad = 0
    indent = 0
    """More space at its left, for the names of lanes, in pixels."""
    words_for_notes = True
    """Whether notes have words under it; the callout at the pointer has them all the same."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.view = BarView(total=1, rate=1)
        self.frame = 0
        self.aim: int | None = None
        self.callout = Callout(self, keyboard=False)
        self._told = False
        self._words: tuple[Placed, ...] = ()
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.valueChanged.connect(self._value_changed)

    def show_bar(self, view: BarView) -> None:
        """Show a recording, or its newest heard spans."""
        self.view = view
        self.setSingleStep(_FINE[Qt.Key.Key_Right])
        self.setPageStep(_STEPS[Qt.Key.Key_PageUp])
        self._tell()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_words_under()

    def place_words_under(self) -> None:
        """Place the words under it: both ends, the removed parts, then the notes."""
        metrics, view = QFontMetrics(font(Size.SMALL)), self.view
        spans = (*view.removed, *(view.notes if self.words_for_notes else ()))
        said = [(frame, formatting.clock(frame / view.rate)) for frame in (0, view.total)]
        said += [((span.start + span.end) // 2, span.words) for span in spans if span.words]
        labels = [Label(words, self.x_of(frame), metrics.horizontalAdvance(words)) for frame, words in said]
        self._words = place_labels(labels, self.width())
        self.updateGeometry()
        self.update()

    def words_tall(self) -> int:
        """Return the height of the words under it, in pixels."""
        return (max((label.row for label in self._words), default=0) + 1) * _line() + 8

    def paint_words(self, painter: QPainter, top: float, ink: str) -> None:
        """Paint the words in their rows, from `top` down."""
        painter.setPen(QColor(ink))
        painter.setFont(font(Size.SMALL))
        first = top + 8 + QFontMetrics(painter.font()).ascent()
        for label in self._words:
            painter.drawText(QPointF(label.left, first + label.row * _line()), label.words)

    def set_frame(self, frame: int) -> None:
        """Move the playhead to `frame`."""
        before, self.frame = self.frame, min(max(frame, 0), self.view.total)
        self.frame_moved(before)
        if self.value() != self.frame // self.view.rate:
            self._tell()

    def place_words(self) -> str:
        """Return the playhead's position: "1 minute 48 seconds of 4 minutes 12 seconds"."""
        return formatting.place_of(self.frame / self.view.rate, self.view.total / self.view.rate)

    def frame_moved(self, before: int) -> None:
        """Repaint no more than needed after the playhead moved from `before` to `self.frame`."""
        self.update()

    def x_of(self, frame: int) -> float:
        """Return the position of a frame, in pixels from the left."""
        return self.pad + self.indent + self._room() * frame / max(1, self.view.total)

    def frame_at(self, x: float) -> int:
        """Return the frame at `x` pixels from the left, clamped to the recording."""
        ratio = (x - self.pad - self.indent) / max(1, self._room())
        return min(max(round(ratio * self.view.total), 0), self.view.total)

    def _room(self) -> int:
        return self.width() - 2 * self.pad - self.indent

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.aim = self.frame_at(event.position().x())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame = self.frame_at(event.position().x())
        if self.aim is not None:
            self.aim = frame
            self.update()
        self.pointed.emit(frame)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.aim is not None:
            aim, self.aim = self.aim, None
            self.update()
            self.seek.emit(aim)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        seconds = (_FINE if fine else _STEPS).get(key)
        if seconds is not None:
            self._seek_to(self.frame + seconds * self.view.rate)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._seek_to(0 if key == Qt.Key.Key_Home else self.view.total)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self.callout.come(self.words_at(event.pos()), _POINTER.translated(event.pos()))
            return True
        return super().event(event)

    def words_at(self, at: QPoint) -> str:
        """Return the words for the position under the pointer: its time, and the words of the spans around it."""
        frame = self.frame_at(at.x())
        spans = (*self.view.removed, *self.view.notes)
        words = [span.words for span in spans if span.start <= frame < span.end and span.words]
        return ", ".join((formatting.clock(frame / self.view.rate), *words))

    def _seek_to(self, frame: int) -> None:
        """Seek on request of the keyboard or a screen reader."""
        self.seek.emit(min(max(frame, 0), self.view.total))
        announce(self, self.place_words())

    @Slot(int)
    def _value_changed(self, seconds: int) -> None:
        if not self._told:  # a screen reader moved it
            self._seek_to(seconds * self.view.rate)

    def _tell(self) -> None:
        """Update the value in seconds, and the description, silently."""
        rate = self.view.rate
        removed = [f"{span.words}, {formatting.clock(span.start / rate)}" for span in self.view.removed]
        self._told = True
        with unspoken():
            self.setRange(0, max(1, self.view.total // rate))
            self.setValue(self.frame // rate)
            self.setAccessibleDescription(". ".join((self.place_words(), *removed)))
        self._told = False


_GAP = 14


@dataclass(frozen=True)
class Label:
    """A label to be centred at `x`, `width` pixels wide. Earlier ones choose their row first."""

    words: str
    x: float
    width: int


@dataclass(frozen=True)
class Placed:
    """The position of a label: its left side and its row from the top."""

    words: str
    left: float
    row: int


def place_labels(labels: Sequence[Label], room: float, rows: int = 3) -> tuple[Placed, ...]:
    """Return the labels that fit in `rows` rows `room` pixels wide; note and description have the rest."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    placed: list[Placed] = []
    for label in labels:
        left = min(max(label.x - label.width / 2, 0), max(0, room - label.width))
        right = left + label.width
        for row, spans in enumerate(taken):
            if all(right + _GAP <= start or end + _GAP <= left for start, end in spans):
                spans.append((left, right))
                placed.append(Placed(label.words, left, row))
                break
    return tuple(placed)


_LEAST = 6.0
"""The least width of a removed part, in pixels: never too narrow to see."""


def removed_rect(bar: SeekBar, start: int, end: int, top: float, height: float) -> QRectF:
    """Return the rectangle of a removed part: never too narrow to see."""
    left, right = bar.x_of(start), bar.x_of(end)
    wide = max(right - left, _LEAST)
    return QRectF((left + right - wide) / 2, top, wide, height)


def _line() -> int:
    return QFontMetrics(font(Size.SMALL)).height() + 2


_ABOVE, _LOW = 8, 14


class HeardMap(SeekBar):
    """The bar of the heard-map. Call `show_head(False)` where nothing plays: then the bar has no playhead."""

    pad = 1

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._pointed: tuple[int, int] | None = None
        self._head, self._tall = True, TARGET
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bar(self, view: BarView) -> None:
        super().show_bar(view)
        self.place_words_under()

    def show_head(self, shown: bool) -> None:
        self._head = shown
        self.update()

    def set_low(self, low: bool) -> None:
        """Take less room, or the usual."""
        self._tall = _LOW if low else TARGET
        self.updateGeometry()
        self.update()

    def set_pointed(self, place: tuple[int, int] | None) -> None:
        """Highlight what is between two frames, or nothing."""
        self._pointed = place
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _ABOVE + self._tall + self.words_tall())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        bar = QRectF(0, _ABOVE, self.width(), self._tall)
        painter.fillRect(bar, QColor(theme.page))
        for span in self.view.heard:
            left, right = self.x_of(span.start), self.x_of(span.end)
            painter.fillRect(QRectF(left, _ABOVE, max(1.0, right - left), self._tall), QColor(theme.heard))
        for part in self.view.removed:
            rect = removed_rect(self, part.start, part.end, _ABOVE, self._tall)
            paint_hatch(painter, rect, theme.on_badge, theme.badge)
        painter.setPen(QPen(QColor(theme.edge), 2))
        painter.drawRect(bar.adjusted(1, 1, -1, -1))
        self._paint_marks(painter, theme)
        self.paint_words(painter, _ABOVE + self._tall, theme.text)

    def _paint_marks(self, painter: QPainter, theme: Tokens) -> None:
        if self._pointed is not None:
            left, right = map(self.x_of, self._pointed)
            wide = max(6.0, right - left)
            painter.fillRect(QRectF(left, 0, wide, _ABOVE - 2), QColor(theme.text))
            painter.setPen(QPen(QColor(theme.text), 4))
            painter.drawRect(QRectF(left + 2, _ABOVE + 2, max(2.0, wide - 4), self._tall - 4))
        for frame, shown in ((self.frame, self._head), (self.aim or 0, self.aim is not None)):
            if shown:
                at = min(max(self.x_of(frame), 3), self.width() - 3)
                painter.fillRect(QRectF(at - 3, 0, 6, _ABOVE + self._tall), QColor(theme.page))
                painter.fillRect(QRectF(at - 2, 0, 4, _ABOVE + self._tall), QColor(theme.playhead))


_EVERY, _HEAD, _LABEL = 4, 4, 6
_UNHEARD, _HEARD = 2.0, 3.0
"""The width of a stroke."""

Pairs = Sequence[Sequence[float]]


class WaveformBar(SeekBar):
    """The waveform of a recording. Call `show_channels` once, then `show_bar` and `set_frame` on each change."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._lanes: list[tuple[str, list[list[float]]]] = []
        self._pixmaps: tuple[QPixmap, QPixmap] | None = None
        self._painted_for: object = None

    def show_channels(self, channels: Iterable[tuple[str, Pairs | Any]]) -> None:
        """Show a lane for each: its speaker, and its peaks over the whole recording (pairs, or an array of n by 2)."""
        self._lanes = [(label, _as_lists(peaks)) for label, peaks in channels]
        self.place_words_under()

    def show_bar(self, view: BarView) -> None:
        changed = (view.total, view.removed, view.notes) != (self.view.total, self.view.removed, self.view.notes)
        super().show_bar(view)
        if changed:
            self.place_words_under()

    def sizeHint(self) -> QSize:
        return QSize(640, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 64 * max(1, len(self._lanes)) + self.words_tall())

    def frame_moved(self, before: int) -> None:
        for frame in (before, self.frame):
            self.update(QRect(int(self.x_of(frame)) - 2 * _HEAD, 0, 4 * _HEAD, self.height()))

    def lanes_height(self) -> int:
        """Return the lower end of the lanes, where the words begin, in pixels from the top."""
        return self.height() - self.words_tall()

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

    def place_words_under(self) -> None:
        self._pixmaps = None  # they have the words in them
        super().place_words_under()

    def _layers(self, theme: Tokens) -> tuple[QPixmap, QPixmap]:
        key = (theme, self.size(), self.devicePixelRatioF())
        if self._pixmaps is None or self._painted_for != key:
            self._painted_for = key
            self._pixmaps = self._layer(theme, heard=False), self._layer(theme, heard=True)
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
        self.paint_words(painter, self.lanes_height(), theme.text)
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
