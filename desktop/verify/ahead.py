"""Batches of rows, read some ahead of the pass, so that a process beside can compare and hash them.

Rules:
- What is found out ahead is what depends on a batch alone: whether it agrees with its bytes (`many`), and the hashes
  over it. Signatures are checked ahead: those of the events that have one by what their rows say, with the keys that
  events so far name, which the pass will most likely find to be the desks' keys. Nothing follows from a guess: the pass
  takes an outcome only for the signature and the key that it found itself.
- A batch that does not agree is passed on as it is: its rows are checked one by one.
- A database that fails while a batch is read has failed after the batches before it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from desktop.verify.authority import AUTHORITY, Authority
from desktop.verify.beside import Beside, Question
from desktop.verify.checkpoints import Checkpoints
from desktop.verify.keys import KEY_EVENTS, KeyChain, key_in
from desktop.verify.many import Columns, Many, Row, columns_of, many
from desktop.verify.rows import place_of
from desktop.verify.signatures import Check
from desktop.verify.tree import Nodes

_MAY_BE_SIGNED = AUTHORITY | KEY_EVENTS

DEPTH = 8
"""Batches that are read ahead where there is a process beside."""
MOST_NOTES = 1000
"""Checkpoints that are read ahead for a batch: however many a database has, they are not all held in memory."""


@dataclass(frozen=True)
class Batch:
    """Rows in the order of their numbers; as columns and with their hashes, where they agree with their bytes."""

    rows: list[Row]
    agreed: Many | None = None
    nodes: Nodes | None = None


class Ahead:
    """Reads ahead for one pass. Without a process beside it reads one batch at a time, and checks nothing ahead."""

    def __init__(self, keys: KeyChain, authority: Authority, checkpoints: Checkpoints, beside: Beside | None) -> None:
        self._keys, self._authority, self._checkpoints, self._beside = keys, authority, checkpoints, beside
        self._guessed = {desk: key for desk, (_, key) in keys.in_force.items()}
        self._waiting: deque[tuple[Batch, Question | None]] = deque()

    def batches(self, source: Iterable[list[Row]]) -> Iterator[Batch]:
        """Yield the batches of the source. Raises what the source raises, after the batches before that."""
        rows = iter(source)
        failure: Exception | None = None
        while failure is None:
            try:
                read = next(rows, None)
                if read is None:
                    break
                self._ask(read)
            except Exception as error:  # a driver's own; raised again below
                failure = error
            if failure is None and len(self._waiting) > (DEPTH if self._beside else 0):
                yield self._next()
        while self._waiting:
            yield self._next()
        if failure is not None:
            raise failure

    def _ask(self, rows: list[Row]) -> None:
        first = rows[0][0]
        numbered = type(first) is int and first >= 0
        if self._beside is None:
            self._waiting.append((Batch(rows, many(rows, first) if numbered else None), None))
            return
        columns = columns_of(rows, first) if numbered else None
        question = None if columns is None else Question(columns, self._checks(columns))
        if question is not None:
            self._beside.ask(question)
        self._waiting.append((Batch(rows), question))

    def _next(self) -> Batch:
        batch, question = self._waiting.popleft()
        if question is None or self._beside is None:
            return batch
        answer = self._beside.answer()
        self._keys.signatures.learn(question.checks, answer.outcomes)
        return Batch(batch.rows, answer.agreed, answer.nodes)

    def _checks(self, events: Columns) -> list[Check]:
        """Return the signatures of a batch, and of the checkpoints over as many events as there are up to its last."""
        found, keys = [], list(self._guessed.items())
        for kind, body in zip(events.kinds, events.bodies, strict=True):
            if kind not in _MAY_BE_SIGNED or (place := place_of(body)) is None:
                continue
            desk = place[1]
            if key := self._guessed.get(desk):
                found += self._authority.coming(key, body)
            if kind in KEY_EVENTS and (key := key_in(body)):
                self._guessed[desk] = key
                keys.append((desk, key))
        for note in islice(self._checkpoints.coming(events.first + len(events.bodies)), MOST_NOTES):
            found += [check for desk, key in keys for check in note.checks(desk, key)]
        return found
