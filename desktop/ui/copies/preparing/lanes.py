"""The waveform of an original, a lane for each channel: to zoom, point, select, and see the marks.

- It shows the frozen `LanesView` that it is given, and emits intents; it keeps only zoom and scroll itself. The
  playhead moves only when set.
- The waveform is recomputed only when the view changes, and only changed regions are painted.
- A press sets the playhead; a drag selects; dragging an end of the selection (or of the chosen mark) moves that end.
  The wheel zooms about the pointer, and scrolls with Shift. Keys move the playhead, and select with Shift.
- For a screen reader it is a slider in milliseconds, whose description gives place, selection and mark in words.
- A detailed waveform for close zoom is computed off the GUI thread, one at a time; the coarse one stays until then,
  and where it fails.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy

from desktop.application.ports.sound import WaveformDetail, WaveformLevels
from desktop.errors import ListeningRoomError
from desktop.ui.copies.preparing import lanes_painting as painting
from desktop.ui.copies.preparing.editing import Part, Viewport
from desktop.ui.copies.preparing.lanes_painting import Flag, LanesView, Places, Wave
from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.style import Size, Tokens, font, scaled, theme_of
from desktop.ui.kit.text import announce
from desktop.ui.running.tasks import Tasks

_NONE, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_MOVES: Mapping[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[Viewport], int]] = {
    (Qt.Key.Key_Left, _NONE): lambda _: -1000,
    (Qt.Key.Key_Right, _NONE): lambda _: 1000,
    (Qt.Key.Key_Left, _CTRL): lambda _: -10,
    (Qt.Key.Key_Right, _CTRL): lambda _: 10,
    (Qt.Key.Key_PageUp, _NONE): lambda sight: -round(0.9 * sight.span),
    (Qt.Key.Key_PageDown, _NONE): lambda sight: round(0.9 * sight.span),
    (Qt.Key.Key_Home, _NONE): lambda sight: -sight.total,
    (Qt.Key.Key_End, _NONE): lambda sight: sight.total,
}
"""How far a key moves the playhead, in milliseconds; with Shift it selects on the way."""
RULER = 30
_HEAD, _NEAR, _MOVED = 3, 7, 4
"""Pixels: the playhead's width, the distance at which an end is grabbed, the longest move that is no drag."""
_NOTCH = 120
_ROUND = 1.25
_COLUMNS = 2000


@dataclass(frozen=True)
class _Drag:
    """A press at `x`: the fixed end of its selection, and whether it changes the existing one."""

    x: float
    anchor: int
    reshapes: bool
    part: Part | None = None


