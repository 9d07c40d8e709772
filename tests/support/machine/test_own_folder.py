"""The temporary folders of a run: those of one that was killed are removed by the next, and nobody else's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.machine.own_folder import own_folder_in_memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells who lives")
ROOT = Path(__file__).resolve().parents[3]
MAKE = 'source script/lib.sh; own_folder "$1"; read -r'


@contextmanager
def a_run(place: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Yield a script that waits, and its folder."""
    command, pipe = ["bash", "-c", MAKE, "bash", str(place)], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        yield run, folder
        run.kill()
        shutil.rmtree(folder, ignore_errors=True)


def test_the_next_run_removes_what_a_killed_one_left_and_nothing_else(tmp_path: Path) -> None:
    with a_run(tmp_path) as (killed, left), a_run(tmp_path) as (_, of_another):
        (left / "in it").mkdir()
        killed.kill()
        killed.wait()
        theirs = tmp_path / "listening-room-tests-theirs"
        of_this_number = tmp_path / "lr-reused00"
        for folder in (theirs, of_this_number):
            folder.mkdir()
        (of_this_number / ".whose").write_text(f"{os.getpid()} 1\n")  # it started later than that
        with a_run(tmp_path) as (_, newest):
            assert set(tmp_path.iterdir()) == {of_another, theirs, newest}


def test_a_folder_in_memory_says_whose_it_is() -> None:
    folder = own_folder_in_memory()
    try:
        with a_run(folder.parent):
            assert folder.is_dir()
    finally:
        shutil.rmtree(folder)
    dead = own_folder_in_memory()
    (dead / ".whose").write_text(f"{_a_dead_one()} 7\n")
    with a_run(dead.parent):
        assert not dead.exists()


def _a_dead_one() -> int:
    with subprocess.Popen(["true"]) as ended:
        pass
    return ended.pid


@pytest.mark.skipif(shutil.which("gnome-keyring-daemon") is None, reason="no gnome-keyring")
def test_what_a_command_leaves_in_the_temporary_place_is_in_the_runs_folder() -> None:
    ran = subprocess.run(
        ["script/with-keyring", "sh", "-c", "mktemp -d; echo $DBUS_SESSION_BUS_ADDRESS"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "TMPDIR"},
        capture_output=True,
        text=True,
        check=True,
    )
    made, bus = ran.stdout.splitlines()
    assert "/lr-" in made and not Path(made).exists()
    assert "/lr-" in bus
