"""The foot of a page: what is missing, what goes on, the primary button and the quiet links beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.widgets.buttons import PrimaryButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout

_WHOLE = 1000
"""A stretch that leaves nothing to the spacer beside it, until the widget has its greatest width."""


class PageFooter(QWidget):
    """`foot`, as wide as the page's content, with `parts` above the row of `links`. Hidden while it has no button."""

    def __init__(self, foot: QWidget, parts: tuple[QWidget, ...], primary: PrimaryButton, gap: int) -> None:
        """`gap`: pixels between the parts."""
        super().__init__()
        self.links = FlowLayout(gap=24)
        self.links.addWidget(primary)
        self._row = QHBoxLayout(self)
        self._row.addWidget(foot, _WHOLE)
        self._row.addStretch(1)
        box = QVBoxLayout(foot)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(gap)
        for part in parts:
            box.addWidget(part)
        box.addLayout(self.links)
        if not primary.text():
            self.hide()

    def set_margins(self, left: int, above: int, right: int, below: int) -> None:
        """Set the room around it, in pixels."""
        self._row.setContentsMargins(left, above, right, below)
