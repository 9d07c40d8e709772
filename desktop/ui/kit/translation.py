"""The binding of the words to Qt's translator, so that an installed catalogue applies to every window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop import words

CONTEXT = "listening-room"
"""The context of every text in a catalogue."""


def translate_by_qt() -> None:
    """Bind the words to Qt's translator."""
    words.bind(_translated)


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)
