"""Every screen in a process of its own: off-screen drawing does not meet the windows of other tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.measuring import measured_alike

HERE = Path(__file__).parents[1]


@pytest.mark.parametrize("walk", ["every_screen.py", "every_screen_enlarged.py", "every_screen_translated.py"])
def test_every_screen_in_a_process_of_its_own(walk: str, pytestconfig: pytest.Config) -> None:
    run = subprocess.run(
        [sys.executable, *measured_alike(pytestconfig), "-q", "-p", "no:cacheprovider", str(HERE / walk)],
        capture_output=True,
        text=True,
        cwd=HERE.parent,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
