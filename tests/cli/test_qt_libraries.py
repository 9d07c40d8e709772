"""Qt's libraries loaded beside Python: what is loaded, that Qt does not mind, and that nothing depends on it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.cli import qt_libraries
from tests.support.machine.patience import PATIENCE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is loaded ahead")

LOADED = """
import sys, threading
from pathlib import Path
from desktop.cli.qt_libraries import load_ahead
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

WAITING = """
import os, sys
from pathlib import Path
from threading import Thread
from desktop.cli import qt_libraries
folder = Path(sys.argv[1])
loading = Thread(target=qt_libraries._load, args=(folder,))
loading.start()
os.close(os.open(folder / qt_libraries.LIBRARIES[0], os.O_WRONLY))
loading.join()
print("python went on")
"""
"""The first library is a pipe: whoever loads it waits until this thread opens the other end."""


def test_libraries_are_loaded_on_another_thread_and_qt_works_on_the_main_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["libQt6Widgets QtCore.abi3 libqxcb libfontconfig", "", "True"]
    assert "thread" not in done.stderr


def test_a_missing_library_is_missed_where_it_is_imported(tmp_path: Path) -> None:
    qt_libraries._load(tmp_path)


def test_python_goes_on_while_a_library_is_loaded(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / qt_libraries.LIBRARIES[0])
    command = [sys.executable, "-c", WAITING, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert done.stdout == "python went on\n"
