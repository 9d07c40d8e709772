"""The line of what was heard and read of a copy, once all of it was heard and it is about to be approved."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.widgets.buttons import QuietLink
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words
from desktop.words import tr


class Folded(QWidget):
    """The line, with a link that shows the parts again. Emits `opened` when someone presses it."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.said, self.link = Words(), QuietLink(tr("Show it again"))
        row = FlowLayout(self, gap=24, row_gap=0)
        row.addWidget(self.said)
        row.addWidget(self.link)
        self._open = False
        self.link.clicked.connect(self._opened)

    def begin(self) -> None:
        """Fold where it can be: another request is shown."""
        self._open = False

    def fold(self, can_be: bool, said: str) -> bool:
        """Show the line where it can be folded and nobody opened it; return whether it is folded."""
        folded = can_be and not self._open
        self.said.set_parts(said)
        self.setVisible(folded)
        return folded

    def _opened(self) -> None:
        self._open = True
        self.opened.emit()
