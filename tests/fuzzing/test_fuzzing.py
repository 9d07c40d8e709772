"""Some inputs for each target of `script/fuzz`, the same ones every time; `script/fuzz` goes on from there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.fuzzing import forged_logs
from tests.fuzzing.fuzz import tried
from tests.fuzzing.mutating import mutated
from tests.fuzzing.targets import TARGETS, Target

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
RUNS = {"decoder": 15_000, "telephony": 25_000, "subtitles": 25_000, "notes": 25_000, "verify": 3_000}
"""About five seconds each."""


@pytest.mark.skipif(sys.platform == "win32", reason="what hangs is found by a signal")
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_a_refusal_comes_of_a_changed_input(name: str) -> None:
    command = [sys.executable, "-m", "tests.fuzzing.fuzz", name, "--runs", str(RUNS[name])]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith(f"{name}: {RUNS[name]:,} inputs, 0 findings")


def test_a_finding_is_told_with_where_it_came_about() -> None:
    def broken(data: bytes) -> None:
        raise KeyError("something")

    assert tried(Target(broken, lambda: [b"x"]), b"x").startswith("KeyError at test_fuzzing.py:")


def test_an_input_that_is_as_it_was_is_no_change_and_one_that_is_accepted_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    untouched = bytes([forged_logs.WITNESS]) + forged_logs.witness().encode()
    assert tried(TARGETS["verify"], untouched) == ""
    monkeypatch.setattr(forged_logs, "is_changed", lambda before, after: True)
    cell_as_it_was = bytes([forged_logs.CELL, 0, 0, 1, 0, 0, 0])
    assert tried(TARGETS["verify"], cell_as_it_was).startswith("AcceptedError at forged_logs.py")


def test_mutations_change_something_and_are_the_same_for_the_same_seed() -> None:
    made = [mutated(b"RIFF\x24\0\0\0WAVE", Random(seed), (b"data",)) for seed in range(200)]
    assert made == [mutated(b"RIFF\x24\0\0\0WAVE", Random(seed), (b"data",)) for seed in range(200)]
    assert len(set(made)) > 150
