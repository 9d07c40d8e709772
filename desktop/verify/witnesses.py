"""The witness files of one log, and the vault's files, as a verification reads them outside the database.

How many witnesses there are is in the log once another has begun: whoever verifies with fewer is told. Each file is
read by itself, their checkpoints are checked together; first keys have to be the same in all. The newest of the
database has to be in one, awaited briefly, since a desk writes the file right after the database. A time-stamping
authority has each checkpoint that its stamps vouch for; it knows no first keys, so it proves nothing alone.
Nothing but an ordinary file is opened: a pipe could keep its reader waiting for ever.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.verify.notes import Anchors, Note, read_witness

if TYPE_CHECKING:
    from desktop.verify.stamps import Stamps


PATIENCE = 2.0
"""Seconds within which a desk has written the witness file, which takes it some milliseconds."""

_PAUSE = 0.05

WitnessText = Callable[[], str | None]
"""Returns the witness file's text now; None where it cannot be read."""


def arrives(checkpoint: str, witness: WitnessText | None) -> bool:
    """Return whether the checkpoint is in the witness file, or arrives there soon."""
    until = time.monotonic() + PATIENCE
    while witness is not None:
        if checkpoint in (witness() or ""):
            return True
        if time.monotonic() > until:
            break
        time.sleep(_PAUSE)
    return False


def no_files(folder: Path) -> int:
    """Return how many entries of a folder, and of those within it, are neither files nor folders: links, too."""
    names = (Path(place, name) for place, _, found in os.walk(folder) for name in found)
    return sum(not _is_file(path) for path in names)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return True  # it was destroyed just now
    except OSError:
        return False


@dataclass(frozen=True)
class WitnessFile:
    """One file: its name for people, its text, and how it is read once more. `text` is None where it cannot be read.

    `stamps`: where it holds an authority's time stamps, and no checkpoints.
    """

    text: str | None
    again: WitnessText | None = None
    name: str = ""
    stamps: Stamps | None = None


class Witnesses:
    """The files' content, and how much of it holds so far. `stated`: how many the log says there are; 0 where it says
    nothing."""

    def __init__(self, files: Sequence[WitnessFile], origin: str) -> None:
        self._files = files
        read = [Anchors() if file.stamps else read_witness(file.text or "") for file in files]
        self._foreign = [bool(origin and each.origins) and origin not in each.origins for each in read]
        ours = [Anchors() if foreign else each for foreign, each in zip(self._foreign, read, strict=True)]
        self.anchors, self.keys_differ = _merged(ours)
        self.stamp_problems: dict[int, str] = {}
        """Why stamps do not vouch for a checkpoint, as a finding's code, by its size."""
        self.stated = 0
        self._has_authority = False
        self._without_stamp: set[int] = set()
        self._stamped = [number for number, file in enumerate(files) if file.stamps]
        self._newest: list[Note | None] = [None] * len(files)
        self._owners: dict[str, list[int]] = {}
        for number, each in enumerate(ours):
            for note in each.notes:
                self._owners.setdefault(note.text, []).append(number)

    def holds(self, note: Note) -> bool:
        """Take a checkpoint that holds, in the order of their sizes; return whether a file has it."""
        for number in self._owners.get(note.text, ()):
            self._newest[number] = note
        for number in self._stamped:
            self._stamp(number, note)
        return any(newest is not None and newest.text == note.text for newest in self._newest)

    def _stamp(self, number: int, note: Note) -> None:
        stamps, newest = self._files[number].stamps, self._newest[number]
        if stamps is None or (newest is not None and newest.text == note.text):
            return
        problem = stamps.problem_of(note)
        if problem is None:
            self._without_stamp |= {note.size} if self._has_authority else set()
        elif problem:
            self.stamp_problems.setdefault(note.size, problem)
        elif self.anchors.first_keys:
            self._newest[number] = note

    def unstamped(self) -> int:
        """Return how many checkpoints have no time stamp, of those since an event by which an authority began."""
        return len(self._without_stamp)

    def stamps_left(self) -> int:
        """Return how many stamps are over no checkpoint of this log that holds."""
        return sum(len(file.stamps.left) for file in self._files if file.stamps)

    def damaged(self) -> int:
        """Return how many parts of the files cannot be read."""
        return self.anchors.damaged + sum(file.stamps.damaged for file in self._files if file.stamps)

    @property
    def count(self) -> int:
        """How many files there are."""
        return len(self._files)

    @property
    def newest(self) -> Note | None:
        """The newest checkpoint that a file has; None where there is none."""
        return max((note for note in self._newest if note), key=lambda note: note.size, default=None)

    def without(self, stored: Note | None) -> list[str]:
        """Return the names of the files that lack the database's newest checkpoint, also after a moment."""
        return [file.name for number, file in enumerate(self._files) if self._lacks(number, stored)]

    def state(self, body: bytes) -> None:
        """Take a signed event by which a file began."""
        try:
            facts = json.loads(body)["facts"]
            self.stated = int(facts["files"])
            self._has_authority |= facts["time_stamps"] is True
        except (ValueError, OverflowError, KeyError, TypeError, RecursionError):
            self.stated = self.count + 1  # more than there are: it is told

    @property
    def fewer(self) -> dict[str, str] | None:
        """The arguments of `witnesses_fewer`, where the log has more witness files; else None."""
        return {"stated": str(self.stated), "files": str(self.count)} if self.stated > self.count else None

    def problem(self) -> str:
        """Return why nothing vouches for the log, as a finding's code."""
        if all(file.text is None for file in self._files):
            return "witness_unreadable"
        if any(self._foreign):
            return "witness_of_another"
        return "witness_without_checkpoint" if any(file.text for file in self._files) else "witness_missing"

    def _lacks(self, number: int, stored: Note | None) -> bool:
        file, newest = self._files[number], self._newest[number]
        if file.text is None or self._foreign[number] or newest is None:
            return True
        if stored is None or stored.size <= newest.size:
            return False
        return not arrives(stored.text, _stamped_again(file, stored) if file.stamps else file.again)


def _stamped_again(file: WitnessFile, stored: Note) -> WitnessText | None:
    """Return what reads the stamps once more, and gives the checkpoint's text once a stamp vouches for it."""
    stamps, again = file.stamps, file.again
    if stamps is None or again is None:
        return None
    return lambda: stored.text if stamps.read(again() or "").problem_of(stored) == "" else ""


def _merged(read: Sequence[Anchors]) -> tuple[Anchors, bool]:
    """Return what several files say as if it were one, each text once, and whether their first keys differ."""
    if len(read) == 1:
        return read[0], False
    keys: dict[str, bytes] = {}
    differ = False
    for each in read:
        for desk, public in each.first_keys.items():
            differ |= keys.setdefault(desk, public) != public
    notes = {note.text: note for each in read for note in each.notes}
    origins = {origin for each in read for origin in each.origins}
    damaged = sum(each.damaged for each in read)
    return Anchors(origins, keys, sorted(notes.values(), key=lambda note: note.size), damaged), differ
