"""The room that a page gives its content: the margins, where its column stands, and paper beside it.

- A reading column is in the middle of a roomy page; in any other it is at the left, where lists begin.
- It grows with the text: its lines have as many letters at 200 % as at 100 %.
- It stands still when a scroll bar comes.
- What goes on paper is beside the content of a roomy page, and below it in any other.
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.style import READABLE, scaled
from desktop.ui.kit.widgets.columns import Columns, column

MARGIN, LEAST = 34, 320
"""Pixels: the usual margin of a page, and its least width (1280 at 400 %)."""
_ROOMY, _TIGHT, _TIGHT_MARGIN = 1_380, 520, 16
"""Pixels: a page as wide as the first is roomy (more than a screen of 1366); below the second its margins are less."""
_ANY = 16_777_215
_WHOLE = 1_000
"""A stretch that leaves nothing to the spacer beside it, until the widget has its greatest width."""
_PAPER, _GAP = 794, 32
"""Pixels: the width of A4 at its own size, and between it and the content."""


class Room:
    """The room for `column` and `foot`, which is below it. `margin` is left and right, `edge` left of both."""

    def __init__(self, column: QWidget, foot: QWidget, *, wide: bool) -> None:
        self._column, self._foot, self._wide = column, foot, wide
        self._paper: Columns | None = None
        self.margin = self.edge = MARGIN
        self.tight = False
        """Whether margins and heading are less."""
        self.set_wide(wide)

    def set_wide(self, wide: bool) -> None:
        """Give both all of the width, or keep them at a readable one."""
        self._wide = wide
        self._set_widest()

    def add_paper(self, box: QVBoxLayout, content: QWidget, sheets: QWidget, gap: int) -> None:
        """Place `sheets` beside `content`, which is in `box`; `gap`: pixels between them where they are below it."""
        at = box.indexOf(content)
        self._paper = Columns(
            column(content), sheets, weights=(4, 5), gap=_GAP, gap_stacked=gap, stack_below=READABLE + 1
        )
        box.insertWidget(at, self._paper)

    def fit(self, width: int, *, centred: bool) -> None:
        """Take the measures for a page of that width, in pixels; `centred`: nothing stands beside the page."""
        self.tight = width < scaled(_TIGHT)
        self.margin = self.edge = _TIGHT_MARGIN if self.tight else MARGIN
        if centred:  # else it is the aside's to say
            self._set_widest()
        if self._paper is not None and width >= scaled(_ROOMY):
            self._column.setMaximumWidth(scaled(READABLE) + _GAP + _PAPER)
        if centred and width >= _ROOMY:
            self.edge = max(self.margin, (width - self._column.maximumWidth()) // 2)

    def _set_widest(self) -> None:
        for part in (self._column, self._foot):
            part.setMaximumWidth(_ANY if self._wide else scaled(READABLE))


def at_reading_width(widget: QWidget) -> QHBoxLayout:
    """Return a row that has `widget` at a readable width at its left, for a part of a wide page."""
    return _AtReadingWidth(widget)


class _AtReadingWidth(QHBoxLayout):
    """The row: it asks for the size of text whenever it is laid out."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._widget = widget
        self.addWidget(widget, _WHOLE)
        self.addStretch(1)

    def setGeometry(self, rect: QRect) -> None:
        self._widget.setMaximumWidth(scaled(READABLE))
        super().setGeometry(rect)
