"""A line of facts between two rules: each a few bold words over a few plain ones; they wrap where there is no room.

With a screen reader, Tab reaches them and all of them are read.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, theme_of
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import Words, small


@dataclass(frozen=True)
class Fact:
    """A fact, and more about it."""

    words: str
    more: str = ""


class Facts(QWidget):
    """A row of facts."""

    def __init__(self, *facts: Fact) -> None:
        super().__init__()
        self.words = ""
        set_role(self, QAccessible.Role.StaticText)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._flow = FlowLayout(self, gap=34, row_gap=14, top=True)
        self._flow.setContentsMargins(0, 14, 0, 14)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.show_facts(*facts)

    def show_facts(self, *facts: Fact) -> None:
        self._flow.empty()
        for fact in facts:
            self._flow.addWidget(_fact(fact))
        said = (", ".join(part for part in (fact.words, fact.more) if part) for fact in facts)
        self.words = " ".join(in_sentences(*said).split())
        self.setAccessibleName(self.words)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, line = QPainter(self), QColor(theme_of(self).line)
        painter.fillRect(0, 0, self.width(), 2, line)
        painter.fillRect(0, self.height() - 2, self.width(), 2, line)


def _fact(fact: Fact) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(3)
    box.addWidget(Words(fact.words, size=Size.BODY, bold=True))
    if fact.more:
        box.addWidget(small(fact.more))
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    return made
