"""A recording as a bar to point into: the base of the waveform and of the heard-map.

Positions are frames; a span is from `start` up to, not including, `end`. It shows the frozen `BarView` that it is
given and emits `seek(frame)`: the playhead moves only when set.

For a screen reader it is a slider, whose value is in seconds and whose description gives the position in words
("1 minute 48 seconds of 4 minutes 12 seconds") and the removed parts. Both follow the playhead silently, since a reader
that says them talks over the sound; a seek by keyboard is announced.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy

from desktop.ui.kit.widgets.accessible import unspoken
from desktop.ui.kit.widgets.callout import Callout
from desktop.ui.kit.widgets.words import announce
from desktop.words import formatting

_STEPS = {Qt.Key.Key_Left: -10, Qt.Key.Key_Right: 10, Qt.Key.Key_PageUp: 30, Qt.Key.Key_PageDown: -30}
_FINE = {Qt.Key.Key_Left: -2, Qt.Key.Key_Right: 2}
_POINTER = QRect(-8, -8, 16, 28)
"""Where a pointer is that shows its place, in pixels: the callout is below it."""


@dataclass(frozen=True)
class Span:
    """Frames `start` up to `end`, and their words (may be empty). `lane`: of one voice alone, counted from 0."""

    start: int
    end: int
    words: str = ""
    lane: int | None = None


@dataclass(frozen=True)
class BarView:
    """A recording of `total` frames at `rate` Hz: what was heard, what is removed, and notes ("not heard: 0:57 to
    1:11")."""

    total: int
    rate: int
    heard: tuple[Span, ...] = ()
    removed: tuple[Span, ...] = ()
    notes: tuple[Span, ...] = ()


class SeekBar(QAbstractSlider):
    """The base of both bars. Subclasses paint, and set with `pad` the distance of the bar from the widget's sides."""

    seek = Signal(int)
    pointed = Signal(object)
    """The frame under the pointer, or None when the pointer leaves."""

    pad = 0
    indent = 0
    """More space at its left, for the names of lanes, in pixels."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.view = BarView(total=1, rate=1)
        self.frame = 0
        self.aim: int | None = None
        self.callout = Callout(self, keyboard=False)
        self._told = False
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
