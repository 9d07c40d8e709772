"""The witnesses of an office: one file or several, and a time-stamping authority where it has one.

Rules:
- Each checkpoint is written to each of them. One that does not take it holds nothing up, as long as another does:
  Health and `listening-room verify` name it with LOOK, and the next checkpoint makes up for it.
- A first key is recorded in every file, or the desk does not begin.
- Where no file can be read, or none takes a checkpoint, the SurroundingsError of the first of them is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.environment.office_file import OfficeFile
from desktop.environment.witness import Witness
from desktop.errors import SurroundingsError

if TYPE_CHECKING:
    from desktop.environment.time_stamps import TimeStamps

File = TypeVar("File")
Done = TypeVar("Done")


class Witnesses:
    """All witnesses. `files` are all of them, an authority's time stamps included; only verifying reads those."""

    def __init__(self, paths: Sequence[Path], stamps: TimeStamps | None = None) -> None:
        self._witnesses = tuple(Witness(path) for path in paths)
        self.files: tuple[Witness | TimeStamps, ...] = (*self._witnesses, *([stamps] if stamps else []))

    def begin(self, origin: str, name: str, public: bytes) -> None:
        """Record a desk's first key in every file."""
        for file in self.files:
            file.begin(origin, name, public)

    def add(self, checkpoint: str) -> None:
        """Add a signed checkpoint to each of them."""
        _by_each(self.files, lambda file: file.add(checkpoint))

    def are_there(self) -> bool:
        """Return whether each file can be read and written, and a log has begun in it."""
        return all(file.is_there() for file in self._witnesses)

    def text(self) -> str:
        """Return all of the file that says most; empty where there is none."""
        return max(_by_each(self._witnesses, Witness.text), key=len)

    def latest(self) -> str | None:
        """Return the newest checkpoint of all files, or None."""
        found = _by_each(self._witnesses, lambda file: (file.anchored() or 0, file.latest()))
        return max(found, key=lambda newest: newest[0])[1]

    def anchored(self) -> int | None:
        """Return the event count of the newest checkpoint of all files, or None."""
        return _largest(_by_each(self._witnesses, Witness.anchored))

    def checkpoints(self) -> list[str]:
        """Return the checkpoints of all files, each once."""
        return list(dict.fromkeys(text for found in _by_each(self._witnesses, Witness.checkpoints) for text in found))

    def largest(self) -> int | None:
        """Return the event count of the largest checkpoint of all files, or None."""
        return _largest(_by_each(self._witnesses, Witness.largest))


def _by_each(files: Sequence[File], do: Callable[[File], Done]) -> list[Done]:
    """Return what each file did that could. Raises SurroundingsError where none could."""
    done: list[Done] = []
    failed: SurroundingsError | None = None
    for file in files:
        try:
            done.append(do(file))
        except SurroundingsError as error:
            failed = failed or error
    if failed is not None and not done:
        raise failed
    return done


def _largest(sizes: Sequence[int | None]) -> int | None:
    return max((size for size in sizes if size is not None), default=None)


def witnesses_of(file: OfficeFile, folder: Path) -> Witnesses:
    """Return the witnesses of the office in that folder."""
    paths, beside = file.witnesses(folder), file.stamps(folder)
    if file.time_stamps is None or beside is None:
        return Witnesses(paths)
    from desktop.environment.time_stamps import TimeStamps  # HTTP and mail: most offices have no authority

    return Witnesses(paths, TimeStamps(*file.time_stamps, beside))
