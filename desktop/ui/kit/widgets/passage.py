"""A passage read as a whole: with a screen reader, Tab reaches it and all of it is read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.emptying import empty
from desktop.ui.kit.widgets.words import Words


class Passage(QWidget):
    """A column of paragraphs; a line break in one begins a line."""

    def __init__(self, *paragraphs: str, size: Size = Size.BODY) -> None:
        super().__init__()
        self._size = size
        set_role(self, QAccessible.Role.StaticText)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)
        self.show_paragraphs(*paragraphs)

    def show_paragraphs(self, *paragraphs: str) -> None:
        """Show other paragraphs instead."""
        self.words = " ".join(" ".join(paragraphs).split())
        self.setAccessibleName(self.words)
        empty(self._box)
        for paragraph in paragraphs:
            self._box.addWidget(Words(paragraph, size=self._size))
