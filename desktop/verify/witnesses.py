"""The witness files of one log, and how many of them vouch for it.

Rules:
- How many files there are and are needed is in the log, too, once another has begun (`witness_begun`, signed): whoever
  verifies with fewer, or needs fewer, is told.
- An office names its files, and how many of them are needed. What so many have is anchored: the checkpoint that holds
  and is over no more events than the newest of that many files.
- Each file is read by itself; one of another log counts for nothing. Their checkpoints are checked together, each text
  once. First keys have to be the same in all.
- The newest checkpoint of the database has to be in as many as are needed. Files that lack it, or cannot be read, are
  named also where enough others have it.
- A time-stamping authority is one of them: it has each checkpoint that one of its stamps vouches for. It knows no first
  keys, and proves nothing where no file has them: anybody can have anything stamped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.verify.files import WitnessText, arrives
from desktop.verify.notes import Anchors, Note, read_witness

if TYPE_CHECKING:
    from desktop.verify.stamps import Stamps


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
    """The files' content, and how much of it holds so far. `stated`: how many the log says there are, and needs."""

    def __init__(self, files: Sequence[WitnessFile], origin: str, needed: int = 1) -> None:
        self._files = files
        self._needed = max(1, needed)
        read = [Anchors() if file.stamps else read_witness(file.text or "") for file in files]
        self._foreign = [bool(origin and each.origins) and origin not in each.origins for each in read]
        ours = [Anchors() if foreign else each for foreign, each in zip(self._foreign, read, strict=True)]
        self.anchors, self.keys_differ = _merged(ours)
        self.wrong_stamps: list[int] = []
        self.stated: list[int] = []
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
        vouches = stamps.vouches(note.text)
        if vouches and self.anchors.first_keys:
            self._newest[number] = note
        elif vouches is False and note.size not in self.wrong_stamps:
            self.wrong_stamps.append(note.size)

    def stamps_left(self) -> int:
        """Return how many stamps are over no checkpoint of this log that holds."""
        return sum(len(file.stamps.left) for file in self._files if file.stamps)

    def damaged(self) -> int:
        """Return how many parts of the files cannot be read."""
        return self.anchors.damaged + sum(file.stamps.damaged for file in self._files if file.stamps)

    @property
    def newest(self) -> Note | None:
        """The newest checkpoint that as many files have as are needed; None where there is none."""
        found = sorted((note for note in self._newest if note), key=lambda note: note.size, reverse=True)
        return found[self._needed - 1] if len(found) >= self._needed else None

    def without(self, stored: Note | None) -> list[str]:
        """Return the names of the files that lack the database's newest checkpoint, also after a moment."""
        return [file.name for number, file in enumerate(self._files) if self._lacks(number, stored)]

    def enough(self, lacking: int) -> bool:
        """Return whether as many have it as are needed, where so many lack it."""
        return len(self._files) - lacking >= self._needed

    def state(self, body: bytes) -> None:
        """Take a signed event by which a file began."""
        try:
            facts = json.loads(body)["facts"]
            self.stated = [int(facts["files"]), int(facts["needed"])]
        except (ValueError, OverflowError, KeyError, TypeError, RecursionError):
            self.stated = [len(self._files) + 1, self._needed]  # more than there are: it is told

    @property
    def fewer(self) -> dict[str, str] | None:
        """The arguments of `witnesses_fewer`, where the log has or needs more witness files; else None."""
        if not self.stated or (self.stated[0] <= len(self._files) and self.stated[1] <= self._needed):
            return None
        return {**self.counts(), "stated_files": str(self.stated[0]), "stated_needed": str(self.stated[1])}

    def problem(self) -> tuple[str, dict[str, str]]:
        """Return why nothing vouches for the log, as a finding's code and what its words name."""
        if len(self._files) > 1:
            return "witnesses_too_few", self.counts()
        [file], [foreign] = self._files, self._foreign
        if file.text is None:
            return "witness_unreadable", {}
        return (
            "witness_of_another" if foreign else "witness_without_checkpoint" if file.text else "witness_missing"
        ), {}

    def behind(self, lacking: Sequence[str]) -> tuple[str, dict[str, str]]:
        """Return the finding's code where too many lack the newest checkpoint, and what its words name."""
        if len(self._files) == 1:
            return "witness_behind", {}
        return "witnesses_behind", {**self.counts(), "names": ", ".join(lacking)}

    def counts(self) -> dict[str, str]:
        """Return how many files there are, and how many are needed."""
        return {"needed": str(self._needed), "files": str(len(self._files))}

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
    return lambda: stored.text if stamps.read(again() or "").vouches(stored.text) else ""


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
