"""A grave finding: across the whole page, in large words, with what to do.

It is told by its words and its size; colour only helps.
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, theme_of
from desktop.ui.kit.widgets.buttons import fill
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import Words

_EDGE = 12


class GravePanel(QWidget):
    """The panel. Hidden while nothing was found."""

    def __init__(self) -> None:
        super().__init__()
        self._head = Words(size=Size.TITLE, tone="muted")
        self.found, self.todo = Words(size=Size.HEADING, bold=True), Words(size=Size.BODY)
        box = QVBoxLayout(self)
        box.setContentsMargins(_EDGE + 24, 20, 24, 22)
        box.setSpacing(6)
        for line in (self._head, self.found, self.todo):
            box.addWidget(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    @property
    def words(self) -> str:
        """All that it says."""
        return in_sentences(self._head.words, self.found.words, self.todo.words)

    def show_found(self, head: str, found: str, *todo: str) -> None:
        """Show what was found, under its heading, and what to do. Nothing found hides it."""
        self._head.set_parts(head if found else "")
        self.found.set_parts(found)
        self.todo.set_parts(*(todo if found else ()))
        self.setVisible(bool(found))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        fill(painter, self.rect(), theme.wrong, radius=0)
        for side in (0, self.width() - _EDGE):
            fill(painter, QRect(side, 0, _EDGE, self.height()), theme.error, radius=0)