class Lanes(QAbstractSlider):
    """The waveform widget: `show_sound` once, then `show_view` and `set_head` as often as they change."""

    seek = Signal(int)
    selected = Signal(int, int)
    reshaped = Signal(int, int)
    """An end of the selection, or of the chosen mark, was dragged: the part that it is now."""
    chosen = Signal(Flag)
    """A mark (`Flag`) was pressed."""
    sight_changed = Signal(Viewport)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.view = LanesView()
        self.sight = Viewport(1, 1)
        self.head = 0
        self._waveform: WaveformLevels | None = None
        self._detail: WaveformDetail | None = None
        self._labels: tuple[str, ...] = ("",)
        self._guard = self._loudest = 0
        self._raster = painting.Raster()
        self._drawn: tuple[Wave, ...] = ()
        self._drawn_for: object = None
        self._drag: _Drag | None = None
        self._told = False
        self.valueChanged.connect(self._value_changed)

    def show_sound(self, waveform: WaveformLevels, total_ms: int, labels: tuple[str, ...], guard_ms: int) -> None:
        """Show a recording, all of it; `labels` name the speaker of each channel."""
        self._waveform, self._labels, self._guard, self._detail = waveform, labels, guard_ms, None
        self._loudest = painting.loudest_of(waveform.columns(0, waveform.frames, min(_COLUMNS, waveform.frames)))
        self._tell_value(0, total_ms)
        self.head = 0
        self.set_sight(Viewport(total_ms, max(1, self.width())))

    def show_view(self, view: LanesView) -> None:
        """Show these marks and this selection."""
        self.view = view
        self.describe(view.spoken)
        self.update()

    def describe(self, spoken: str) -> None:
        """Set, silently, the description that a screen reader reads on request: changes are announced elsewhere."""
        with unspoken():
            self.setAccessibleDescription(spoken)

    def show_waveform_detail(self, detail: WaveformDetail) -> None:
        """Show a detail in place of the coarse waveform, where it covers the view; the previous one is dropped."""
        self._detail = detail
        self.update()

    def set_head(self, ms: int, *, follow: bool = False) -> None:
        """Move the playhead; `follow` turns the page when it is out of view."""
        before, self.head = self.head, ms
        if follow and self._drag is None:
            self.set_sight(self.sight.following(ms))
        for at in (before, ms):
            self.update(QRect(int(self.sight.x_of(at)) - 2 * _HEAD, 0, 4 * _HEAD, self.height()))
        self._tell_value(ms, self.maximum())

    # The view

    def set_sight(self, sight: Viewport) -> None:
        """Show a part of the recording."""
        if sight != self.sight:
            self.sight = sight
            self.update()
            self.sight_changed.emit(sight)

    def zoom(self, factor: float, about: float | None = None) -> None:
        """Zoom in by `factor` about a millisecond; by default the playhead, or the middle if that is out of view."""
        if about is None:
            seen = self.sight.start <= self.head <= self.sight.end
            about = self.head if seen else (self.sight.start + self.sight.end) / 2
        self.set_sight(self.sight.zoomed(factor, about))

    def scroll_to(self, part: Part) -> None:
        """Show a part, at the current zoom if it fits, else whole."""
        if part.length <= self.sight.span * 0.8:
            self.set_sight(self.sight.with_in_sight(part.end).with_in_sight(part.start))
        else:
            self.set_sight(self.sight.showing(part.start, part.end))

    @property
    def places(self) -> Places:
        return Places(self.sight, len(self._labels), scaled(RULER), self.height())

    def sizeHint(self) -> QSize:
        return QSize(640, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, scaled(RULER) + 60 * len(self._labels))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_sight(self.sight.resized(self.width()))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, places, clip = theme_of(self), self.places, event.rect()
        # A flag extends beyond its part: by its guard bands and the width of an edge.
        beyond = self._guard + self.sight.span / self.sight.width * _NEAR
        since, until = (self.sight.time_at(x) for x in (clip.left(), clip.right() + 1))
        view = self._shown_view().within(since - beyond, until + beyond)
        painter = QPainter(self)
        painter.setFont(font(Size.SMALL))
        self._paint_waves(painter, clip, view, theme)
        painting.paint_ruler(painter, places, theme)
        painting.paint_labels(painter, places, self._labels, theme)
        painting.paint_flags(painter, places, view, self._guard, theme)
        painting.paint_ends(painter, places, view, theme)
        left = min(max(self.sight.x_of(self.head) - _HEAD / 2, -2.0 * _HEAD), self.width() + 2.0 * _HEAD)
        painter.fillRect(QRectF(left, 0, _HEAD, self.height()), QColor(theme.playhead))

    def _paint_waves(self, painter: QPainter, clip: QRect, view: LanesView, theme: Tokens) -> None:
        """Paint the waveform and the hatching over it, pixel by pixel."""
        ratio, places, waves = self.devicePixelRatioF(), self.places, self._waves()
        below = waves[-1].bottom / ratio if waves else 0.0
        painter.fillRect(QRectF(0, below, self.width(), self.height() - below), QColor(theme.page))
        if not waves:
            return
        columns = range(math.floor(clip.left() * ratio), math.ceil((clip.right() + 1) * ratio))
        seen = range(max(columns.start, 0), min(columns.stop, len(waves[0].first)))
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        ink = painting.Ink(theme.heard, theme.page, theme.notice)
        self._raster.paint(painter, waves, seen, ink, painting.selected_stretch(places, view, ratio))
        painting.paint_hatches(painter, places, view, self._guard, theme, waves, ratio)
        painter.restore()

    def _waves(self) -> tuple[Wave, ...]:
        """Return the waveform in device pixels; recomputed only when the view changes."""
        ratio = self.devicePixelRatioF()
        size, top = self.size() * ratio, round(scaled(RULER) * ratio)
        key = (self.sight, size, ratio, self._waveform, self._detail)
        if key != self._drawn_for:
            self._drawn_for, self._drawn = key, ()
            if self._waveform is not None and size.height() - top >= len(self._labels):
                columns = painting.columns_of(self._waveform, self.sight, size.width(), self._detail)
                filled = painting.filling(columns, self._loudest, self.sight.span)
                self._drawn = painting.waves_of(columns, top, size.height(), filled)
        return self._drawn

    def _shown_view(self) -> LanesView:
        """Return the view, with the part being dragged in place of the selection."""
        if self._drag is None or self._drag.part is None:
            return self.view
        return replace(self.view, selection=self._drag.part, started=None)

    # The pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        x = event.position().x()
        end = self._end_near(x)
        if end is not None:
            self._drag = _Drag(x, end, True)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._drag = _Drag(x, self.head, False, self._part(self.head, x))
        else:
            self._drag = _Drag(x, self.sight.ms_at(x), False)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x, drag = event.position().x(), self._drag
        if drag is None:
            near = self._end_near(x) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor)
        elif drag.part is not None or abs(x - drag.x) >= _MOVED:
            self._drag = _Drag(drag.x, drag.anchor, drag.reshapes, self._part(drag.anchor, x))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        if drag is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.update()
        if drag.part is not None:
            (self.reshaped if drag.reshapes else self.selected).emit(drag.part.start, drag.part.end)
        elif not drag.reshapes:
            self._press(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        across, along = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or (across and not along):
            self.set_sight(self.sight.scrolled(-(across or along) / _NOTCH * self.sight.span / 8))
        else:
            self.zoom(_ROUND ** (along / _NOTCH), self.sight.time_at(event.position().x()))
        event.accept()

    def _press(self, at: QPointF) -> None:
        ms = self.sight.ms_at(at.x())
        self.seek.emit(ms)
        mark = self._mark_at(ms, self.places.lane_of(at.y()))
        if mark is not None:
            self.chosen.emit(mark)

    def _mark_at(self, ms: int, lane: int | None) -> Flag | None:
        """Return the mark at a position; that of a single voice is above that of all."""
        found = [mark for mark in self.view.marks if mark.start <= ms < mark.end and mark.channel in (lane, None)]
        return max(found, key=lambda mark: mark.channel is not None, default=None) if lane is not None else None

    def _end_near(self, x: float) -> int | None:
        """Where the pointer is at an end of the selection, return the other end."""
        part = self.view.selection
        if part is None or self.sight.x_of(part.end) - self.sight.x_of(part.start) < 2 * _NEAR:
            return None
        for end, other in ((part.start, part.end), (part.end, part.start)):
            if abs(self.sight.x_of(end) - x) <= _NEAR:
                return other
        return None

    def _part(self, anchor: int, x: float) -> Part | None:
        start, end = sorted((anchor, self.sight.ms_at(x)))
        return Part(start, end) if start < end else None

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held, shift = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier
        move = _MOVES.get((Qt.Key(event.key()), held & ~shift))
        if move is None:
            event.ignore()
            return
        to = min(max(self.head + move(self.sight), 0), self.sight.total)
        if held & shift:
            self._extend(to)
        else:
            self.seek.emit(to)
        self.set_sight(self.sight.with_in_sight(to))
        announce(self, self.accessibleDescription())

    def _extend(self, to: int) -> None:
        """Move the end of the selection at the playhead along with it."""
        part = self.view.selection
        anchor = self.head
        if part is not None and self.head in (part.start, part.end):
            anchor = part.end if self.head == part.start else part.start
        self.seek.emit(to)
        self.selected.emit(min(anchor, to), max(anchor, to))

    @Slot(int)
    def _value_changed(self, value: int) -> None:
        if not self._told:  # a screen reader moved it
            self.seek.emit(value)

    def _tell_value(self, ms: int, total_ms: int) -> None:
        """Set the value silently: a screen reader that says every value talks over the sound."""
        self._told = True
        with unspoken():
            self.setRange(0, total_ms)
            self.setValue(ms)
        self._told = False


BESIDE_SECONDS = 10
"""The margin on each side of the view; the length of the view where that is longer."""

Frames = tuple[int, int]
"""The first frame, and the one after the last."""


class WaveformDetails(QObject):
    """The details of one open original: `make` computes the detail of some frames, on a worker."""

    failed = Signal(ListeningRoomError)

    def __init__(
        self, lanes: Lanes, waveform: WaveformLevels, make: Callable[[int, int], WaveformDetail], tasks: Tasks
    ) -> None:
        super().__init__(lanes)
        self._lanes, self._waveform, self._make, self._tasks = lanes, waveform, make, tasks
        self._there: Frames | None = None
        self._coming: Frames | None = None
        self._refused: Frames | None = None
        lanes.sight_changed.connect(self._look)
        self._look()

    @Slot()
    @Slot(object)
    def _look(self, _sight: object = None) -> None:
        """Request the part in view, if detail would show and is neither there nor requested."""
        if self._coming is not None:
            return
        seen = seen_closely(self._waveform, self._lanes.sight, self._lanes.devicePixelRatioF())
        if seen is None or _within(seen, self._refused):
            return
        if not _within(with_beside(seen, self._waveform, (seen[1] - seen[0]) // 2), self._there):
            least = BESIDE_SECONDS * self._waveform.rate
            self._coming = with_beside(seen, self._waveform, max(least, seen[1] - seen[0]))
            self._tasks.run(partial(self._make, *self._coming), lane="sight").then(self._came).otherwise(self._not_made)

    def _came(self, detail: WaveformDetail) -> None:
        self._coming, there = None, (detail.start, detail.end)
        if _within(self._lanes.sight.frames(self._waveform.rate, self._waveform.frames), there):
            self._there = there
            self._lanes.show_waveform_detail(detail)
        self._look()

    def _not_made(self, error: ListeningRoomError) -> None:
        self._refused, self._coming = self._coming, None
        self.failed.emit(error)
        self._look()


def seen_closely(waveform: WaveformLevels, sight: Viewport, ratio: float) -> Frames | None:
    """Return the frames in view, where a pixel (`ratio` to a unit of the view's width) is finer than the waveform."""
    first, after = sight.frames(waveform.rate, waveform.frames)
    return (first, after) if after - first < waveform.finest * sight.width * ratio else None


def with_beside(part: Frames, waveform: WaveformLevels, frames: int) -> Frames:
    """Return a part extended by `frames` on each side, within the recording."""
    return max(0, part[0] - frames), min(waveform.frames, part[1] + frames)


def _within(part: Frames, other: Frames | None) -> bool:
    return other is not None and other[0] <= part[0] and part[1] <= other[1]
