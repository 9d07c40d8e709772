"""The toolkit behind the windows: its version."""

from __future__ import annotations

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication  # noqa: F401 - fails without the PC's graphics libraries


def qt_version() -> str:
    """Return the version of Qt. Importing its widgets needs the PC's graphics libraries, and fails without them."""
    return f"Qt {qVersion()}"
