"""The scripts answer --help and refuse what they do not know, wherever they are called from, and make nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path for path in (ROOT / "script").iterdir() if path.is_file() and path.name != "lib.sh")
PASS_ON = {"bench", "count-actions", "faults", "fuzz", "lock", "start", "test"}
"""They pass what they do not know on to a program, once they have done their set-up; that refuses it."""


def call(script: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Call it from that folder, as a person does who is there; on Windows and in CI alike by its interpreter."""
    by = [sys.executable] if script.suffix == ".py" or script.name == "demo-voices" else ["bash"]
    return subprocess.run([*by, script, *words], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_every_script_answers_help_from_any_folder_and_makes_nothing(tmp_path: Path) -> None:
    ran = {script.name: call(script, tmp_path, "--help") for script in SCRIPTS}
    assert {name: (each.returncode, each.stderr) for name, each in ran.items()} == dict.fromkeys(ran, (0, ""))
    assert [name for name, each in ran.items() if name not in each.stdout] == []
    assert [*tmp_path.iterdir()] == [] and not (ROOT / "--help").exists()


def test_every_script_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    ran = {script.name: call(script, tmp_path, "--no-such-word") for script in SCRIPTS if script.name not in PASS_ON}
    assert [name for name, each in ran.items() if each.returncode == 0] == []
    assert [name for name, each in ran.items() if not each.stderr.strip()] == [], "it says why"
    assert {name: each.stderr for name, each in ran.items() if "Traceback" in each.stderr} == {}
    assert [*tmp_path.iterdir()] == []


def test_building_twice_deletes_nothing_that_it_did_not_make(tmp_path: Path) -> None:
    precious = tmp_path / "first" / "precious"
    precious.parent.mkdir()
    precious.write_text("made by somebody else")
    ran = call(ROOT / "script" / "twice", tmp_path, ".")
    assert ran.returncode != 0 and "was not made here" in ran.stderr
    assert precious.exists() and not (tmp_path / "second").exists()


@pytest.mark.parametrize("name", ["bill_of_materials.py", "coverage_floors.py", "office_build.py", "lint-deb"])
def test_what_is_not_there_is_said_and_is_no_success(name: str, tmp_path: Path) -> None:
    ran = call(ROOT / "script" / name, tmp_path, "nothing-of-that-name")
    assert ran.returncode != 0 and "nothing-of-that-name" in ran.stderr and "Traceback" not in ran.stderr
