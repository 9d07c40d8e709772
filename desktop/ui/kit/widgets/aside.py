"""The aside of a page: the customer's card. It is at the right, or above the content where there is no room.

A wide window gives its room to the content, up to `BROAD`: what stands beside a card is mostly controls, in rows.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.style import READABLE, scaled

BROAD = 1_120
"""The greatest width of the content beside it, in pixels at the usual size of text."""
_WIDE, _FROM = 270, 940
_ANY = 100_000
_ABOVE_AT = 2
"""Its place in the column: below the heading and the lead."""


class Aside:
    """The place of `widget` in a page: in `outer`, beside `holder`, or in `column`. `space`: pixels above and below."""

    def __init__(
        self, widget: QWidget, outer: QHBoxLayout, holder: QWidget, column: QVBoxLayout, space: tuple[int, int]
    ) -> None:
        self.widget = widget
        self._outer, self._holder, self._column, self._space = outer, holder, column, space

    def place(self, page: QWidget, margin: int) -> None:
        """Place it as there is room in `page`, whose content has that margin on both sides, in pixels."""
        within = self._column.parentWidget()
        assert within is not None
        beside = page.width() >= scaled(_FROM)
        within.setMaximumWidth(scaled(BROAD if beside else READABLE))
        self._holder.setMaximumWidth(scaled(BROAD) + 2 * margin if beside else _ANY)
        self.widget.setMinimumWidth(scaled(_WIDE) if beside else 0)
        self.widget.setMaximumWidth(scaled(_WIDE if beside else READABLE))
        if beside and self.widget.parentWidget() is not page:
            self._outer.insertWidget(1, self.widget, 0, Qt.AlignmentFlag.AlignTop)
            self.widget.setContentsMargins(0, self._space[0], 24, self._space[1])
            self.widget.show()
        elif not beside and self.widget.parentWidget() is not within:
            self.widget.setContentsMargins(0, 0, 0, 16)
            self._column.insertWidget(_ABOVE_AT, self.widget)
            self.widget.show()
