"""The signatures of the events that give authority, and how far each desk has vouched for its other events.

Rules:
- An event of one of `SIGNED` is signed with its desk's key in force:
  over `listening-room/v1 event` and the origin (a line each), and its bytes without the signature.
- A counter's key gives no authority but that of its work (`counters`). What it signed otherwise is told, and
  not followed.
- A checkpoint with `vouched` and a number says that its desk wrote each event in its name from that number on. Where a
  desk that vouched before leaves it out, it found one that it did not write. That is told once for a desk.
"""

from __future__ import annotations

import base64
from collections import Counter

from desktop.verify.counters import FOLLOWED
from desktop.verify.event_kinds import SIGNED
from desktop.verify.keys import KeyChain, event_in
from desktop.verify.milestone import Milestone
from desktop.verify.notes import Note, is_signed
from desktop.verify.report import Findings
from desktop.verify.rows import signature_of


class Authority:
    """Signatures and vouching, so far.

    By desk: `vouched`, from which event on it vouches for its own; `loose`, how many it has not vouched for.
    """

    def __init__(self, origin: str, keys: KeyChain, findings: Findings) -> None:
        self._origin, self._keys, self._findings = origin, keys, findings
        self.loose: Counter[str] = Counter()
        self.vouched: dict[str, int] = {}
        self._told: set[str] = set()

    @property
    def unvouched(self) -> int:
        """How many events their desks have not vouched for yet."""
        return self.loose.total()

    def go_on(self, milestone: Milestone) -> None:
        """Go on from what was signed and vouched for there."""
        self.vouched, self.loose = dict(milestone.vouched), Counter(milestone.loose)

    def count(self, desk: str) -> None:
        """Count an event of that desk, until the desk vouches for it."""
        self.loose[desk] += 1

    def check(self, seq: int, kind: str, desk: str, body: bytes) -> bool:
        """Check one event, whether it is signed as it should be; return whether it is signed."""
        signed = signature_of(body)
        if signed is None:
            if kind in SIGNED:
                self._findings.add("unsigned", seq)
            return False
        key = self._keys.in_force.get(desk)
        if key is None or not self._is_signed(key[1], *signed):
            self._findings.add("wrong_event_signature", seq)
            return False
        if problem := self._out_of_place(kind, desk, body):
            self._findings.add(problem, seq)
            return False
        if kind in FOLLOWED:
            self._keys.counters.follow(kind, event_in(body))
        return True

    def _out_of_place(self, kind: str, desk: str, body: bytes) -> str:
        """Return the fault of a signed event that a counter should not have signed; nothing where there is none."""
        counters = self._keys.counters
        if counters.binds(kind, desk) and not counters.allows(kind, event_in(body)):
            return "not_at_a_counter"
        if counters.gives_to_advisers(kind, desk) and not counters.advisers.has(event_in(body)):
            return "password_at_a_counter"
        return ""

    def vouch(self, note: Note) -> None:
        """Follow a checkpoint that holds; the events counted are those before it."""
        for desk in [desk for desk in note.desks if self._signed(note, desk)]:
            if note.vouched_from is not None and self.vouched.setdefault(desk, note.vouched_from) == note.vouched_from:
                self.loose.pop(desk, None)
            elif desk in self.vouched and desk not in self._told:
                self._told.add(desk)
                self._findings.add("not_vouched", note.size)

    def _is_signed(self, key: bytes, signature: bytes, said: bytes) -> bool:
        message = f"listening-room/v1 event\n{self._origin}\n".encode() + said
        return is_signed(key, base64.b64decode(signature), message)

    def _signed(self, note: Note, desk: str) -> bool:
        key = self._keys.in_force.get(desk)
        return key is not None and note.bears(desk, key[1])
