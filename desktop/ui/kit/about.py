"""The toolkit behind the windows: its version and its messages."""

from __future__ import annotations

import sys

from PySide6.QtCore import qInstallMessageHandler, qVersion
from PySide6.QtWidgets import QApplication


def qt_version() -> str:
    """The version of Qt. Importing its windows needs the PC's graphics libraries: without them this fails."""
    return f"Qt {qVersion()}, {QApplication.__name__} loads"


def leave_out_messages(beginning: str) -> None:
    """Qt's messages go to the error output, but for those that begin so."""

    def say(_kind: object, _context: object, words: str) -> None:
        if not words.startswith(beginning):
            print(words, file=sys.stderr)

    qInstallMessageHandler(say)
