"""Progress through a fixed order of steps: done steps keep a one-line summary, the current one is bold under a thick
bar.

A tick, weight, the thickness of the bar and a word to a screen reader show the state; never colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.widgets.marks import Tick
from desktop.ui.kit.widgets.words import Words, announce
from desktop.words import kit as kit_wording

_THICK, _THIN = 8, 4


@dataclass(frozen=True)
class Step:
    """A step's name, and its result once it is done. `skipped`: passed without being done."""

    name: str
    summary: str = ""
    skipped: bool = False


class StepItem(QWidget):
    """One step: a bar, its number and name, its summary."""

    def __init__(self) -> None:
        super().__init__()
        self.state = 2
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

    def show_step(self, step: Step, number: int, total: int, state: int) -> None:
        """Show a step. `state`: 0 done, 1 now, 2 to come."""
        self.state = state
        self._tick.setVisible(state == 0)
        self._name.set_parts(f"{number} {step.name}")
        self._name.setFont(font(Size.SMALL, bold=state == 1))
        self._name.set_tone("muted" if state == 2 else "")
        said = kit_wording.step(number, total, step.name, kit_wording.step_states()[state])
        self._name.setAccessibleName(said)
        self._summary.set_parts(step.summary if state == 0 else "")
        self._summary.setVisible(bool(self._summary.words))
        self.setAccessibleName(f"{said}. {step.summary}" if step.summary and state == 0 else said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        colour = (theme.accent, theme.text, theme.line)[self.state]
        thick = _THICK if self.state == 1 else _THIN
        QPainter(self).fillRect(0, (_THICK - thick) // 2, self.width(), thick, QColor(colour))


class Stepper(QWidget):
    """The stepper: `show_steps` with the number of the current step (from 0; the number of steps when all are done)."""

    def __init__(self, steps: Sequence[Step] = (), current: int = 0) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.items: list[StepItem] = []
        self._current = -1
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.show_steps(steps, current)

    def show_steps(self, steps: Sequence[Step], current: int) -> None:
        while len(self.items) < len(steps):
            self.items.append(StepItem())
            self._row.addWidget(self.items[-1], 1)
        for index, (item, step) in enumerate(zip(self.items, steps, strict=True)):
            done = index < current and not step.skipped
            item.show_step(step, index + 1, len(steps), 0 if done else 1 if index == current else 2)
        moved = current != self._current
        self._current = current
        self.setAccessibleName(self.items[min(current, len(steps) - 1)].accessibleName() if steps else "")
        if moved and self.isVisible():
            announce(self, self.accessibleName())
