"""Progress through what is still to do: steps in a fixed order, and slots for documents.

Done steps keep a one-line summary; the current one is bold under a thick bar. A filled slot is one line: what it
has; one that cannot be filled says why, and what can be used instead. A tick, weight, the thickness of the bar and
words show the state, never colour alone, and never a document's number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.accessible import let_go, set_role
from desktop.ui.kit.buttons import QuietLink, Tick
from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.style import Size, font, smooth_painter, theme_of
from desktop.ui.kit.text import Words, announce, small, strong, subtitle
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


_SIDE = 22


class SlotState(Enum):
    """The state of a slot."""

    EMPTY = "empty"
    ASKING = "asking"
    FILLED = "filled"
    PROBLEM = "problem"


@dataclass(frozen=True)
class SlotView:
    """The view of a slot. `document` is the kind in words; `lines` what was seen; `problem` why it was not accepted;
    `advice` what can be used instead."""

    title: str
    state: SlotState = SlotState.EMPTY
    document: str = ""
    lines: tuple[tuple[str, ...], ...] = ()
    """Each line is parts for `Words.set_parts`."""
    problem: str = ""
    advice: str = ""
    action: str = ""
    """The link's words ("Change", "Choose a document"); empty for no link."""
    folded: bool = False
    """Whether it is one line although it is not filled."""


class Slot(QWidget):
    """A slot. Shows a `SlotView`; `ask` puts questions (fields) into it; emits `acted` when its link is pressed."""

    acted = Signal()

    def __init__(self, view: SlotView | None = None) -> None:
        super().__init__()
        self.state = SlotState.EMPTY
        set_role(self, QAccessible.Role.Grouping)  # a screen reader says which slot it enters
        self._title = subtitle()
        self._document = Words(size=Size.SMALL)
        self._facts = small(tone="muted")
        self._problem = Words(size=Size.SMALL, bold=True, tone="error")
        self._advice = small(tone="muted")
        self.action = QuietLink("", Size.SMALL)
        self.action.clicked.connect(self.acted)
        self._questions = QVBoxLayout()
        self._questions.setSpacing(6)
        self._tick = Tick(Size.BODY, "accent")
        row = FlowLayout(gap=12, row_gap=0)
        for widget in (self._tick, self._title, self._document, self._facts):
            row.addWidget(widget)
        row.add_spring()
        row.addWidget(self.action)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(4)
        self._box.addLayout(row)
        self._box.addLayout(self._questions)
        for words in (self._problem, self._advice):
            self._box.addWidget(words)
        self._asked: list[QWidget] = []
        self._view: SlotView | None = None
        if view is not None:
            self.show_view(view)

    def ask(self, *fields: QWidget) -> None:
        """Put questions into the slot, instead of the previous ones (which are hidden, not destroyed)."""
        if fields == tuple(self._asked):
            return
        for old in self._asked:
            self._questions.removeWidget(old)
            if old not in fields:
                let_go(old)
                old.hide()
        self._asked = list(fields)
        for field in fields:
            self._questions.addWidget(field)
            field.show()

    def show_view(self, view: SlotView) -> None:
        if view == self._view:
            return
        self._view, self.state = view, view.state
        filled = view.state is SlotState.FILLED
        self._title.set_parts(view.title)
        self._document.set_parts(*_document(view.document, filled))
        self._document.set_tone("accent" if filled else "")
        self._facts.set_parts(*(part for line in view.lines for part in line))
        self._tick.setVisible(filled and bool(view.document))
        self._problem.set_parts(f"{tr('Problem:')} {view.problem}" if view.problem else "")
        self._advice.set_parts(view.advice)
        for words in (self._document, self._facts, self._problem, self._advice):
            words.setVisible(bool(words.words))
        folded = filled or view.folded
        self._box.setContentsMargins(_SIDE, *((5, _SIDE, 5) if folded else (6, _SIDE, 8)))
        self.action.set_words(view.action)
        self.action.setAccessibleName(f"{view.action}: {view.title}")
        self.action.setVisible(bool(view.action))
        self._say(view)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        pen = QPen(QColor(theme.accent if self.state is SlotState.FILLED else theme.line), 2)
        if self.state in (SlotState.ASKING, SlotState.PROBLEM):
            pen.setColor(theme.edge)
        if self.state is SlotState.EMPTY:
            pen = QPen(QColor(theme.edge), 2, Qt.PenStyle.DashLine)
        painter = smooth_painter(self)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)

    def _say(self, view: SlotView) -> None:
        said = ". ".join(part for part in (view.title, view.document, view.problem, view.advice) if part)
        changed = said != self.accessibleName()
        self.setAccessibleName(said)
        if changed and self.isVisible():
            announce(self, said)


def _document(words: str, filled: bool) -> tuple[str, ...]:
    return (strong(words),) if filled and words else (words,)
