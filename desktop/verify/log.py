"""Verifying a log from its first event to its last, against a witness that lies outside the database.

Rules:
- One pass in the order of numbers, streamed: memory does not grow with the log. Bodies are hashed as stored.
- Checkpoints, the witness's and the database's, are checked at the moment when the tree has their size: origin, root,
  and the signature with the key that their desk had in the log at that point.
- What the database says besides (head, table of keys, rows of checkpoints) has to agree with what was computed.
- One snapshot: on SQLite a read transaction is begun here unless one is under way. On another database the
  caller begins one that repeats its reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from desktop.verify.keys import FIRST, NEXT, KeyChain
from desktop.verify.notes import Anchors, Note, read_note, read_witness
from desktop.verify.queue import Queue
from desktop.verify.report import Findings, Report
from desktop.verify.rows import is_row, place_of, problem_of
from desktop.verify.tree import Tree

FETCH = 500
_EVENTS = "SELECT seq, body, day, kind, session, request FROM audit_event ORDER BY seq"
_CHECKPOINTS = "SELECT size, desk, at, note FROM checkpoint ORDER BY size, desk"
_HEAD = "SELECT one, size, frontier, root, day FROM audit_head"
_KEYS = "SELECT desk, day, public FROM signing_key"

_KEY_EVENTS = tuple((kind, f'"kind":"{kind}"'.encode()) for kind in (FIRST, NEXT))

Progress = Callable[[int, int], None]


def verify(connection: Any, witness_text: str, *, on_progress: Progress | None = None) -> Report:
    """Verify the log behind a DB-API (PEP 249) connection. `on_progress` hears how many events are done, of how many.

    Never raises for what is wrong with the log: that is in the report.
    """
    run = _Run(connection, read_witness(witness_text), on_progress)
    try:
        with _snapshot(connection):
            run.all()
    except connection.Error:
        run.findings.add("unreadable", run.tree.count)
    return run.report(bool(witness_text))


@contextmanager
def _snapshot(connection: Any) -> Iterator[None]:
    begin = not getattr(connection, "in_transaction", True)
    if begin:
        connection.cursor().execute("BEGIN")
    try:
        yield
    finally:
        if begin:
            connection.rollback()


class _Run:
    """One verification under way."""

    def __init__(self, connection: Any, anchors: Anchors, on_progress: Progress | None) -> None:
        origin = min(anchors.origins, default="")
        self.findings = Findings()
        self.tree = Tree()
        self._connection = connection
        self._anchors = anchors
        self._on_progress = on_progress
        self._origin = origin
        self._keys = KeyChain(origin, anchors.first_keys)
        self._last_seq = -1
        self._due_at: float = 0
        self._last_day: str | None = None
        self._newest: Note | None = None

    def all(self) -> None:
        """The whole pass."""
        heads = list(self._rows(_HEAD))
        total = heads[0][1] if heads and isinstance(heads[0][1], int) else 0
        witness, stored = Queue(iter(self._anchors.notes)), Queue(self._stored_notes())
        self._due(witness, stored)
        for row in self._rows(_EVENTS):
            self._event(row)
            self._due(witness, stored)
            if self._on_progress and self.tree.count % FETCH == 0:
                self._on_progress(self.tree.count, total)
        for note in (*witness.rest(), *stored.rest()):
            self.findings.add("log_shorter", note.size)
        self._compare(heads)

    def report(self, has_witness: bool) -> Report:
        """What was found."""
        for _ in range(self._anchors.damaged):
            self.findings.add("witness_damaged")
        if len(self._anchors.origins) > 1:
            self.findings.add("unknown_origin")
        if not has_witness:
            self.findings.add("witness_missing")
        elif self._newest is None:
            self.findings.add("witness_without_checkpoint")
        return Report(
            ok=not self.findings.found,
            events=self.tree.count,
            last_day=self._last_day,
            anchored_events=self._newest.size if self._newest else 0,
            newest_anchor_at=self._newest.moment() if self._newest else None,
            findings=tuple(self.findings.found),
        )

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._connection.cursor()
        cursor.execute(query)
        while rows := cursor.fetchmany(FETCH):
            yield from rows

    def _event(self, row: tuple[Any, ...]) -> None:
        if not is_row(row):
            self.findings.add("row_malformed", row[0] if isinstance(row[0], int) else None)
            return
        seq, body, _, kind, _, _ = row
        if seq != self._last_seq + 1:
            self.findings.add("number_gap" if seq > self._last_seq else "number_repeated", seq)
        self._last_seq = seq
        place = place_of(body)
        problem = "body_differs" if place is None else problem_of(row, place[0])
        if problem:
            self.findings.add(problem, seq)
        if place is not None:
            self._key(seq, kind, body, *place)
            self._last_day = place[0]
        self.tree.add(body)

    def _key(self, seq: int, kind: str, body: bytes, day: str, desk: str) -> None:
        """Follow a key event, however its row is labelled, and see that the event's day has its key."""
        named = [key for key, said in _KEY_EVENTS if kind == key or said in body]
        if self.tree.count == 0 and FIRST not in named:
            self.findings.add("log_start", seq)
        for name in named:
            if problem := self._keys.take(name, day, desk, body):
                self.findings.add(problem, seq)
        if problem := self._keys.problem_of(day, desk):
            self.findings.add(problem, seq)

    def _stored_notes(self) -> Iterator[Note]:
        """The database's checkpoints that can be read, after a look at their rows."""
        promised = {note.text for note in self._anchors.notes}
        for size, desk, at, text in self._rows(_CHECKPOINTS):
            promised.discard(text)
            note = read_note(text) if isinstance(text, str) else None
            if note is None:
                self.findings.add("checkpoint_malformed", size if isinstance(size, int) else None)
                continue
            if (note.size, note.at, note.desks) != (size, at, [desk]):
                self.findings.add("checkpoint_row_differs", note.size)
            yield note
        for _ in promised:
            self.findings.add("checkpoint_missing")

    def _due(self, witness: Queue, stored: Queue) -> None:
        """Check the checkpoints over as many events as were read."""
        if self.tree.count < self._due_at:
            return
        for note in witness.up_to(self.tree.count):
            if self._holds(note):
                self._newest = note
        for note in stored.up_to(self.tree.count):
            self._holds(note)
        self._due_at = min(witness.due, stored.due)

    def _holds(self, note: Note) -> bool:
        problem = self._problem_of(note)
        if problem:
            self.findings.add(problem, note.size)
        return problem is None

    def _problem_of(self, note: Note) -> str | None:
        if note.origin != self._origin:
            return "unknown_origin"
        if note.size != self.tree.count or note.root != self.tree.root():
            return "wrong_root"
        keys = [(desk, self._keys.in_force.get(desk)) for desk in note.desks]
        signed = [key is not None and note.signed_by(desk, key[1]) for desk, key in keys]
        return None if signed and all(signed) else "wrong_signature"

    def _compare(self, heads: list[tuple[Any, ...]]) -> None:
        head = (1, self.tree.count, self.tree.edge(), self.tree.root(), self._last_day)
        if heads != ([head] if self.tree.count else []):
            self.findings.add("head_differs")
        if set(self._rows(_KEYS)) != self._keys.given:
            self.findings.add("key_row_differs")
