"""The kit over the accessibility bus, in a process of its own: the bus has to be there before Qt starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.measuring import measured_alike

ROOT = Path(__file__).parents[3]
SET = {
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    "QT_LOGGING_RULES": "qt.accessibility.atspi.warning=false",
    "LC_ALL": "de_DE.UTF-8",  # the program speaks English on a PC that speaks German
}


def test_the_kit_can_be_worked_over_the_accessibility_bus(pytestconfig: pytest.Config) -> None:
    run = subprocess.run(
        [
            *("script/with-desktop", "--keyring", sys.executable, *measured_alike(pytestconfig), "-q"),
            *("-p", "no:cacheprovider", "-o", "qt_log_ignore=Detected locale"),
            "tests/accessibility/acted_on_the_bus.py",
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **SET},
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
