"""Whether someone has typed something that is still in the fields of a page."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget


def typed_in(part: QWidget) -> bool:
    """Return whether any field in `part` holds text that was typed, and not put there by the program."""
    lines = any(line.isModified() and line.text() for line in part.findChildren(QLineEdit))
    return lines or any(
        text.document().isModified() and text.toPlainText().strip() for text in part.findChildren(QPlainTextEdit)
    )
