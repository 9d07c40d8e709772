"""A slot for a document: "one with a photo", "one with the current address". A tick and words, never a number.

A filled slot is one line: what it has. So is an empty one while another is worked at (`folded`). The open one has its
questions; one that cannot be filled says why, and what can be used instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, theme_of
from desktop.ui.kit.widgets.accessible import let_go, set_role
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.marks import Tick
from desktop.ui.kit.widgets.words import Words, announce, small, strong, subtitle
from desktop.words import kit as kit_wording

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


class SlotLink(LinkButton):
    """The one action of a slot."""

    least = 36
    padding = QSize(0, 6)

    def __init__(self) -> None:
        super().__init__("", Size.SMALL)


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
        self.action = SlotLink()
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
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
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
        self._problem.set_parts(f"{kit_wording.problem_prefix()} {view.problem}" if view.problem else "")
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
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
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
