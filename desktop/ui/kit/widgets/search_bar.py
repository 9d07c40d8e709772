"""A search above a list: one field, a button, and a link back to the whole list.

"/" and Ctrl+F lead to it from anywhere in the window while its page is shown. "/" is a letter where someone types.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.widgets.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.widgets.enter import ENTER
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.press_guard import Guarded
from desktop.words import kit as kit_wording

NAME = "search_term"
KEYS = ("Ctrl+F", "/")


class SearchBar(QWidget):
    """Emits `wanted(typed)` on Enter or the button, never while someone types, and `ended` from the link.

    What is typed stays until the search is ended. It is nothing that would be lost: a place may go with it.
    """

    wanted = Signal(str)
    ended = Signal()

    def __init__(self, label: str | None = None) -> None:
        super().__init__()
        said = kit_wording.search_label() if label is None else label
        self.field = TextField(NAME, kit_wording.with_key(said, KEYS[0]), letters=44)
        self.button = SecondaryButton(kit_wording.search())
        self.link = LinkButton(kit_wording.whole_list())
        self.link.hide()
        self._asked = False
        self._shortcuts: list[QShortcut] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        row = FlowLayout(gap=16, row_gap=10, foot=True)
        box.addLayout(row)
        for part in (self.field, self.button, self.link):
            row.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.button.clicked.connect(self._search)
        self.link.clicked.connect(self._end)

    @property
    def on(self) -> bool:
        """Whether the list shows what was found."""
        return not self.link.isHidden()

    def take_asked(self) -> bool:
        """Return, once, whether what is found now was asked for here, and nobody has gone elsewhere since."""
        asked, self._asked = self._asked, False
        box = self.field.input
        return asked and not box.isModified() and (box.hasFocus() or self.button.hasFocus())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shortcuts and (page := _page_of(self)) is not None:
            self._shortcuts = [QShortcut(QKeySequence(keys), page) for keys in KEYS]
            for shortcut in self._shortcuts:
                shortcut.activated.connect(self.go)

    def go(self) -> None:
        """Go to the field, where typing replaces what is in it."""
        self.field.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.input.selectAll()

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
        if event.key() in ENTER and self.field.input.hasFocus():
            self._search()
        else:
            super().keyPressEvent(event)

    def _search(self) -> None:
        self.field.set_problem("")
        self.field.input.setModified(False)
        self._asked = True
        self.wanted.emit(self.field.value())

    def _end(self) -> None:
        self.empty()
        self.field.input.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()


def _page_of(widget: QWidget) -> Guarded | None:
    """Return the page that the widget is on."""
    at = widget.parentWidget()
    while at is not None and not isinstance(at, Guarded):
        at = at.parentWidget()
    return at
