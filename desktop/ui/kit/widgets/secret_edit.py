"""A line edit for a secret: assistive technology is notified that it grows and shrinks, never what is typed.

Qt reports every letter added or removed, even where it shows dots; a screen reader speaks them, in earshot of the
counter, and any program on the accessibility bus can read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from desktop.ui.kit.widgets.accessible import unspoken
from desktop.ui.kit.widgets.enter import ENTER

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QDropEvent, QInputMethodEvent, QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QMenu


class SecretEdit(QLineEdit):
    """A line edit for a secret. Every change of its text goes through `_untold`. `typed`: the user changed it."""

    typed = Signal()

    def setText(self, text: str | None) -> None:
        with self._untold():
            super().setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:  # changes no text, and its action must be announced
            super().keyPressEvent(event)
        else:
            self._change(lambda: super(SecretEdit, self).keyPressEvent(event))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._change(lambda: super(SecretEdit, self).inputMethodEvent(event))

    def dropEvent(self, event: QDropEvent) -> None:
        self._change(lambda: super(SecretEdit, self).dropEvent(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Handle a paste with the middle button on X."""
        self._change(lambda: super(SecretEdit, self).mouseReleaseEvent(event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return the usual menu, whose changes also go through `_untold`."""
        menu = self.createStandardContextMenu()
        changes: dict[str, Callable[[], object]] = {
            "edit-undo": self.undo,
            "edit-redo": self.redo,
            "edit-cut": self.cut,
            "edit-paste": self.paste,
            "edit-delete": self.del_,
        }
        for action in menu.actions():
            if (change := changes.get(action.objectName())) is not None:
                action.triggered.disconnect()
                action.triggered.connect(lambda _=False, change=change: self._change(change))
        return menu

    def _change(self, change: Callable[[], object]) -> None:
        before = self.text()
        with self._untold():
            change()
        if self.text() != before:
            self.typed.emit()

    @contextmanager
    def _untold(self) -> Iterator[None]:
        before = len(self.text())
        with unspoken():
            yield
        more, at = len(self.text()) - before, self.cursorPosition()
        if not self.isVisible():  # wiped as its page goes: there is nobody to notify
            return
        from PySide6.QtGui import QAccessible, QAccessibleTextInsertEvent, QAccessibleTextRemoveEvent
        from PySide6.QtWidgets import QStyle  # its eleven enumerations take 6 ms, which the first window does without

        dot = chr(self.style().styleHint(QStyle.StyleHint.SH_LineEdit_PasswordCharacter))
        if more > 0:
            QAccessible.updateAccessibility(QAccessibleTextInsertEvent(self, max(0, at - more), dot * more))
        elif more < 0:
            QAccessible.updateAccessibility(QAccessibleTextRemoveEvent(self, at, dot * -more))
