"""The desks as the log has them: their chains of daily keys and of events, what each may sign, their clocks.

A chain begins with the witness's first key; each next one is of another day and signed by the one before, or by the
spare key once after a stated loss, before that, or before `keyring_restored`. A withdrawn desk has no key any more.
While there is a back office, a counter's key signs nothing of `BACK_OFFICE`, and passwords to those
alone who are nothing but advisers. Every event is signed, and names its desk's event before it by its hash.
A clock's step is two days or more between its own events and checkpoints, or ahead of this PC's day; told once.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from desktop.verify.event_kinds import BACK_OFFICE
from desktop.verify.notes import Note, is_signed
from desktop.verify.report import KEPT, Findings, Milestone
from desktop.verify.stored_rows import before, signature_of

ADDED, LENT, LOAN_ENDED = "person_added", "role_lent", "loan_ended"
OF_PEOPLE = frozenset({ADDED, "person_came_back", "roles_changed", LENT, LOAN_ENDED})
ALONE = frozenset({"adviser"})


class Advisers:
    """The roles of the office's people so far: their own, and those lent to them."""

    def __init__(self) -> None:
        self.roles: dict[str, list[list[str]]] = {}

    def follow(self, kind: str, said: Mapping[str, object]) -> None:
        """Follow a signed event of `OF_PEOPLE`."""
        facts, person = said.get("facts"), person_in(said)
        if not isinstance(facts, dict):
            return
        several = facts.get("roles")
        roles = [str(role) for role in several] if isinstance(several, list) else [str(facts.get("role", ""))]
        if kind == ADDED:
            if "directory" not in facts:
                self.roles.setdefault(person, [roles, []])
        elif person in self.roles and said.get("actor") is not None:
            own, lent = self.roles[person]
            if kind == LENT:
                lent = [*lent, *(role for role in roles if role not in lent)]
            elif kind == LOAN_ENDED:
                lent = [role for role in lent if role not in roles]
            else:
                own = roles
            self.roles[person] = [own, lent]

    def has(self, said: Mapping[str, object]) -> bool:
        """Return whether the person whom that event is about is one."""
        found = self.roles.get(person_in(said))
        return found is not None and {*found[0], *found[1]} <= ALONE


def person_in(said: Mapping[str, object]) -> str:
    """Return whom an event is about; nothing where it names nobody."""
    subjects = said.get("subjects")
    return str(subjects.get("person", "")) if isinstance(subjects, dict) else ""


ENROLLED, CHANGED, WITHDRAWN = "desk_enrolled", "desk_kind_changed", "desk_withdrawn"
NAMED = "representative_named"
OF_THE_DIRECTORY = frozenset({"person_added", "person_left", "person_came_back", "roles_changed"})
OF_A_PASSWORD = frozenset({"password_changed", "password_rehashed"})
OF_DESKS = frozenset({ENROLLED, CHANGED, WITHDRAWN})
FOLLOWED = OF_DESKS | OF_PEOPLE


class Counters:
    """The kinds of the PCs so far."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.advisers = Advisers()
        self._bound: frozenset[str] = frozenset()

    def go_on(self, milestone: Milestone) -> None:
        """Go on from the kinds of there."""
        self.kinds, self.advisers.roles = dict(milestone.kinds), dict(milestone.roles)
        self._count()

    def follow(self, kind: str, said: Mapping[str, object]) -> None:
        """Follow a signed event of `FOLLOWED`, about a PC or someone's roles."""
        if kind in OF_PEOPLE:
            self.advisers.follow(kind, said)
            return
        facts, desk = said.get("facts"), _part(said, "subjects").get("desk")
        if kind == WITHDRAWN:
            self.kinds.pop(str(desk), None)
        elif isinstance(facts, dict):
            self.kinds[str(desk)] = str(facts.get("kind"))
        self._count()

    def binds(self, kind: str, desk: str) -> bool:
        """Return whether that PC is a counter, and the kind one that it signs in no case, or not in each."""
        return desk in self._bound and kind in BACK_OFFICE

    def gives_to_advisers(self, kind: str, desk: str) -> bool:
        """Return whether that signed kind gives a password, and that PC gives one to advisers alone."""
        return kind in OF_A_PASSWORD and desk in self._bound

    @staticmethod
    def allows(kind: str, said: Mapping[str, object]) -> bool:
        """Return whether a counter signs that event by what it says: who acts for somebody, early; the directory's."""
        facts = _part(said, "facts")
        if kind == NAMED:
            return facts.get("only_taken") is True
        roles = facts.get("roles")
        administers = "administrator" in (roles if isinstance(roles, list) else [facts.get("role")])
        named = kind != "person_added" or "directory" in facts
        return kind in OF_THE_DIRECTORY and said.get("actor", "") is None and named and not administers

    def _count(self) -> None:
        bound = "back_office" in self.kinds.values()
        self._bound = frozenset(desk for desk, kind in self.kinds.items() if bound and kind == "counter")


