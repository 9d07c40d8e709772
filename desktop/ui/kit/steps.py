"""Progress through what is still to do: steps in a fixed order.

Done steps keep a one-line summary; the current one is bold under a thick bar. A tick, weight, the thickness of the bar
and words show the state, never colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import Tick
from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.text import Words, announce
from desktop.words import tr

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
