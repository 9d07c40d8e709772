"""Checkpoints over the tree (RFC 6962, written apart from the writer's): database's, witness's, and those on receipts.

One holds if it is of this log, size and root are the tree's, and a desk signed it with the key that it had there. Every
checkpoint of the witness has to be in the database, and its newest in the witness; one that the log states as lost is
no finding. One that is signed and does not fit is a second history where one as large or larger does fit: told once.
A receipt is read from any text. A signature that holds over another root proves that its holder was shown another
history; one that does not hold proves nothing against the office.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from hashlib import sha256
from math import inf
from typing import Any

from desktop.verify.desks import Clocks, KeyChain
from desktop.verify.notes import Note, read_note
from desktop.verify.report import Findings, Losses, Milestone
from desktop.verify.witnesses import Witnesses

HASH_BYTES = 32


class Tree:
    """Grows by one event at a time, in the memory of one hash for each doubling."""

    def __init__(self, edge: bytes = b"") -> None:
        """Begin empty, or with that right edge in its stored form."""
        self.count = int.from_bytes(edge[:8], "big")
        self._waiting = [edge[at : at + HASH_BYTES] for at in range(8, len(edge), HASH_BYTES)]

    def add(self, body: bytes) -> None:
        """Hash the next event as it is stored, and join the subtrees that are full with it."""
        node, full = sha256(b"\x00" + body).digest(), self.count
        while full & 1:
            node, full = sha256(b"\x01" + self._waiting.pop() + node).digest(), full >> 1
        self._waiting.append(node)
        self.count += 1

    def root(self) -> bytes:
        """Return the root over everything added."""
        root, *lefts = reversed(self._waiting or [sha256().digest()])
        for left in lefts:
            root = sha256(b"\x01" + left + root).digest()
        return root

    def edge(self) -> bytes:
        """Return the stored form."""
        return self.count.to_bytes(8, "big") + b"".join(self._waiting)


UNREADABLE, ANOTHER_OFFICE, SEVERAL = "unreadable", "another_office", "several"
HELD, NOT_SIGNED, OTHER_HISTORY, LOG_SHORTER = "held", "not_signed", "other_history", "log_shorter"
WAS_LOST = "was_lost"

LONGEST_RECEIPT = 100_000
"""Characters of the longest text in which a receipt is looked for."""

_OURS = re.compile(r"listening-room/[0-9a-f]{32}")
_NUMBER = r"(?:0|[1-9][0-9]{0,18})"
_HEAD = rf"({_NUMBER})([A-Za-z0-9+/]{{43}}=)time([0-9T:.-]{{26}}Z)"
_SIGNED = r"[—–-]+{origin}/([0-9a-z]{{32}})([A-Za-z0-9+/]{{91}}=)"


def read_receipt(text: str, origin: str) -> Note | str:
    """Return the checkpoint of that log in the text; else UNREADABLE, ANOTHER_OFFICE or SEVERAL."""
    dense = re.sub(r"\s+", "", text[:LONGEST_RECEIPT])
    name = re.escape(origin)
    found = set(re.findall(name + _HEAD + _SIGNED.format(origin=name), dense))
    if not found:
        others = set(_OURS.findall(dense)) - {origin}
        return ANOTHER_OFFICE if others and origin not in dense else UNREADABLE
    if len(found) > 1:
        return SEVERAL
    [(size, root, at, desk, value)] = found
    return read_note("\n".join([origin, size, root, f"time {at}", "", f"— {origin}/{desk} {value}", ""])) or UNREADABLE


class Receipt:
    """One that is checked while the tree grows. `outcome`: what became of it; "" where nothing did."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.outcome = ""

    @property
    def due(self) -> float:
        """Its size; infinite once it was checked."""
        return float("inf") if self.outcome else self.note.size

    def check(self, tree: Tree, keys: KeyChain) -> None:
        """Check it where the tree has its size."""
        if self.outcome or tree.count != self.note.size:
            return
        if not keys.signed(self.note):
            self.outcome = NOT_SIGNED
        else:
            self.outcome = HELD if self.note.root == tree.root() else OTHER_HISTORY

    def finish(self, lost: Collection[str]) -> None:
        """Finish after the last event. `lost`: the checkpoints that a witness has, and of which the loss was stated."""
        self.outcome = self.outcome or LOG_SHORTER
        if self.outcome != HELD and self.note.text in lost:
            self.outcome = WAS_LOST


class Forks:
    """The signed checkpoints that did not fit, as far as they are needed."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._first: Note | None = None
        self._last: Note | None = None
        self._told = False

    def misfit(self, note: Note) -> None:
        """Take one that is signed and does not fit, in the order of their sizes."""
        if self._last is not None and self._last.size == note.size and self._last.root != note.root:
            self._tell(note, note)
        self._first, self._last = self._first or note, note

    def finish(self, fitting: Note | None) -> None:
        """Finish; `fitting` is the checkpoint over the most events that fits the log."""
        if self._first is not None and fitting is not None and fitting.size >= self._first.size:
            self._tell(self._first, fitting)

    def _tell(self, one: Note, other: Note) -> None:
        if not self._told:
            self._told = True
            self._findings.add("history_forked", one.size, one=f"{one.size:,}", other=f"{other.size:,}")


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

    def __init__(self, witnesses: Witnesses, origin: str, findings: Findings, clocks: Clocks) -> None:
        self.newest_stored: Note | None = None
        self.receipt: Receipt | None = None
        self._witnesses = witnesses
        self._origin = origin
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
            self.receipt.finish(lost & {note.text for note in self._witnesses.anchors.notes})
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
            for desk in note.desks:
                self._clocks.see(desk, note.at[:10], note.size, "checkpoint_clock_back")
        return problem is None

    def _problem_of(self, note: Note, tree: Tree, keys: KeyChain) -> str | None:
        if note.origin != self._origin:
            return "unknown_origin"
        if note.size == tree.count and note.root == tree.root():
            return None if keys.signed(note) else "wrong_signature"
        return "wrong_root"
