"""kill -9 during marking: everything reported as saved is there, and every opening is in the log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.application.ports.desk import Desk
from desktop.bootstrap.wiring import open_desk
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.domain.requests.request import Status
from tests.faults.preparing_to_kill import MARKS, REFERENCE
from tests.support.listing import listed

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")
def test_marks_that_were_saved_outlive_a_program_that_is_killed(tmp_path: Path) -> None:
    place = tmp_path / "place"
    command = [sys.executable, "-m", "pytest", "-q", "tests/faults/preparing_to_kill.py", f"--basetemp={place}"]
    ended = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stdout + ended.stderr
    (office,) = place.glob("*0/demo")
    desk = open_desk(office)
    try:
        reason = RemovalReason.CARD_DETAILS
        assert draft(desk).marks == tuple(Removal(start, end, None, reason) for start, end in MARKS)
        assert desk.verifier.verify().whole
    finally:
        desk.close()


def draft(desk: Desk) -> Draft:
    with desk.uow().read_only() as uow:
        rows = listed(uow, [status.value for status in Status])
        return uow.drafts.get(next(row.id for row in rows if row.reference == REFERENCE))
