"""One pass over a log, from its first event to its last.

Rules:
- Rows come in batches. A batch that agrees with its bytes (`many`) is cut where a key changes and where a checkpoint is
  due, and each piece is followed and hashed as one. A batch that does not is halved, and in the end checked row by
  row (`rows`), so that every fault is found and named.
- A row without the form of one is not hashed. Every other is hashed as it is stored, wrong or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.verify.ahead import Batch
from desktop.verify.authority import AUTHORITY, Authority
from desktop.verify.checkpoints import Checkpoints
from desktop.verify.clocks import Clocks
from desktop.verify.keys import FIRST, KEY_EVENTS, NEXT, KeyChain
from desktop.verify.losses import LOST
from desktop.verify.many import Many, Row, many
from desktop.verify.milestone import Milestone
from desktop.verify.report import Findings
from desktop.verify.rows import is_row, kind_of, place_of, problem_of
from desktop.verify.tree import Nodes, Tree

WITNESS, WITHDRAWN, RESTORED = "witness_begun", "desk_withdrawn", "keyring_restored"

FEW = 16
"""Batches of so many rows are not halved further."""

_CUT = KEY_EVENTS | {WITHDRAWN}
"""Events that change which keys are in force: those that give one from themselves on, a withdrawal after itself."""
_KEY_EVENTS = tuple((kind, f'}},"kind":"{kind}","n":'.encode()) for kind in (FIRST, NEXT))


class Pass:
    """Tree, keys and checkpoints after the rows taken so far."""

    def __init__(
        self, keys: KeyChain, authority: Authority, checkpoints: Checkpoints, findings: Findings, clocks: Clocks
    ) -> None:
        self.tree = Tree()
        self.keys = keys
        self.authority = authority
        self.last_day: str | None = None
        self._checkpoints = checkpoints
        self._findings = findings
        self._clocks = clocks
        self._last_seq = -1
        self._owing_since = 0

    def go_on(self, milestone: Milestone) -> None:
        """Go on from a milestone, in place of the first event."""
        self.tree = Tree(bytes.fromhex(milestone.edge))
        self.last_day = milestone.day
        self._last_seq = milestone.size - 1
        for part in (self.keys, self.authority, self._clocks):
            part.go_on(milestone)

    def begin(self) -> None:
        """Begin: with the checkpoints over the events before the first that is taken."""
        self._checkpoints.check(self.tree, self.keys)

    def finish(self) -> None:
        """Finish after the last event: a key that was to be followed by the statement of a loss, and was not."""
        if self.keys.owing:
            self._findings.add("wrong_day_key", self._owing_since)

    def take(self, batch: Batch) -> None:
        """Take the next rows, in the order of their numbers."""
        if batch.agreed is not None and batch.rows[0][0] == self._last_seq + 1:
            self._agreed(batch.agreed, batch.nodes)
        else:
            self._rows(batch.rows)

    def _rows(self, rows: list[Row]) -> None:
        agreed = many(rows, self._last_seq + 1)
        if agreed is not None:
            self._agreed(agreed)
        elif len(rows) > FEW:
            half = len(rows) // 2
            self._rows(rows[:half])
            self._rows(rows[half:])
        else:
            for row in rows:
                self._one(row)

    def _agreed(self, rows: Many, nodes: Nodes | None = None) -> None:
        changes = (
            []
            if _CUT.isdisjoint(rows.kinds)
            else [at + (kind == WITHDRAWN) for at, kind in enumerate(rows.kinds) if kind in _CUT]
        )
        start, total, first = 0, len(rows.kinds), self.tree.count
        if nodes is None or nodes.first != first:
            nodes = Nodes.over(first, rows.bodies)
        while start < total:
            due = start + self._checkpoints.due - self.tree.count
            end = int(min([total, due, *(at for at in changes if at > start)]))
            self._piece(rows, nodes, start, end)
            start = end

    def _piece(self, rows: Many, nodes: Nodes, start: int, end: int) -> None:
        """Take rows between which no checkpoint is due; the first may give a key, the last may withdraw a desk."""
        days, desks, bodies = rows.days[start:end], rows.desks[start:end], rows.bodies[start:end]
        kind = rows.kinds[start]
        self._key(self._last_seq + 1, [kind] if kind in KEY_EVENTS else [], days[0], desks[0], bodies[0])
        if any(self.keys.problem_of(day, desk) for day in set(days) for desk in set(desks)):
            for seq, place in enumerate(zip(days, desks, strict=True), self._last_seq + 1):
                self._note(self.keys.problem_of(*place), seq)
        self._clocks.take(days, desks, rows.kinds[start:end], self._last_seq + 1)
        for at in _signed(rows, start, end):
            self._signed(self._last_seq + 1 + at - start, rows.kinds[at], rows.desks[at], rows.bodies[at])
        self._last_seq += len(bodies)
        self.last_day = days[-1]
        self._grow(nodes, bodies[0], len(bodies), desks)

    def _one(self, row: Row) -> None:
        if not is_row(row):
            code = "row_malformed" if row[1] is not None else "body_too_long"
            self._findings.add(code, row[0] if isinstance(row[0], int) else None)
            return
        seq, body, _, kind, _, _ = row
        if seq != self._last_seq + 1:
            self._findings.add("number_gap" if seq > self._last_seq else "number_repeated", seq)
        self._last_seq = seq
        place = place_of(body)
        problem = "body_differs" if place is None else problem_of(row, place[0])
        self._note(problem, seq)
        if place is not None:
            # However its row is labelled: the bytes count, too.
            self._key(seq, [key for key, said in _KEY_EVENTS if kind == key or said in body], *place, body)
            self._note(self.keys.problem_of(*place), seq)
            self._signed(seq, kind_of(body), place[1], body)
            self.last_day = place[0]
            self._clocks.take((place[0],), (place[1],), ("" if problem else kind,), seq)
        self._grow(Nodes.over(self.tree.count, (body,)), body, 1, [place[1]] if place else [])

    def _signed(self, seq: int, kind: str, desk: str, body: bytes) -> None:
        """Follow an event that is signed, or should be."""
        signed = self.authority.check(seq, kind, desk, body)
        if signed and kind == WITHDRAWN:
            self.keys.withdraw(body)
        if signed and kind == WITNESS:
            self._checkpoints.witness_began(body)
        begins_anew = kind == RESTORED
        if signed and kind == LOST:
            if begins_anew := self._checkpoints.losses.state(seq, body):
                self.keys.lose()
            else:
                self._findings.add("body_differs", seq)
        if signed and begins_anew and (desk, seq) == (self.keys.owing, self._owing_since + 1):
            self.keys.owing = ""

    def _key(self, seq: int, named: list[str], day: str, desk: str, body: bytes) -> None:
        """Follow the keys that an event gives; the log's first event gives one."""
        if self.tree.count == 0 and FIRST not in named:
            self._findings.add("log_start", seq)
        for name in named:
            before, self.keys.owing = self.keys.owing, ""
            self._note(self.keys.take(name, day, desk, body), seq)
            if before and self.keys.owing:
                self._findings.add("wrong_day_key", self._owing_since)
            if self.keys.owing:
                self._owing_since = seq
            self.keys.owing = self.keys.owing or before

    def _grow(self, nodes: Nodes, body: bytes, events: int, desks: Sequence[str]) -> None:
        """Let the tree grow by so many events, of which `body` is the first."""
        self.authority.count(desks)
        self.tree.grow(nodes, self.tree.count + events)
        if self.tree.count >= self._checkpoints.due:
            self._checkpoints.check(self.tree, self.keys)

    def _note(self, problem: str | None, seq: int) -> None:
        if problem:
            self._findings.add(problem, seq)


def _signed(rows: Many, start: int, end: int) -> Iterator[int]:
    """Yield the places of events that are signed, or should be."""
    if not any(rows.signed[start:end]) and AUTHORITY.isdisjoint(rows.kinds[start:end]):
        return  # most pieces are so
    for at in range(start, end):
        if rows.signed[at] or rows.kinds[at] in AUTHORITY:
            yield at
