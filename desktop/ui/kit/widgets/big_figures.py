"""A few figures side by side, each large above its name and what it is compared with; they wrap where it is narrow.

With a screen reader, Tab reaches them and all of them are read.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, scaled
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import Words, small

_WIDE = 196


@dataclass(frozen=True)
class Figure:
    """A figure, its name, and what it is compared with."""

    figure: str
    name: str
    more: str = ""


class BigFigures(QWidget):
    """The figures."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        set_role(self, QAccessible.Role.StaticText)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._flow = FlowLayout(self, gap=16, row_gap=14, top=True)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Show these instead of those before."""
        self._flow.empty()
        for figure in figures:
            self._flow.addWidget(_one(figure))
        said = (f"{each.figure} {each.name}. {each.more}" for each in figures)
        self.words = in_sentences(*said)
        self.setAccessibleName(self.words)
        self.updateGeometry()


def _one(figure: Figure) -> QWidget:
    made = QWidget()
    made.setFixedWidth(scaled(_WIDE))
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(Words(figure.figure, size=Size.HEADING, bold=True))
    box.addWidget(Words(figure.name, size=Size.SMALL, bold=True))
    if figure.more:
        box.addWidget(small(figure.more, tone="muted"))
    return made
