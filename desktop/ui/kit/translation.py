"""The binding of the words to Qt's translator, so that an installed catalogue applies to every window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from desktop import words

CONTEXT = "listening-room"
"""The context of every text in a catalogue."""

LANGUAGE = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
"""The language that the program is written in. Dates and numbers are formatted by `desktop.words`, and not by Qt."""


def translate_by_qt() -> None:
    """Bind the words to Qt's translator, and tell assistive technology their language, whatever the system speaks."""
    QLocale.setDefault(LANGUAGE)
    words.bind(_translated)


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)
