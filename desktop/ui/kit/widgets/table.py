"""A queue: rows under headings; a press or Enter opens one, "Show more" asks for more of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.in_sight import area_of
from desktop.ui.kit.widgets.rows_view import Row, RowsView
from desktop.ui.kit.widgets.sticky_heading import StickyHeading
from desktop.ui.kit.widgets.working import Empty
from desktop.words import kit as kit_wording

__all__ = ["Row", "Table"]


class Table(QWidget):
    """A table. Emits `opened(key)`, `more_wanted`, and `emptied` when the rows go that had the keyboard. Without rows
    it shows `empty` instead.

    Before the first `show_rows` it shows nothing: it is not known whether there are any. Rows that arrive during a
    press are shown on release, so that the click hits the row that was seen. After "Show more" the first new row is the
    current one. Its headings stay at the top of the page while the rows scroll.
    """

    opened = Signal(object)
    """With the row's key, of whatever type the list has."""
    more_wanted = Signal()
    emptied = Signal()

    def __init__(
        self, name: str, columns: Sequence[str], *, weights: Sequence[int] = (), empty: Empty | None = None
    ) -> None:
        super().__init__()
        self.view = RowsView(name, columns, weights or [1] * len(columns), header=True, links=True)
        self.more = SecondaryButton(kit_wording.show_more())
        self._empty = empty
        self._next: tuple[Sequence[Row], bool] | None = None
        self._asked_for_more = False
        self.sticky: StickyHeading | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(16)
        box.addWidget(self.view)
        if empty is not None:
            box.addWidget(empty)
        box.addWidget(self.more)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.view.opened.connect(self.opened)
        self.view.let_go.connect(self._show_next)
        self.more.clicked.connect(self._ask_for_more)
        for part in (self.view, empty, self.more):
            if part is not None:
                part.hide()

    def show_rows(self, rows: Sequence[Row], *, more: bool = False) -> None:
        """Show these rows from the first on; `more` if the list goes on."""
        if self.view.held_down:
            self._next = (rows, more)
            return
        before = len(self.view.rows_model.rows)
        goes = not rows and self._empty is not None and self.view.hasFocus()
        self.view.show_rows(rows)
        self.view.setVisible(bool(rows) or self._empty is None)
        self.more.setVisible(more)
        if self._empty is not None:
            self._empty.setVisible(not rows)
        if self._asked_for_more and len(rows) > before:
            self._asked_for_more = False
            self._go_to_row(before)
        elif rows and self.isVisible():
            self._take_the_keyboard()
        if goes:
            self.emptied.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.sticky is None and (area := area_of(self)) is not None:
            self.sticky = StickyHeading(self.view, area)

    def _ask_for_more(self) -> None:
        self._asked_for_more = True
        self.more_wanted.emit()

    def _go_to_row(self, row: int) -> None:
        """Go to the first of the rows that were asked for, so that it is read out, and the keyboard goes on from it."""
        self.view.selectRow(row)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.show_current()

    def _show_next(self) -> None:
        if self._next is not None:
            (rows, more), self._next = self._next, None
            self.show_rows(rows, more=more)

    def _take_the_keyboard(self) -> None:
        """Take the focus if nothing on the page has it: the rows came after the page was shown."""
        focused = QApplication.focusWidget()
        if focused is None or focused.isAncestorOf(self):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
