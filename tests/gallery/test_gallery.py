"""The walks over every screen, each in a process of its own: its windows do not meet those of other tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.measuring import measured_alike

HERE = Path(__file__).parent
READ = {
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    "QT_LOGGING_RULES": "qt.accessibility.atspi.warning=false",  # it warns of each question that it does not know
}


SIZES = "every_screen.py::test_every_state_can_be_read_reached_and_heard"
WALKS = (
    f"{SIZES}[usual]",
    pytest.param(f"{SIZES}[other-sizes]", marks=pytest.mark.slow),
    pytest.param("every_screen_translated.py", marks=pytest.mark.slow),
)


@pytest.mark.apart
@pytest.mark.parametrize("walk", WALKS)
def test_every_screen_in_a_process_of_its_own(walk: str, pytestconfig: pytest.Config) -> None:
    python = [sys.executable, *measured_alike(pytestconfig), "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(
        ["script/with-desktop", "--keyring", *python, f"{HERE}/{walk}"],
        capture_output=True,
        text=True,
        cwd=HERE.parents[1],
        env={**os.environ, **READ},
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[:4000] + run.stderr[-2000:]