def _part(said: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = said.get(name)
    return part if isinstance(part, dict) else {}


FIRST, NEXT = "log_started", "signing_key_changed"
KEY_BYTES = 32


class KeyChain:
    """The keys in force at this point of the log: for each desk its last day and key.

    `owing`: the desk whose next event has to state that events, or its keyring, were lost.
    """

    def __init__(self, origin: str, first_keys: Mapping[str, bytes]) -> None:
        self.in_force: dict[str, tuple[str, bytes]] = {}
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


class Authority:
    """Signatures, and the chain of each desk's events, so far. `last`: by desk, its newest event's hash, in base64."""

    def __init__(self, origin: str, keys: KeyChain, findings: Findings) -> None:
        self._origin, self._keys, self._findings = origin, keys, findings
        self.last: dict[str, str] = {}

    def go_on(self, milestone: Milestone) -> None:
        """Go on from the events of there."""
        self.last = dict(milestone.last)

    def check(self, seq: int, kind: str, desk: str, body: bytes) -> bool:
        """Check one event; return whether it is signed as it should be."""
        signed = signature_of(body)
        if signed is None:
            self._findings.add("unsigned", seq)
            return False
        key = self._keys.in_force.get(desk)
        if key is None or not self._is_signed(key[1], *signed):
            self._findings.add("wrong_event_signature", seq)
            return False
        if (before(body) or b"").decode() != self.last.get(desk, ""):
            self._findings.add("chain_broken", seq)
        self.last[desk] = base64.b64encode(sha256(b"\0" + body).digest()).decode()
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

    def _is_signed(self, key: bytes, signature: bytes, said: bytes) -> bool:
        message = f"listening-room/v1 event\n{self._origin}\n".encode() + said
        return is_signed(key, base64.b64decode(signature), message)


CONFIRMED = "clock_confirmed"
STEP = 2
"""Days."""


class Clocks:
    """The clocks after what was taken so far. `today`: this PC's day in UTC; None where nobody compares with it."""

    def __init__(self, findings: Findings, today: date | None = None) -> None:
        self._findings = findings
        self._most = None if today is None else today.toordinal() + STEP - 1
        self._latest: dict[str, int] = {}
        self._ahead: set[str] = set()
        self._last: dict[str, str] = {}
        self._doubts: dict[str, list[tuple[int, str]]] = {}

    def go_on(self, milestone: Milestone) -> None:
        """Go on from the clocks as they were there."""
        self._latest = {desk: date.fromisoformat(day).toordinal() for desk, day in milestone.clocks.items()}
        self._ahead = set(milestone.ahead)

    @property
    def latest(self) -> dict[str, str]:
        """By desk, the latest day since its last step."""
        return {desk: date.fromordinal(day).isoformat() for desk, day in self._latest.items()}

    @property
    def ahead(self) -> list[str]:
        """The desks whose clock is ahead."""
        return sorted(self._ahead)

    def take(self, seq: int, day: str, desk: str, kind: str) -> None:
        """Take the next event."""
        if kind == CONFIRMED:
            self._doubts.pop(desk, None)
        self.see(desk, day, seq, "clock_back")

    def see(self, desk: str, day: str, seq: int, code: str) -> None:
        """See a desk's clock say that day; `code` is what a step back is called there."""
        if self._last.get(desk) == day:
            return  # as the time before
        self._last[desk] = day
        try:
            now = date.fromisoformat(day).toordinal()
        except ValueError:
            return  # another finding says that it is no day
        latest = self._latest.get(desk, now)
        if latest - now >= STEP:
            self._doubt(desk, seq, code)
            latest = now
        self._latest[desk] = max(latest, now)
        if self._most is None or now <= self._most:
            self._ahead.discard(desk)
        elif desk not in self._ahead:
            self._ahead.add(desk)
            self._doubt(desk, seq, "clock_ahead")

    def finish(self) -> None:
        """Tell what nobody has confirmed."""
        for seq, code, desk in sorted((*doubt, desk) for desk, doubts in self._doubts.items() for doubt in doubts):
            self._findings.add(code, seq, desk=desk)

    def _doubt(self, desk: str, seq: int, code: str) -> None:
        if len(doubts := self._doubts.setdefault(desk, [])) < KEPT:
            doubts.append((seq, code))
