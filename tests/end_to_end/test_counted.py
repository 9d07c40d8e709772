"""The cost of tasks, counted through the real windows: the numbers that the program is held to."""

from __future__ import annotations

import faulthandler
import json
import subprocess
import sys
from typing import Any

import pytest

from desktop.config import RESOURCES
from tests.support.machine.patience import WALK

MOST = {
    "arrival to sound": range(10, 26),
    "whole session": range(15, 41),
    "inviting": range(4, 6),
    "ordinary review": range(2, 3),
    "deciding": range(5, 6),
    "taking a request": range(10, 26),
    "a copy with three removals": range(7, 11),
}
"""The actions of each task: a request's beside what its letter says, an invitation's from the list to the printer, a
copy's beyond listening (`tests/counting/tasks.py`). Fewer than the least are not counted as they should be."""
SECONDS = 90
"""Of staff work until the first sound."""


@pytest.mark.parametrize("way", ["keys", "mouse"])
def test_each_task_takes_no_more_than_it_may(way: str) -> None:
    faulthandler.cancel_dump_traceback_later()  # six tasks in one process: the limit of a test is for one
    command = [sys.executable, "-m", "tests.counting", "--way", way, "--json"]
    ran = subprocess.run(command, cwd=RESOURCES.parent, capture_output=True, text=True, timeout=3 * WALK, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    tasks: dict[str, Any] = {}
    for line in ran.stdout.splitlines():
        told = json.loads(line)
        tasks[told["task"].split(" (")[0]] = told
    assert {name: task["actions"] for name, task in tasks.items() if task["actions"] not in MOST[name]} == {}
    assert tasks.keys() == MOST.keys()
    assert tasks["arrival to sound"]["seconds"] <= SECONDS and tasks["arrival to sound"]["scrolled"] == []
    assert tasks["whole session"]["scrolled"] == ["receipt"], "the one page that scrolls: it is what is printed"
    assert tasks["taking a request"]["text"] > 50, "what the letter says was typed"
    assert "workbench" not in str(tasks["a copy with three removals"]["scrolled"])
