"""The card beside a session: the person, the call, their adjustments. A quiet column, not a box."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import theme_of
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import small, subtitle

_EDGE = 6


@dataclass(frozen=True)
class CardPart:
    """A part of the card: a title (may be empty) and lines under it."""

    title: str
    lines: tuple[str, ...] = ()


class CustomerCard(QWidget):
    """A column of parts; above the content of a narrow window they are side by side."""

    def __init__(self, *parts: CardPart) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._inner = QWidget()
        outer.addWidget(self._inner)
        self._flow = FlowLayout(self._inner, gap=34, row_gap=18, top=True)
        self._flow.setContentsMargins(_EDGE + 16, 4, 0, 4)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.show_parts(*parts)

    def show_parts(self, *parts: CardPart) -> None:
        self._flow.empty()
        for part in parts:
            self._flow.addWidget(_part(part))
        self.updateGeometry()

    def add_widget(self, widget: QWidget) -> None:
        """Add a part that can be pressed, after the others."""
        self._flow.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        inner = self._inner.geometry()
        QPainter(self).fillRect(inner.left(), inner.top(), _EDGE, inner.height(), QColor(theme_of(self).line))


def _part(part: CardPart) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(3)
    if part.title:
        box.addWidget(subtitle(part.title))
    for line in part.lines:
        box.addWidget(small(line))
    return made
