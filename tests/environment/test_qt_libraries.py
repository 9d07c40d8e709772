"""Qt's libraries loaded beside Python: what is loaded, that Qt does not mind, and that nothing depends on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.environment import qt_libraries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is loaded ahead")

LOADED = """
import sys, threading
from pathlib import Path
from desktop.environment.qt_libraries import load_ahead
load_ahead()
for thread in threading.enumerate():
    if thread is not threading.main_thread():
        thread.join()
maps = Path("/proc/self/maps").read_text()
print(*(name for name in ("libQt6Widgets", "QtCore.abi3", "libqxcb", "libfontconfig") if name in maps))
print(*(name for name in sys.modules if name.startswith("PySide6")))
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("Sign in")
label.show()
app.processEvents()
print(label.isVisible())
"""


def test_libraries_are_loaded_on_another_thread_and_qt_works_on_the_main_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["libQt6Widgets QtCore.abi3 libqxcb libfontconfig", "", "True"]
    assert "thread" not in done.stderr


def test_a_missing_library_is_missed_where_it_is_imported(tmp_path: Path) -> None:
    qt_libraries._load(tmp_path)
    assert qt_libraries._open(tmp_path / "nothing.so") is None
