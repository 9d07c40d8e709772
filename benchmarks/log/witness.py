"""The witness file: adding a checkpoint to a file of 200,000 entries against adding one to a file of 2,000."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Result, side_by_side
from desktop.domain.log.checkpoint import Checkpoint, key_name, signed_text
from desktop.environment.witnesses import Witness

LONG, SHORT = 200_000, 2_000
EACH = 20
ORIGIN = "listening-room/benchmark"
NAME = key_name(ORIGIN, "d" * 32)
PUBLIC = bytes(32)


def run(name: str) -> Result:
    """Run `witness`: twenty checkpoints added, each on the disk before the next."""
    with tempfile.TemporaryDirectory() as folder:
        return side_by_side(
            name, _adding(Path(folder, "long"), LONG), _adding(Path(folder, "short"), SHORT), rounds=9, limit=1.5
        )


def _adding(path: Path, entries: int) -> Callable[[], None]:
    witness = Witness(path)
    witness.begin(ORIGIN, NAME, PUBLIC)
    with path.open("a", encoding="utf-8", newline="") as file:
        file.writelines(f"{_checkpoint(size)}\n" for size in range(entries))
    sizes = iter(range(entries, 2 * entries))

    def work() -> None:
        for _ in range(EACH):
            witness.add(_checkpoint(next(sizes)))

    return work


def _checkpoint(size: int) -> str:
    head = Checkpoint(ORIGIN, size, bytes(32), datetime(2026, 11, 26, 9, tzinfo=UTC))
    return signed_text(head, NAME, PUBLIC, lambda _: bytes(64))
