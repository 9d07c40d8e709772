"""Plant a fault in the program, to see that `every_operation` sees it:  python -m tests.faults.operations.planted FAULT

FAULT is one of `PLANTED`; behind it, arguments of `every_operation`. Tried is the work in which the fault shows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from typing import Any, NamedTuple

from desktop.environment import witnesses
from desktop.errors import ExternalSystemError
from desktop.files import durable
from desktop.media.strongroom import VaultStrongroom
from desktop.vault import blobs
from tests.faults.operations import every_operation


class Planted(NamedTuple):
    """A function of the program, its replacement, the work in which that shows, and what a finding has to say."""

    owner: Any
    name: str
    instead: Callable[..., Any]
    work: str
    seen: str


def _fails_in_silence(
    self: witnesses.Witness, checkpoint: str, add: Callable[..., None] = witnesses.Witness.add
) -> None:
    with suppress(ExternalSystemError):
        add(self, checkpoint)


def _leaves_half(file: FileIO, entry: bytes, end: int) -> None:
    while entry:
        entry = entry[file.write(entry) :]
    os.fsync(file.fileno())


def _nothing(*_: object) -> None:
    pass


PLANTED = {
    "a witness that fails in silence": Planted(
        witnesses.Witness, "add", _fails_in_silence, "session: close", "lacks a checkpoint, and nobody was told"
    ),
    "half an entry": Planted(witnesses, "_write_whole", _leaves_half, "session: close", "half an entry in the witness"),
    "a copy left behind": Planted(VaultStrongroom, "remove", _nothing, "render", "left behind: approved/"),
    "half a copy left behind": Planted(blobs.Unfinished, "drop", _nothing, "render", "left behind: approved/."),
    "a vault without fsync": Planted(
        blobs.Unfinished, "sync", _nothing, "render", "not synced: office/vault/approved/"
    ),
    "names without fsync": Planted(durable, "sync_folder", _nothing, "render", "not synced: office/vault/approved"),
}


def main(fault: str, *words: str) -> int:
    planted = PLANTED[fault]
    assert hasattr(planted.owner, planted.name), "it stands elsewhere now"
    setattr(planted.owner, planted.name, planted.instead)
    return every_operation.main(["--only", planted.work, "--sample", "1", *words])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
