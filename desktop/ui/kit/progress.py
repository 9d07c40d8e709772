"""Work that takes a while, time that runs out, and steps to do: how far it is, what is left, and cancelling it.

- A worker reports as often as it likes: only the newest report is delivered, one at a time, so that a fast worker
  cannot flood the screen. It checks `cancelled` between items and stops by itself: nothing is torn down under it.
- `Working` shows words after half a second; progress, time left and cancel after five. `Empty` says why there is
  nothing here, and what will fill it.
- A countdown is for the eye each second, and said at `SAID_AT` only. It paints its own words: a label would tell a
  screen reader of each of its texts.
- Steps have a fixed order. Done ones keep a one-line summary; the current one is bold under a thick bar. A tick,
  weight, the thickness of the bar and words show the state, never colour alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Lock

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.accessible import set_role
from desktop.ui.kit.buttons import SecondaryButton, Tick
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.style import Size, current, font, theme_of
from desktop.ui.kit.text import Words, announce, small, title
from desktop.words import formatting, tr
from desktop.words.formatting import clock


class Progress(QObject):
    """The progress of one call. Create it on the GUI thread, and pass it to the call and to `Tasks.run`."""

    changed = Signal(int, int, object)
    """Items done, items in all, and seconds left (float, or None while unknown)."""
    _reported = Signal()

    def __init__(self, parent: QObject | None = None, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._now = now
        self._began = now()
        self._stop = Event()
        self._lock = Lock()
        self._newest: tuple[int, int] | None = None
        self._reported.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def cancelled(self) -> bool:
        """Whether to stop. Safe from any thread."""
        return self._stop.is_set()

    def cancel(self) -> None:
        self._stop.set()

    def report(self, done: int, total: int) -> None:
        """Report from the worker that `done` of `total` items are finished."""
        with self._lock:
            waiting = self._newest is not None
            self._newest = (done, total)
        if not waiting:
            self._reported.emit()

    @Slot()
    def _tell(self) -> None:
        with self._lock:
            newest, self._newest = self._newest, None
        if newest is not None:
            self.changed.emit(*newest, seconds_left(*newest, self._now() - self._began))


def seconds_left(done: int, total: int, elapsed: float) -> float | None:
    """Return the time still needed at the pace so far; None before anything is done."""
    return elapsed * (total - done) / done if 0 < done <= total else None


_SOON_MS, _LONG_MS = 500, 5000


class Working(QWidget):
    """Running work: `begin` when it starts, `end` when it is over. Emits `cancelled`; it cancels nothing itself.

    `stops`: whether the work can be cancelled at all.
    """

    cancelled = Signal()

    def __init__(self, soon_ms: int = _SOON_MS, long_ms: int = _LONG_MS, *, stops: bool = True) -> None:
        super().__init__()
        self._stops = stops
        self._words, self._left = Words(), small(tone="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(520)
        self.cancel = SecondaryButton(tr("Cancel"))
        self.cancel.clicked.connect(self.cancelled)
        column_in(self, self._words, self._bar, self._left, self.cancel, gap=6)
        self._soon = QTimer(self, singleShot=True, interval=soon_ms)
        self._long = QTimer(self, singleShot=True, interval=long_ms)
        self._soon.timeout.connect(self._appear)
        self._long.timeout.connect(self._detail)
        self._focused = False
        self.end()

    def begin(self, words: str, progress: Progress | None = None, *, focused: bool = False) -> None:
        """Begin; it appears only if the work takes more than half a second. `focused`: with the focus on Cancel."""
        self._focused = focused
        self._words.set_parts(words)
        self._bar.setRange(0, int(current().still))  # from 0 to 0 it moves from side to side
        self._bar.setAccessibleName(words)
        self._left.set_parts("")
        if progress is not None:
            progress.changed.connect(self._progress)
        self._soon.start()
        self._long.start()

    def say(self, words: str) -> None:
        """Change the words for the work in progress. A screen reader does not announce each change."""
        self._words.set_parts(words)

    @property
    def words(self) -> str:
        return self._words.words

    def end(self) -> None:
        self._soon.stop()
        self._long.stop()
        for widget in (self._bar, self._left, self.cancel, self):
            widget.hide()

    @Slot()
    def _appear(self) -> None:
        self._soon.stop()
        self.show()
        announce(self, self._words.words)

    @Slot()
    def _detail(self) -> None:
        if self.isHidden():
            self._appear()
        for widget in (self._bar, self._left, self.cancel):
            widget.setVisible(widget is not self.cancel or self._stops)
        if self._focused:
            self.cancel.setFocus()

    @Slot(int, int, object)
    def _progress(self, done: int, total: int, seconds_left: float | None) -> None:
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        if seconds_left is not None:
            self._left.set_parts(tr("About {length} left").format(length=formatting.length(seconds_left)))


class Empty(QWidget):
    """An empty place: why, and what will fill it."""

    def __init__(self, why: str, what_fills_it: str) -> None:
        super().__init__()
        self._why, self._fills = title(why), Words(what_fills_it, tone="muted")
        column_in(self, self._why, self._fills, gap=6).setContentsMargins(0, 12, 0, 12)

    def set_why(self, why: str, *, fills: bool) -> None:
        """Say otherwise why it is empty; `fills`: and what will fill it."""
        self._why.set_parts(why)
        self._fills.setVisible(fills)


SAID_AT = (60, 20)
"""The seconds left at which a screen reader says it."""
_TICK_MS = 250


class Countdown(QWidget):
    """A countdown on a notice; `uptime` returns seconds that no clock setting moves. Emits `over` once, at its end.

    Hidden it goes on by the same seconds, and is looked at again when it is shown.
    """

    over = Signal()

    def __init__(self, uptime: Callable[[], float], *, said_at: tuple[int, ...] = SAID_AT) -> None:
        """`said_at`: the seconds left that are said."""
        super().__init__()
        self._said_at = said_at
        self._uptime, self._until, self._said = uptime, 0.0, 0
        self._shown = -1
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.look)
        self.setFont(font(Size.BODY, bold=True))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        set_role(self, QAccessible.Role.StaticText)

    @property
    def seconds(self) -> int:
        """The whole seconds left."""
        return max(0, round(self._until - self._uptime()))

    @property
    def counts(self) -> bool:
        """Whether the time is running."""
        return self._until > 0

    def begin(self, seconds: float) -> None:
        """Count down from so many seconds."""
        self._until, self._shown = self._uptime() + seconds, -1
        self._said = sum(seconds <= at for at in self._said_at)
        self.setAccessibleName(formatting.time_left(self.seconds))
        if self.isVisible():
            self._timer.start()
        self.look()

    def end(self) -> None:
        """Count no more."""
        self._until = 0.0
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look at the time."""
        if not self.counts:
            return
        seconds = self.seconds
        if seconds != self._shown:
            self._shown = seconds
            self.update()
            self._say(seconds)
        if seconds == 0:
            self.end()
            self.over.emit()

    def _say(self, seconds: int) -> None:
        passed = sum(seconds <= at for at in self._said_at)
        if passed > self._said:
            self._said = passed
            said = formatting.time_left(seconds)
            self.setAccessibleName(said)
            announce(self, said)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(tr("{time} left").format(time=clock(600))) + 4, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.counts:
            self._timer.start()
            self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(QColor(theme_of(self).on_notice))
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), align, tr("{time} left").format(time=clock(self.seconds)))


