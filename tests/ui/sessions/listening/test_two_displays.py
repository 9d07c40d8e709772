"""A second display, in a process of its own: Qt reads which displays there are when it starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.measuring import measured_alike

TWO_DISPLAYS = Path(__file__).with_name("two_displays.py")
OFF_SCREEN = "qt_log_ignore=This plugin does not support"
"""The platform's message about itself is no fault of ours."""
ROOT = Path(__file__).parents[4]


def a_screen(name: str, left: int, width: int, height: int) -> dict[str, object]:
    dots = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    return {"name": name, "x": left, "y": 0, "width": width, "height": height, **dots}


def test_with_two_displays(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    config = tmp_path / "displays.json"
    screens = [a_screen("staff", 0, 1366, 768), a_screen("customer", 1366, 1920, 1080)]
    config.write_text(json.dumps({"synchronousWindowSystemEvents": True, "screens": screens}), "utf-8")
    command = [sys.executable, *measured_alike(pytestconfig), "-q", "-p", "no:cacheprovider", "-o", OFF_SCREEN]
    run = subprocess.run(
        [*command, str(TWO_DISPLAYS)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
