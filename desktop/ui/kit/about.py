"""The toolkit behind the windows: its version and its messages."""

from __future__ import annotations

import sys

from PySide6.QtCore import qInstallMessageHandler, qVersion
from PySide6.QtWidgets import QApplication  # noqa: F401 - fails without the PC's graphics libraries


def qt_version() -> str:
    """Return the version of Qt. Importing its widgets needs the PC's graphics libraries, and fails without them."""
    return f"Qt {qVersion()}"


def leave_out_messages(beginning: str) -> None:
    """Send Qt's messages to the error output, except those with this beginning."""

    def say(_kind: object, _context: object, words: str) -> None:
        if not words.startswith(beginning):
            print(words, file=sys.stderr)

    qInstallMessageHandler(say)
