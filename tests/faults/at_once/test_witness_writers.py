"""Several programs add to one witness file, and one of them is killed: acknowledged entries are there, each once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.log.checkpoint import Checkpoint, signed_text
from desktop.environment.witnesses import Witness
from desktop.verify.notes import read_witness

ROOT = Path(__file__).resolve().parents[3]
WRITERS, ENTRIES = 8, 120
KILLED_AFTER = 60
STEP = 10_000
DOOMED = STEP - 1
"""Entries of the one that is killed: so many that it is still at it, however late the signal comes."""
ORIGIN = "office.example"
AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def public(number: int) -> bytes:
    """Return the first key of that desk."""
    return bytes([number]) * 32


def checkpoint(number: int, entry: int) -> str:
    """Return that desk's checkpoint of that number; nobody else has one of its size."""
    head = Checkpoint(ORIGIN, number * STEP + entry, bytes(32), AT)
    return signed_text(head, f"{ORIGIN}/desk{number}", public(number), lambda _: bytes(64))


def main(path: str, number: int, count: int) -> None:
    """Wait for a line, add that many checkpoints, and print the size of each when it is acknowledged."""
    witness = Witness(Path(path))
    witness.begin(ORIGIN, f"{ORIGIN}/desk{number}", public(number))
    print("begun", flush=True)
    sys.stdin.readline()
    for entry in range(count):
        witness.add(checkpoint(number, entry))
        print(number * STEP + entry, flush=True)


def _started(path: Path, number: int, entries: int = ENTRIES) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", __name__, str(path), str(number), str(entries)]
    writer = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None and writer.stdout.readline() == "begun\n"
    return writer


def _let_go(writers: list[subprocess.Popen[str]]) -> None:
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()


@pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")
def test_eight_writers_lose_no_acknowledged_checkpoint_although_one_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "witness.txt"
    with ExitStack() as running:
        doomed = running.enter_context(_started(path, 0, DOOMED))
        writers = [doomed, *(running.enter_context(_started(path, number)) for number in range(1, WRITERS))]
        _let_go(writers)
        assert doomed.stdout is not None
        acknowledged = [int(doomed.stdout.readline()) for _ in range(KILLED_AFTER)]
        doomed.kill()
        said = [
            doomed.stdout.read(),
            *(writer.communicate()[0] for writer in writers[1:]),
        ]  # it has lines of its own kept
        doomed.wait()
    assert [writer.returncode for writer in writers] == [-9] + [0] * (WRITERS - 1)
    acknowledged += [int(line) for lines in said for line in lines.splitlines()]
    assert KILLED_AFTER + (WRITERS - 1) * ENTRIES <= len(acknowledged) < (WRITERS - 1) * ENTRIES + DOOMED
    anchors = read_witness(path.read_text("utf-8"))  # as the verifier reads it, which shares nothing with the writer
    found = Counter(note.size for note in anchors.notes)
    assert anchors.damaged == 0 and len(anchors.first_keys) == WRITERS
    assert set(acknowledged) - set(found) == set() and set(found.values()) == {1}
    assert len(found) - len(acknowledged) in (0, 1)  # the one that was written when its writer was killed


@pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")
def test_a_writer_that_is_killed_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "witness.txt"
    with _started(path, 1) as writer:
        _let_go([writer])
        assert writer.stdout is not None and writer.stdout.readline()
        writer.kill()
        writer.communicate()
    Witness(path).add(checkpoint(1, ENTRIES))
    assert Witness(path).latest() == checkpoint(1, ENTRIES)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
