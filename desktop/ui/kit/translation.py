"""Binds the words to Qt's translator, so that a catalogue that is installed speaks in every window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop import words

CONTEXT = "listening-room"
"""The one context of every text in a catalogue."""


def translate_by_qt() -> None:
    """Let the words ask Qt for each text."""
    words.bind(_translated)


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)
