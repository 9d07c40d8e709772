"""The fixtures in tests/conftest.py catch what they claim to catch, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TESTS = Path(__file__).resolve().parent.parent

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


def _run(pytester: pytest.Pytester, bodies: Mapping[str, str], mark: str = "") -> pytest.RunResult:
    folder = pytester.mkpydir("tests")
    pytester.mkpydir("tests/support")
    for name in ("conftest.py", "support/password_cost.py", "support/patience.py", "support/qt_leaks.py"):
        shutil.copy(TESTS / name, folder / name)
    shutil.copy(TESTS.parent / "pyproject.toml", pytester.path)
    tests = [f"{mark}def test_{name}(qtbot):\n    {body}\n" for name, body in bodies.items()]
    pytester.makepyfile(**{"tests/test_it": "import pytest\nKEPT = []\n" + "\n".join(tests)})
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-rfE", timeout=120)


def test_a_test_that_leaves_something_behind_does_not_pass(pytester: pytest.Pytester) -> None:
    result = _run(pytester, {name: body for name, (body, _) in LEAVING.items()})
    summary = [line for line in result.outlines if line.startswith(("FAILED", "ERROR"))]
    output = result.stdout.str()
    for name, (_, words) in LEAVING.items():
        assert [line for line in summary if line.split(" ")[1].endswith(f"::test_{name}")], name
        assert words in output


def test_a_test_that_tidies_up_passes(pytester: pytest.Pytester) -> None:
    _run(pytester, TIDY).assert_outcomes(passed=len(TIDY))


def test_an_announced_log_record_passes(pytester: pytest.Pytester) -> None:
    _run(pytester, {"log": LEAVING["log"][0]}, "@pytest.mark.expects_log\n").assert_outcomes(passed=1)
