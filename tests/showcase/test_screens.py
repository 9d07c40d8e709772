"""Every screen in a process of its own: off-screen drawing does not meet the windows of other tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.measuring import measured_alike

HERE = Path(__file__).parents[1]


ALONE = ["script/with-desktop", "--keyring"]
READ = {
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    "QT_LOGGING_RULES": "qt.accessibility.atspi.warning=false",  # it warns of each question that it does not know
}
WALKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "every_screen.py": ([], {}),
    "every_screen_enlarged.py": ([], {}),
    "every_screen_translated.py": ([], {}),
    "every_screen_reflowed.py": ([], {}),
    "every_screen_usual.py": ([], {}),
    "every_screen_accessible.py": (ALONE, READ),
}
"""Each walk, with what it is run by and what is set for it. One that is read has a desktop and a bus of its own."""


@pytest.mark.apart
@pytest.mark.parametrize("walk", WALKS)
def test_every_screen_in_a_process_of_its_own(walk: str, pytestconfig: pytest.Config) -> None:
    by, settings = WALKS[walk]
    run = subprocess.run(
        [*by, sys.executable, *measured_alike(pytestconfig), "-q", "-p", "no:cacheprovider", str(HERE / walk)],
        capture_output=True,
        text=True,
        cwd=HERE.parent,
        env={**os.environ, **settings},
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[:4000] + run.stderr[-2000:]