_THICK, _THIN, _GAP = 8, 4, 4
_BESIDE = 40
"""Pixels beside the name of a step: its tick, and the gap to the next step."""
DONE, NOW, TO_COME, LEFT_OUT = range(4)
"""The states of a step."""


@dataclass(frozen=True)
class Step:
    """A step's name, and its result once it is done. `skipped`: passed without being done.

    `ahead`: what is said of it until it is done.
    """

    name: str
    summary: str = ""
    skipped: bool = False
    ahead: str = ""


class StepItem(QWidget):
    """One step: a bar, its number and name, its summary."""

    def __init__(self) -> None:
        super().__init__()
        self.state = TO_COME
        self._name, self._summary = Words(size=Size.SMALL), Words(size=Size.SMALL, tone="muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, _THICK + 5, 10, 0)
        box.setSpacing(1)
        self._tick = Tick()
        row = QHBoxLayout()
        row.setSpacing(5)
        row.addWidget(self._tick)
        row.addWidget(self._name, 1)
        box.addLayout(row)
        box.addWidget(self._summary)
        box.addStretch(1)

    def show_step(self, step: Step, number: int, total: int, state: int, *, numbered: bool = True) -> None:
        """Show a step in a state; `numbered`: its number stands before its name."""
        self.state = state
        self._tick.setVisible(state == DONE)
        self._name.set_parts(f"{number} {step.name}" if numbered else step.name)
        self._name.setFont(font(Size.SMALL, bold=state == NOW))
        self._name.set_tone("muted" if state in (TO_COME, LEFT_OUT) else "")
        states = tr("done"), tr("now"), tr("to come"), tr("not needed")
        said = tr("Step {number} of {total}: {name}, {state}").format(
            number=number, total=total, name=step.name, state=states[state]
        )
        self._name.setAccessibleName(said)
        more = step.summary if state == DONE else step.ahead
        self._summary.set_parts(more)
        self._summary.setVisible(bool(more))
        self.setAccessibleName(f"{said}. {more}" if more else said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        colour = (theme.accent, theme.text, theme.line, theme.line)[self.state]
        thick = _THICK if self.state == NOW else _THIN
        QPainter(self).fillRect(0, (_THICK - thick) // 2, self.width() - _GAP, thick, QColor(colour))


class Stepper(QWidget):
    """The stepper: `show_steps` with the number of the current step (from 0; the number of steps when all are done), or
    `show_states` where they are not done one after another. Where there is no room it takes two lines, or more."""

    def __init__(self, steps: Sequence[Step] = (), current: int = 0, *, numbered: bool = True) -> None:
        super().__init__()
        self._numbered = numbered
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(6)
        self.items: list[StepItem] = []
        self._current = -1
        self._across = self._least = 0
        self.show_steps(steps, current)

    def show_steps(self, steps: Sequence[Step], current: int) -> None:
        """Show steps of which those before the current one are done."""
        before = [TO_COME if step.skipped else DONE for step in steps[:current]]
        self.show_states(steps, [*before, NOW, *[TO_COME] * len(steps)][: len(steps)])

    def show_states(self, steps: Sequence[Step], states: Sequence[int]) -> None:
        """Show each step in its state."""
        while len(self.items) < len(steps):
            self.items.append(StepItem())
        for index, (item, step, state) in enumerate(zip(self.items, steps, states, strict=True)):
            item.show_step(step, index + 1, len(steps), state, numbered=self._numbered)
        bold = QFontMetrics(font(Size.SMALL, bold=True))
        self._least = max((bold.horizontalAdvance(f"{len(steps)} {step.name}") for step in steps), default=0) + _BESIDE
        self._place()
        current = next((index for index, state in enumerate(states) if state == NOW), len(steps))
        moved, self._current = current != self._current, current
        self.setAccessibleName(self.items[min(current, len(steps) - 1)].accessibleName() if steps else "")
        if moved and self.isVisible():
            announce(self, self.accessibleName())

    def minimumSizeHint(self) -> QSize:
        """Return the least size: of one step, since it takes more lines where there is less room."""
        return QSize(self._least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Put the steps into as few lines of equal length as there is room for."""
        count, lines = len(self.items), 1
        while lines < count and -(-count // lines) * self._least > max(self.width(), self._least):
            lines += 1
        across = -(-count // lines) if count else 0
        if across == self._across and self._grid.count() == count:
            return
        for index, item in enumerate(self.items):
            self._grid.addWidget(item, index // across, index % across)
        for column in range(count):
            self._grid.setColumnStretch(column, int(column < across))
        self._across = across
        self.updateGeometry()
