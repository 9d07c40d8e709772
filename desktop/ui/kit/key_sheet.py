"""The keys of what is in view, over the page: F1, or ? outside a field.

Rules:
- Whatever has keys says them itself: a visible widget with `shown_keys`, which returns pairs of a key and what it
  does. A page's main action has its key everywhere.
- Nothing is changed while it is open, and nothing typed is lost: Esc, F1 or its button close it, and the keyboard is
  where it was.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.ui.kit.sheet import Sheet
from desktop.ui.kit.style import dress
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.buttons import PrimaryButton, SecondaryButton
from desktop.ui.kit.widgets.fitted_scroll import FittedScroll
from desktop.ui.kit.widgets.words import sheet_heading
from desktop.words import kit as kit_wording

Pairs = Sequence[tuple[str, str]]
_WIDE, _SHARE = 620, 0.9


def keys_in_view(top: QWidget) -> tuple[tuple[str, str], ...]:
    """Return the keys that visible widgets within `top` say, each once, in their order."""
    shown = (button for button in top.findChildren(PrimaryButton) if button.isVisible() and button.isEnabled())
    found: dict[tuple[str, str], None] = dict.fromkeys((kit_wording.main_key(), button.text()) for button in shown)
    for widget in (top, *top.findChildren(QWidget)):
        said = getattr(widget, "shown_keys", None)
        if said is not None and widget.isVisible():
            found.update(dict.fromkeys(said()))
    return tuple(found)


class PairSheet(QDialog):
    """A sheet of pairs with a heading, over the window of `parent`. `open` it; it destroys itself."""

    def __init__(self, parent: QWidget, about: str, pairs: Pairs) -> None:
        super().__init__(parent.window())
        set_role(self, QAccessible.Role.Dialog)
        dress(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(about)
        self.sheet = Sheet()
        self.sheet.show_pairs(pairs)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(4, 4, 16, 4)
        inner.addWidget(self.sheet)
        self.close_button = SecondaryButton(kit_wording.close())
        self.close_button.set_key("Esc")
        self.close_button.clicked.connect(self.close)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(24, 20, 24, 20)
        self.box.setSpacing(14)
        self.box.addWidget(sheet_heading(about))
        self.box.addWidget(FittedScroll(inside))
        self.box.addWidget(self.close_button)
        room = parent.window().size()
        self.resize(
            min(_WIDE, round(room.width() * _SHARE)), min(self.sizeHint().height(), round(room.height() * _SHARE))
        )


class KeySheet(PairSheet):
    """The keys, each with what it does. F1 closes the sheet, as it opened it."""

    def __init__(self, parent: QWidget, pairs: Pairs) -> None:
        super().__init__(parent, kit_wording.keys_title(), pairs)
        again = QShortcut(QKeySequence("F1"), self)
        again.activated.connect(self.close)
