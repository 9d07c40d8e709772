"""Run as a program, to be killed: one of several that add checkpoints to the same witness file.

`python -m tests.faults.witness_to_kill WITNESS NAME COUNT`: it begins, waits for a line, adds COUNT checkpoints, and
prints the size of each when it is acknowledged.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from desktop.domain.log.checkpoint import Checkpoint, signed_text
from desktop.environment.witnesses import Witness

ORIGIN = "office.example"
STEP = 10_000
AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def public(number: int) -> bytes:
    """Return the first key of that desk."""
    return bytes([number]) * 32


def checkpoint(number: int, entry: int) -> str:
    """Return that desk's checkpoint of that number; nobody else has one of its size."""
    head = Checkpoint(ORIGIN, number * STEP + entry, bytes(32), AT)
    return signed_text(head, f"{ORIGIN}/desk{number}", public(number), lambda _: bytes(64))


def main(path: str, number: int, count: int) -> None:
    witness = Witness(Path(path))
    witness.begin(ORIGIN, f"{ORIGIN}/desk{number}", public(number))
    print("begun", flush=True)
    sys.stdin.readline()
    for entry in range(count):
        witness.add(checkpoint(number, entry))
        print(number * STEP + entry, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
