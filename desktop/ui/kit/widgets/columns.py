"""Columns that stack when there is no room side by side."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import scaled

ALWAYS = 1_000_000
"""Stack whatever the width."""


class Columns(QWidget):
    """`weights` share the width; below `stack_below` pixels the columns become rows, `gap_stacked` apart.

    `from_right`: the first one stands at the right, and on top once they are rows.
    """

    def __init__(
        self,
        *widgets: QWidget,
        weights: tuple[int, ...] = (),
        gap: int = 28,
        gap_stacked: int | None = None,
        stack_below: int = 640,
        from_right: bool = False,
    ) -> None:
        super().__init__()
        self._stack_below, self._always = stack_below, False
        self._across = QBoxLayout.Direction.RightToLeft if from_right else QBoxLayout.Direction.LeftToRight
        self._box = QBoxLayout(self._across, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._gap, self._gap_stacked = gap, gap if gap_stacked is None else gap_stacked
        self._box.setSpacing(gap)
        self._weights = weights or (1,) * len(widgets)
        for widget, weight in zip(widgets, self._weights, strict=True):
            self._box.addWidget(widget, weight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def stacked(self) -> bool:
        return self._box.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def stack(self, always: bool) -> None:
        """Stack them whatever the width; or only where there is no room, again."""
        self._always = always
        self._fit()

    def _fit(self) -> None:
        stacked = self._always or self.width() < scaled(self._stack_below)
        if stacked != self.stacked:
            direction = QBoxLayout.Direction.TopToBottom if stacked else self._across
            self._box.setDirection(direction)
            self._box.setSpacing(self._gap_stacked if stacked else self._gap)
            for index, weight in enumerate(self._weights):
                self._box.setStretch(index, 0 if stacked else weight)
            self.updateGeometry()


def column(*widgets: QWidget, gap: int = 20) -> QWidget:
    """Return one column of widgets, from the top down."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for widget in widgets:
        box.addWidget(widget)
    box.addStretch(1)
    return made
