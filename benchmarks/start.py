"""Start-up: process start to the sign-in window painted, against a bare PySide6 window."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.measure import Result, side_by_side

BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""
OURS = """
import sys
from PySide6.QtCore import QTimer
from desktop.ui.app import Screens, application
from desktop.errors import SurroundingsError
def never():
    raise SurroundingsError("no_office")
app = application()
screens = Screens(never, lambda: False)
screens.shell.show()
QTimer.singleShot(0, app.quit)
app.exec()
screens.close()
"""


def run(name: str) -> Result:
    """`cold-start`: eleven processes each, in turn."""
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}

    def start(code: str) -> None:
        subprocess.run([sys.executable, "-c", code], check=True, env=environment, stderr=subprocess.DEVNULL)

    return side_by_side(name, lambda: start(OURS), lambda: start(BARE), rounds=11, limit=1.5)
