"""The Enter key, of the letters or of the number pad, and where it was pressed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def is_enter(event: QKeyEvent) -> bool:
    """Return whether Enter was pressed without Ctrl, with which it belongs to the page."""
    return event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
