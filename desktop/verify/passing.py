"""One pass over a log, from its first event to its last, row by row.

Rules: a row without the form of one is not hashed. Every other is hashed as it is stored, wrong or not.
"""

from __future__ import annotations

from desktop.verify.authority import Authority
from desktop.verify.checkpoints import Checkpoints
from desktop.verify.clocks import Clocks
from desktop.verify.keys import FIRST, NEXT, KeyChain
from desktop.verify.losses import LOST
from desktop.verify.milestone import Milestone
from desktop.verify.report import Findings
from desktop.verify.rows import Row, is_row, kind_of, place_of, problem_of
from desktop.verify.tree import Tree

WITNESS, WITHDRAWN, RESTORED = "witness_begun", "desk_withdrawn", "keyring_restored"

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

    def take(self, row: Row) -> None:
        """Take the next row, in the order of their numbers."""
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
            self._clocks.take(seq, *place, "" if problem else kind)
            self.authority.count(place[1])
        self.tree.add(body)
        if self.tree.count >= self._checkpoints.due:
            self._checkpoints.check(self.tree, self.keys)

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

    def _note(self, problem: str | None, seq: int) -> None:
        if problem:
            self._findings.add(problem, seq)
