"""The checkpoints of one verification: the witness's and the database's, each checked when the tree has its size.

Rules:
- A checkpoint holds if it is of this log, its size and root are the tree's, and a desk signed it with the key that it
  had in the log at that point. Signatures by keys that no desk has are ignored; one by a desk's key has to be right.
- The database's rows are streamed, and compared with their texts. Every checkpoint of the witness has to be among them.
  The newest of them has to be in the witness: later ones make up for any that it lacks before that.
- One that does not fit, or is missing, is no finding where the log states that it was lost (`losses`): that is known at
  the end.
- A text in both is read and checked once: the same bytes over the same tree and keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from desktop.verify.authority import Authority
from desktop.verify.clocks import Clocks
from desktop.verify.forks import Forks
from desktop.verify.keys import KeyChain
from desktop.verify.losses import Losses
from desktop.verify.milestone import Milestone
from desktop.verify.notes import Note, read_note
from desktop.verify.receipts import Receipt
from desktop.verify.report import Findings
from desktop.verify.tree import Tree
from desktop.verify.witnesses import Witnesses


class _Queue:
    """Checkpoints in the order of their sizes, read one ahead: a table of them is never held in memory."""

    def __init__(self, notes: Iterator[Note]) -> None:
        self._notes = notes
        self._next = next(notes, None)

    @property
    def due(self) -> float:
        """The size of the next one; infinite where there is none."""
        return inf if self._next is None else self._next.size

    def up_to(self, size: float) -> Iterator[Note]:
        """Yield those over at most that many events."""
        while self._next is not None and self._next.size <= size:
            note, self._next = self._next, next(self._notes, None)
            yield note


class Checkpoints:
    """Both queues. `newest_stored` is the database's newest that holds so far. `receipt`: one that is checked too."""

    def __init__(
        self, witnesses: Witnesses, origin: str, authority: Authority, findings: Findings, clocks: Clocks
    ) -> None:
        self.newest_stored: Note | None = None
        self.receipt: Receipt | None = None
        self._witnesses = witnesses
        self._origin = origin
        self._authority = authority
        self._findings = findings
        self._clocks, self._forks = clocks, Forks(findings)
        self.losses = Losses()
        self._misfits: list[tuple[Note, bool]] = []
        self._promised = {note.text: note for note in witnesses.anchors.notes}
        self._witness, self._stored = _Queue(iter(witnesses.anchors.notes)), _Queue(iter(()))

    def go_on(self, milestone: Milestone) -> None:
        """Leave out what is over fewer events. The witness has to have what it had there."""
        later = [note for note in self._witnesses.anchors.notes if note.size >= milestone.size]
        self._promised = {note.text: note for note in later}
        self._witness = _Queue(iter(later))
        self.losses.go_on(milestone.lost)
        self._witnesses.stated = milestone.witnesses
        anchor = milestone.note
        if anchor is not None and not self._witnesses.holds(anchor) and self._witnesses.anchors.notes:
            self._findings.add("anchor_missing", anchor.size)

    def witness_began(self, body: bytes) -> None:
        """Take a signed event by which a witness file began."""
        self._witnesses.state(body)

    def begin(self, rows: Iterator[tuple[Any, ...]]) -> None:
        """Begin to read the database's, in the order of their sizes."""
        self._stored = _Queue(self._notes(rows))

    @property
    def due(self) -> float:
        """The size of the next one; infinite where none is left."""
        return min(self._witness.due, self._stored.due, self.receipt.due if self.receipt else inf)

    def check(self, tree: Tree, keys: KeyChain) -> None:
        """Check those that are over as many events as the tree has, or fewer."""
        problems: dict[str, str | None] = {}
        if self.receipt:
            self.receipt.check(tree, keys)
        for note in self._witness.up_to(tree.count):
            if self._holds(note, tree, keys, problems):
                self._witnesses.holds(note)
        for note in self._stored.up_to(tree.count):
            if self._holds(note, tree, keys, problems):
                self.newest_stored = note
                self._witnesses.holds(note)

    def finish(self) -> None:
        """Finish after the last event: those left were signed over a longer log."""
        lost = set()
        for note, signed in self._misfits:
            if self.losses.names(note):
                lost.add(note.text)
            else:
                self._findings.add("wrong_root", note.size)
                if signed:
                    self._forks.misfit(note)
        for note in (*self._witness.up_to(inf), *self._stored.up_to(inf)):
            if self.losses.names(note):
                lost.add(note.text)
            else:
                self._findings.add("log_shorter", note.size)
        for text in self._promised:
            if text not in lost:
                self._findings.add("checkpoint_missing")
        if self.receipt:
            self.receipt.finish(self.losses)
        fitting = [note for note in (self._witnesses.newest, self.newest_stored) if note is not None]
        self._forks.finish(max(fitting, key=lambda note: note.size, default=None))

    def _notes(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[Note]:
        """Yield the database's readable checkpoints, after checking their rows."""
        for size, desk, at, text in rows:
            note = self._note(text) if isinstance(text, str) else None
            if note is None:
                self._findings.add("checkpoint_malformed", size if isinstance(size, int) else None)
                continue
            if (note.size, note.at, note.desks) != (size, at, [desk]):
                self._findings.add("checkpoint_row_differs", note.size)
            yield note

    def _note(self, text: str) -> Note | None:
        promised = self._promised.pop(text, None)
        if promised is not None:
            return promised
        note = read_note(text)
        return note and (self._promised.pop(note.text, None) or note)

    def _holds(self, note: Note, tree: Tree, keys: KeyChain, problems: dict[str, str | None]) -> bool:
        if note.text not in problems:
            problems[note.text] = self._problem_of(note, tree, keys)
        problem = problems[note.text]
        if problem == "wrong_root":
            self._misfits.append((note, keys.signed(note)))
        elif problem:
            self._findings.add(problem, note.size)
        else:
            self._authority.vouch(note)
            for desk in note.desks:
                self._clocks.see(desk, note.at[:10], note.size, "checkpoint_clock_back")
        return problem is None

    def _problem_of(self, note: Note, tree: Tree, keys: KeyChain) -> str | None:
        if note.origin != self._origin:
            return "unknown_origin"
        if note.size == tree.count and note.root == tree.root():
            return None if keys.signed(note) else "wrong_signature"
        return "wrong_root"
