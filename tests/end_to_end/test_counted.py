"""The cost of tasks, counted through the real windows: the numbers that the program is held to."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from desktop.config import RESOURCES
from tests.support.patience import WALK

ROOT = RESOURCES.parent
TO_THE_SOUND, WHOLE, INTAKE, SECONDS = 25, 40, 25, 90
"""Actions from arrival to the first sound, for a whole session, and for taking a request beside what its letter says;
seconds of staff work until the sound."""
INVITING = 5
"""Actions from the list of requests to the printed invitation: open it, book, this time, the letter, print."""
REVIEW, DECIDING = 2, 5
"""Actions of an ordinary review, and of deciding on a copy that is heard to its end."""
COPY = 10
"""Actions for a copy with three removals, beyond listening: see `tests/counting/workbench.py`."""
PAPER = "receipt"
"""The one page that scrolls: it is what is printed."""


@pytest.fixture(scope="module", params=["keys", "mouse"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def counts(way: str) -> dict[str, dict[str, object]]:
    """Conduct a session that way; return the counts by task."""
    return _counts("session", way)


def _counts(task: str, way: str) -> dict[str, dict[str, object]]:
    command = [sys.executable, "-m", "tests.counting", "--task", task, "--way", way, "--json"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WALK, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    return {str(task["task"]).split(" (")[0]: task for task in found}


def test_from_arrival_to_the_first_sound(counts: dict[str, dict[str, object]]) -> None:
    task = counts["arrival to sound"]
    assert task["actions"] in range(10, TO_THE_SOUND + 1), task
    assert isinstance(task["seconds"], float) and task["seconds"] <= SECONDS
    assert task["scrolled"] == []


def test_a_whole_session(counts: dict[str, dict[str, object]]) -> None:
    task = counts["whole session"]
    assert task["actions"] in range(15, WHOLE + 1), task
    assert task["scrolled"] == [PAPER]


def test_inviting(way: str) -> None:
    (task,) = _counts("inviting", way).values()
    assert task["actions"] in range(4, INVITING + 1), task


def test_an_ordinary_review(way: str) -> None:
    (task,) = _counts("review", way).values()
    assert task["actions"] == REVIEW, task


def test_deciding(way: str) -> None:
    (task,) = _counts("deciding", way).values()
    assert task["actions"] == DECIDING, task


def test_taking_a_request(way: str) -> None:
    (task,) = _counts("intake", way).values()
    assert task["actions"] in range(10, INTAKE + 1), task
    assert isinstance(task["text"], int) and task["text"] > 50, "what the letter says was typed"


def test_a_copy_with_three_removals(way: str) -> None:
    (task,) = _counts("copy", way).values()
    assert task["actions"] in range(7, COPY + 1), task
    assert "workbench" not in str(task["scrolled"])
