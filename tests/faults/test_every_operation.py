"""A sample of every operation of a day's work, failed and killed; `script/faults` does all of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.operations.every_operation import spread
from tests.faults.operations.planted import PLANTED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux is redirected"),
]
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = "2"
REACHED = {
    f"{place} {kind}"
    for place, kinds in {
        "database": ("open", "read", "write", "sync", "unlink"),
        "vault": ("make", "open", "read", "write", "sync", "rename", "unlink"),
        "witness": ("open", "read", "write", "sync"),
        "key file": ("make", "read", "write", "sync", "rename"),
        "keyring": ("get", "set"),
    }.items()
    for kind in kinds
}
"""The kinds of operation without which this would be no trial of them."""


def test_whatever_fails_nothing_is_lost_nothing_is_half_done_and_it_can_be_done_again(tmp_path: Path) -> None:
    told = tmp_path / "faults.json"
    command = [sys.executable, "-m", "tests.faults.operations.every_operation", "--sample", SAMPLE, "--json", str(told)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.exists(), ran.stdout + ran.stderr
    said = json.loads(told.read_text("utf-8"))
    assert said["found"] == [], ran.stdout
    assert ran.returncode == 0
    assert set(said["counted"]) >= REACHED
    assert {kind for kind, _, number in said["tried"] if number} >= REACHED
    assert {how for _, how, number in said["tried"] if number} == {"failed", "killed"}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_that_is_planted_in_the_program_is_seen(fault: str, tmp_path: Path) -> None:
    told = tmp_path / "faults.json"
    command = [sys.executable, "-m", "tests.faults.operations.planted", fault, "--json", str(told)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.exists(), ran.stdout + ran.stderr
    found = json.loads(told.read_text("utf-8"))["found"]
    assert any(PLANTED[fault].seen in finding for finding in found) and ran.returncode == 1, ran.stdout


def test_a_sample_is_spread_over_all_kinds_and_all_works() -> None:
    operations = {"one": ["read"] * 10 + ["write"] * 2, "other": ["read"] * 10, "third": ["sync"]}
    assert spread(operations, 2) == {"one": [5, 6, 10, 11], "other": [5], "third": [0]}
    assert spread(operations, 0) == {"one": list(range(12)), "other": list(range(10)), "third": [0]}
