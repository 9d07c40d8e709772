"""A walk in a process of its own, on a desktop, a bus and a keyring of its own, and Orca's speech.

A screen reader reads every window that it finds, and a program that is read gets its keys through it.
"""

from __future__ import annotations

import faulthandler
import fcntl
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.config import RESOURCES
from tests.end_to_end.screen_reader.read_aloud import HEARD
from tests.support.machine.patience import WALK

ROOT = RESOURCES.parent


@dataclass(frozen=True)
class Heard:
    """For each station, the speech and the objects that told the bus of a change or the keyboard; for the whole walk,
    the bus's events."""

    stations: dict[str, list[str]]
    moves: dict[str, list[str]]
    focused: dict[str, list[str]]
    roles: list[str]
    typed: list[list[str]]

    def at(self, station: str) -> str:
        return "\n".join(self.stations[station])

    def with_words(self, words: str) -> list[str]:
        """Return the stations at which that was said."""
        return [station for station in self.stations if words in self.at(station)]


def walked(walk: str, factory: pytest.TempPathFactory) -> Heard:
    """Make the walk once; and once more where Orca ended in the middle of it, or heard nothing."""
    with _orca_alone():
        ran, folder = _walk(walk, factory.mktemp("orca"))
        if ran.returncode != 0:
            ran, folder = _walk(walk, factory.mktemp("orca"))
    assert ran.returncode == 0, (folder / "walk.txt").read_text(encoding="utf-8")[-4000:]
    return Heard(**json.loads((folder / HEARD).read_text(encoding="utf-8")))


@contextmanager
def _orca_alone() -> Iterator[None]:
    """Wait until no other process of this run has an Orca: it does not start beside one of the same account.

    The limit of a test is not for that wait.
    """
    faulthandler.cancel_dump_traceback_later()
    place = Path(os.environ.get("PYTEST_DEBUG_TEMPROOT") or tempfile.gettempdir())  # that of the whole run
    with (place / "listening-room-tests-orca.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _walk(walk: str, folder: Path) -> tuple[subprocess.CompletedProcess[bytes], Path]:
    module = [sys.executable, "-m", "tests.end_to_end.screen_reader.read_aloud", str(folder), walk]
    with (folder / "walk.txt").open("w") as out:
        command = ["script/with-desktop", "--keyring", *module]
        return subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, timeout=WALK, check=False), folder
