"""The fixtures in tests/conftest.py catch what they claim to catch, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TESTS = Path(__file__).resolve().parent.parent
PATIENT = "THREAD_GRACE_SECONDS = 30.0"
"""As long as a thread has to end; here it never does."""

LEAVING = {
    "log": ("import logging; logging.getLogger('x').warning('odd')", "unexpected log records"),
    "thread": (
        "import threading; e = threading.Event(); threading.Thread(target=e.wait, name='stray', daemon=True).start()",
        "threads outlived the test: stray",
    ),
    "widget": (
        "from PySide6.QtWidgets import QLabel; KEPT.append(QLabel()); KEPT[-1].setObjectName('stray')",
        "left behind: widget QLabel 'stray'",
    ),
    "timer": (
        "from PySide6.QtCore import QTimer; KEPT.append(QTimer()); KEPT[-1].start(1000)",
        "left behind: running timer",
    ),
    "qt_warning": ("from PySide6.QtCore import qWarning; qWarning('odd')", "Qt messages"),
    "python_warning": ("import warnings; warnings.warn('odd', stacklevel=1)", "UserWarning: odd"),
}

TIDY = {
    "ended_thread": "import threading; threading.Thread(target=int).start()",
    "closed_widget": "from PySide6.QtWidgets import QLabel; w = QLabel(); qtbot.addWidget(w); w.show()",
    "stopped_timer": "from PySide6.QtCore import QTimer; t = QTimer(); t.start(1000); t.stop()",
    "timer_of_a_closed_widget": (
        "from PySide6.QtCore import QTimer; from PySide6.QtWidgets import QLabel; "
        "w = QLabel(); qtbot.addWidget(w); w.t = QTimer(w); w.t.start(1000)"
    ),
    "information": "import logging; logging.getLogger('x').info('ordinary')",
}


def test_a_test_that_leaves_something_behind_fails_and_no_other(pytester: pytest.Pytester) -> None:
    folder = pytester.mkpydir("tests")
    pytester.mkpydir("tests/support")
    pytester.mkpydir("tests/support/machine")
    for name in ("password_cost.py", "patience.py", "qt_leaks.py"):
        shutil.copy(TESTS / "support/machine" / name, folder / "support/machine" / name)
    conftest = (TESTS / "conftest.py").read_text("utf-8")
    assert PATIENT in conftest
    (folder / "conftest.py").write_text(conftest.replace(PATIENT, "THREAD_GRACE_SECONDS = 0.5"), "utf-8")
    shutil.copy(TESTS.parent / "pyproject.toml", pytester.path)
    bodies = TIDY | {name: body for name, (body, _) in LEAVING.items()}
    tests = [f"def test_{name}(qtbot):\n    {body}\n" for name, body in bodies.items()]
    announced = f"@pytest.mark.expects_log\ndef test_announced():\n    {LEAVING['log'][0]}\n"
    pytester.makepyfile(**{"tests/test_it": "\n".join(["import pytest", "KEPT = []", *tests, announced])})
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-rfE", timeout=120)
    summary = [line.split(" ")[1] for line in result.outlines if line.startswith(("FAILED", "ERROR"))]
    assert {name.rpartition("::test_")[2] for name in summary} == LEAVING.keys()
    assert [words for _, words in LEAVING.values() if words not in result.stdout.str()] == []
