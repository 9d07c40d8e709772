"""Losses that the log states: an older database was put back, and two people said so with a signed event.

Rules:
- `events_lost` names the checkpoints that the witness had and the database lacked (`lost`: size and root in base64),
  the size of the newest that both had (`kept`), and of the largest that was lost (`known`).
- A checkpoint of the witness that does not fit the log is no finding where a signed event names its size and root:
  events that were recorded once are not there any more, and the log says so. One that fits was not lost, whatever is
  said of it.
- Nothing up to `kept` can be lost.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from desktop.verify.notes import Note

LOST = "events_lost"


@dataclass(frozen=True)
class Loss:
    """One loss: event `at` states that what was recorded after `kept` events, up to `known` at least, is gone."""

    at: int
    kept: int
    known: int


class Losses:
    """The losses stated so far."""

    def __init__(self) -> None:
        self.stated: list[Loss] = []
        self._lost: set[tuple[int, bytes]] = set()

    def state(self, seq: int, body: bytes) -> bool:
        """Take a signed event that states one; return whether it is written as such an event is."""
        try:
            facts = json.loads(body)["facts"]
            loss = Loss(seq, int(facts["kept"]), int(facts["known"]))
            lost = {(int(size), base64.b64decode(root, validate=True)) for size, root in facts["lost"]}
        except (ValueError, OverflowError, KeyError, TypeError, RecursionError):
            return False
        if not lost or not loss.kept <= seq or any(not loss.kept < size <= loss.known for size, _ in lost):
            return False
        self.stated.append(loss)
        self._lost |= lost
        return True

    def names(self, note: Note) -> bool:
        """Return whether that checkpoint was lost."""
        return (note.size, note.root) in self._lost

    @property
    def lost(self) -> list[list[int | str]]:
        """The checkpoints that were lost, as events state them."""
        return [[size, base64.b64encode(root).decode("ascii")] for size, root in sorted(self._lost)]

    def go_on(self, lost: list[list[int | str]]) -> None:
        """Go on from what was stated before."""
        self._lost = {(int(size), base64.b64decode(str(root))) for size, root in lost}
