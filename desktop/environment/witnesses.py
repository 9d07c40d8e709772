"""The witness files of an office that has several: N of M have to take a checkpoint for it to count as anchored.

Rules:
- A checkpoint is added to every file. Where fewer take it than are needed, SurroundingsError is raised; where enough
  do, nothing is said here: `listening-room verify` names the files that lack the newest one. The next checkpoint makes
  up for what a file lacks.
- A first key is recorded in every file, or the desk does not begin.
- An office with one file has no `Witnesses`: it has a `Witness`, which has the same methods.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.domain.log.checkpoint import parse_note
from desktop.environment.office_file import OfficeFile
from desktop.environment.witness import Witness
from desktop.errors import SurroundingsError

if TYPE_CHECKING:
    from desktop.environment.time_stamps import TimeStamps

Read = TypeVar("Read")


class Witnesses:
    """Several witness files. Every method raises SurroundingsError, as those of `Witness` do.

    `files` are all of them, an authority's time stamps included.
    """

    def __init__(self, paths: Sequence[Path], needed: int, stamps: TimeStamps | None = None) -> None:
        self._witnesses = tuple(Witness(path) for path in paths)
        self.files: tuple[Witness | TimeStamps, ...] = (*self._witnesses, *([stamps] if stamps else []))
        self.needed = needed

    def begin(self, origin: str, name: str, public: bytes) -> None:
        """Record a desk's first key in every file."""
        for file in self.files:
            file.begin(origin, name, public)

    def add(self, checkpoint: str) -> None:
        """Add a signed checkpoint to every file. Raises SurroundingsError (`witnesses_too_few`)."""
        taken = 0
        for file in self.files:
            try:
                file.add(checkpoint)
            except SurroundingsError:
                continue
            taken += 1
        if taken < self.needed:
            raise SurroundingsError("witnesses_too_few")

    def text(self) -> str:
        """Return all of the file that says most; empty where there is none."""
        return max(self._read(Witness.text), key=len)

    def latest(self) -> str | None:
        """Return the newest checkpoint of all files, or None."""
        found = [checkpoint for checkpoint in self._read(Witness.latest) if checkpoint is not None]
        return max(found, key=lambda text: parse_note(text).checkpoint.size, default=None)

    def anchored(self) -> int | None:
        """Return the event count that the newest checkpoints of as many files as are needed are over, or None.

        An authority's stamps count for none of them here: only verifying reads those.
        """
        sizes = sorted((size for size in self._read(Witness.anchored) if size is not None), reverse=True)
        place = min(self.needed, len(self._witnesses)) - 1
        return sizes[place] if len(sizes) > place else None

    def checkpoints(self) -> list[str]:
        """Return the checkpoints of all files, each once."""
        return list(dict.fromkeys(text for found in self._read(Witness.checkpoints) for text in found))

    def largest(self) -> int | None:
        """Return the event count of the largest checkpoint of all files, or None."""
        return max((size for size in self._read(Witness.largest) if size is not None), default=None)

    def age(self, now: datetime) -> timedelta | None:
        """Return the age of the newest checkpoint's signature, or None."""
        latest = self.latest()
        return None if latest is None else now - parse_note(latest).checkpoint.at

    def _read(self, read: Callable[[Witness], Read]) -> list[Read]:
        """Return what the files that can be read say. Raises SurroundingsError where fewer can than are needed.

        An authority's stamps say nothing of themselves.
        """
        found = []
        for file in self._witnesses:
            try:
                found.append(read(file))
            except SurroundingsError:
                continue
        if len(found) < min(self.needed, len(self._witnesses)):
            raise SurroundingsError("witnesses_too_few")
        return found


def witness_of(file: OfficeFile, folder: Path) -> Witness | Witnesses:
    """Return the witness of the office in that folder: one file, or several, or one and an authority."""
    paths = file.witnesses(folder)
    beside = file.stamps(folder)
    if file.time_stamps is not None and beside is not None:
        from desktop.environment.time_stamps import TimeStamps  # HTTP and mail: most offices have no authority

        return Witnesses(paths, file.witnesses_needed, TimeStamps(*file.time_stamps, beside))
    return Witness(paths[0]) if len(paths) == 1 else Witnesses(paths, file.witnesses_needed)
