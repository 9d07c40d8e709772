"""A search above a list: one field, a button, and a link back to the whole list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.widgets.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.words import kit as kit_wording

NAME = "search_term"


class SearchBar(QWidget):
    """Emits `wanted(typed)` on Enter or the button, never while somebody types, and `ended` from the link.

    What is typed stays until the search is ended. It is nothing that would be lost: a place may go with it.
    """

    wanted = Signal(str)
    ended = Signal()

    def __init__(self, label: str | None = None) -> None:
        super().__init__()
        self.field = TextField(NAME, kit_wording.search_label() if label is None else label, letters=28)
        self.button = SecondaryButton(kit_wording.search())
        self.link = LinkButton(kit_wording.whole_list())
        self.link.hide()
        row = FlowLayout(gap=16)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.field)
        box.addLayout(row)
        row.addWidget(self.button)
        row.addWidget(self.link)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.button.clicked.connect(self._search)
        self.link.clicked.connect(self._end)

    @property
    def on(self) -> bool:
        """Whether the list shows what was found."""
        return not self.link.isHidden()

    def show_on(self, on: bool) -> None:
        """Show whether the list shows what was found. What is typed stays."""
        self.link.setVisible(on)

    def empty(self) -> None:
        """End the search, and empty the field."""
        self.show_on(False)
        self.field.set_value("")
        self.field.set_problem("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Search on Enter in the field; a page would press its primary button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.input.hasFocus():
            self._search()
        else:
            super().keyPressEvent(event)

    def _search(self) -> None:
        self.field.set_problem("")
        self.field.input.setModified(False)
        self.wanted.emit(self.field.value())

    def _end(self) -> None:
        self.empty()
        self.field.input.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()
