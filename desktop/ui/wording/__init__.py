"""Words for codes: the screens say nothing that the rules do not know, and the rules say nothing in prose.

`tr` marks every text of the program for translation (Qt Linguist). Sentences are short, in the present tense.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "listening-room"


def tr(text: str) -> str:
    """The text in the language of the screen."""
    return QCoreApplication.translate(CONTEXT, text)
