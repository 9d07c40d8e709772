"""A passage read as a whole: with a screen reader, Tab reaches it and all of it is read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.words import Words


class Passage(QWidget):
    """A column of paragraphs; a line break in one begins a line."""

    def __init__(self, *paragraphs: str, size: Size = Size.BODY) -> None:
        super().__init__()
        self.words = " ".join(" ".join(paragraphs).split())
        set_role(self, QAccessible.Role.StaticText)
        self.setAccessibleName(self.words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        for paragraph in paragraphs:
            box.addWidget(Words(paragraph, size=size))
