"""A sheet of facts as name and value pairs; on a narrow page each value is below its name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import scaled
from desktop.ui.kit.widgets.words import Words, small

_NAMES, _NARROW = 165, 400


class Sheet(QWidget):
    """A view of (name, value) pairs; a pair with an empty value is left out. `dense`: in smaller letters."""

    def __init__(self, *, dense: bool = False) -> None:
        super().__init__()
        self._dense = dense
        self._pairs: list[tuple[Words, Words]] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        box.addLayout(self._grid)
        box.addStretch(1)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(7 if dense else 9)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show these pairs instead of the previous ones."""
        for old in (words for pair in self._pairs for words in pair):
            old.hide()
            old.deleteLater()
        self._pairs = [self._pair(name, value) for name, value in pairs if value]
        self._place()

    def _pair(self, name: str, value: str) -> tuple[Words, Words]:
        if self._dense:
            return small(name, tone="muted"), small(value)
        return Words(name, bold=True), Words(value)

    def values(self) -> dict[str, str]:
        """Return the values shown, by name."""
        return {name.words: value.words for name, value in self._pairs}

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        narrow = self.width() < scaled(_NARROW)
        top = Qt.AlignmentFlag.AlignTop
        for at, (name, value) in enumerate(self._pairs):
            name.setFixedWidth(scaled(_NAMES)) if not narrow else name.setMaximumWidth(16_777_215)
            name.setMinimumWidth(0 if narrow else scaled(_NAMES))
            self._grid.addWidget(name, 2 * at, 0, top)
            self._grid.addWidget(value, 2 * at + int(narrow), 0 if narrow else 1, top)
        self._grid.setColumnStretch(0, int(narrow))
        self._grid.setColumnStretch(1, int(not narrow))
