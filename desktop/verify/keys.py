"""The chain of daily signing keys, followed from the first keys in the witness.

Rules:
- A desk's chain begins with `log_started`, whose key is the one in the witness. Each further key is in a
  `signing_key_changed` of another day, signed by the key before over `listening-room/v1 next key`, origin, desk and day
  (a line each) and the new key. A day has one key. It may be earlier than the day before: then that one was made under
  a clock that was ahead.
- An event of a day later than its desk's key in force has no key of its day, unless that day had its own before. An
  earlier day is a clock that was set back.
- Key events are the only ones that are parsed. One that is not canonical, or is nested so deep that it cannot be
  parsed, gives no key.
- A desk that was withdrawn has no key any more: neither its events nor its checkpoints count.
- A key event may name the desk's spare key. Once after events were lost (`losses`), or right before the event by which
  this desk states that, a key with `anew` is signed by that one: the key before it may have been in what was lost. So
  it is right before the desk's `keyring_restored`, by which its lost keyring was put back; then the day may have had a
  key, and has no second row.
- Without any witness the log's own first keys stand in for it, so that other faults can be found. Such a log is
  never found whole: the report says that there is no witness.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from desktop.verify.counters import Counters
from desktop.verify.milestone import Milestone
from desktop.verify.notes import Note, is_signed

FIRST, NEXT = "log_started", "signing_key_changed"
KEY_BYTES = 32


class KeyChain:
    """The keys in force at this point of the log: for each desk its last day and key.

    `owing`: the desk whose next event has to state that events, or its keyring, were lost.
    """

    def __init__(self, origin: str, first_keys: Mapping[str, bytes]) -> None:
        self.in_force: dict[str, tuple[str, bytes]] = {}
        self.given: set[tuple[str, str, bytes]] = set()
        self.spares: dict[str, bytes] = {}
        self.cut: set[str] = set()
        self.withdrawn: set[str] = set()
        self.owing = ""
        self.counters = Counters()
        self._days: set[tuple[str, str]] = set()
        self._origin = origin
        self._first_keys = first_keys
        self._no_witness = bool(origin) and not first_keys

    def go_on(self, milestone: Milestone) -> None:
        """Go on from the keys that were in force there. Other days' keys count no more, but for those ahead."""
        self.in_force = {desk: (day, bytes.fromhex(key)) for desk, (day, key) in milestone.keys.items()}
        self._days = {(desk, day) for desk, (day, _) in self.in_force.items()}
        self._days |= {(desk, day) for desk, days in milestone.days.items() for day in days}
        self.spares = {desk: bytes.fromhex(key) for desk, key in milestone.spares.items()}
        self.cut = set(milestone.cut)
        self.withdrawn = set(milestone.withdrawn)
        self.counters.go_on(milestone)

    def lose(self) -> None:
        """Let each desk sign a key with its spare key once: events were lost."""
        self.cut = set(self.in_force)

    def withdraw(self, body: bytes) -> None:
        """Follow the event that withdraws a desk."""
        subjects = event_in(body).get("subjects")
        if isinstance(subjects, dict):
            self.withdrawn.add(str(subjects.get("desk", "")))

    def ahead(self) -> dict[str, list[str]]:
        """Return, by desk, the days that had a key and are after that of the key in force."""
        days: dict[str, list[str]] = {}
        for desk, day in sorted(self._days):
            if day > self.in_force[desk][0]:
                days.setdefault(desk, []).append(day)
        return days

    def take(self, kind: str, day: str, desk: str, body: bytes) -> str | None:
        """Follow one key event; return the code of its fault, or None."""
        facts = _facts(body)
        key, spare = _decoded(facts.get("public")), _decoded(facts.get("spare"))
        if facts.get("day") != day or len(key) != KEY_BYTES or ("spare" in facts and len(spare) != KEY_BYTES):
            return "wrong_day_key"
        problem = self._first(desk, key) if kind == FIRST else self._next(desk, day, key, spare, facts)
        if problem is None:
            if "anew" in facts:
                self.owing = "" if desk in self.cut else desk
                self.cut.discard(desk)
            if spare:
                self.spares[desk] = spare
            self.in_force[desk] = (day, key)
            if (desk, day) not in self._days:
                self.given.add((desk, day, key))
            self._days.add((desk, day))
        return problem

    def problem_of(self, day: str, desk: str) -> str | None:
        """Return the fault of an event of that day and desk at this point, or None."""
        if desk in self.withdrawn:
            return "withdrawn_desk"
        newest = self.in_force.get(desk)
        if newest is not None and (day <= newest[0] or (desk, day) in self._days):
            return None
        return "missing_day" if self._no_witness or desk in self._first_keys else "unknown_desk"

    def signed(self, note: Note) -> bool:
        """Return whether a desk signed it with its key in force, and none wrongly with such a key."""
        here = [desk for desk in note.desks if desk in self.in_force and desk not in self.withdrawn]
        in_force = {desk: self.in_force[desk][1] for desk in here}
        said = {note.signed_by(desk, key) for desk, key in in_force.items()}
        return said - {None} == {True}

    def _first(self, desk: str, key: bytes) -> str | None:
        if not self._no_witness and desk not in self._first_keys:
            return "unknown_desk"
        fits = desk not in self.in_force and self._first_keys.get(desk, key) == key
        return None if fits else "wrong_day_key"

    def _next(self, desk: str, day: str, key: bytes, spare: bytes, facts: Mapping[str, object]) -> str | None:
        before = self.in_force.get(desk, ("", b""))[1]
        if "anew" in facts:
            before = self.spares.get(desk, b"")
        said = "\n".join(("listening-room/v1 next key", self._origin, desk, day)).encode() + b"\n" + key + spare
        has_place = "anew" in facts or (desk, day) not in self._days
        fits = before and has_place and is_signed(before, _decoded(facts.get("signature")), said)
        return None if fits else "wrong_day_key"


def _facts(body: bytes) -> Mapping[str, object]:
    facts = event_in(body).get("facts")
    return facts if isinstance(facts, dict) else {}


def event_in(body: bytes) -> Mapping[str, object]:
    """Return what canonical bytes say; nothing where they are none."""
    try:
        event = json.loads(body)
        canonical = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")
    except (ValueError, TypeError, RecursionError):
        return {}
    return event if canonical == body and isinstance(event, dict) else {}


def _decoded(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except ValueError:
        return b""
