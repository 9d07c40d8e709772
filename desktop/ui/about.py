"""What the windows are made with."""

from __future__ import annotations

from PySide6.QtCore import qVersion


def qt_version() -> str:
    """The version of Qt that runs."""
    return f"Qt {qVersion()}"
