"""Who may sign an event: the desks' keys, followed from the log's first event by what signed events say. Pure.

- The log's first event gives its desk's first key. It is believed because its hash is the one that the desk has pinned
  in its keyring; `genesis` is that hash. Every further key is signed by the one before it. Once after `events_lost`,
  or right before the one that it states itself, and right before the desk's own `keyring_restored`, it may be signed
  by the desk's spare key: the key before it may have gone with the events or the keyring.
- Every further desk is enrolled by a signed event with an enrolment key, which signs the desk's first key. A desk that
  a signed event withdrew has no key any more.
- An event is believed if it is signed with the key that its desk had at its number. No row of a table has a say in it.
- Whoever has a counter's account has its key, and a counter is where strangers sit. So once the office has a back
  office, a counter's key signs nothing of `BACK_OFFICE`. It writes what the directory says of someone who
  arrives there (`OF_THE_DIRECTORY`), and gives a password (`OF_A_PASSWORD`) to those alone who are nothing but
  advisers. Who asks is signed again at a counter only while the request is taken (`ONLY_TAKEN`).
- Whoever has another role too, of their own or lent, is no mere adviser: also after a loan's last day, until it is
  ended. Nor is anyone of the directory, who has no password here.
"""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from desktop.domain.log.checkpoint import SignedNote, key_id, key_name
from desktop.domain.log.events import Event, EventKind, Subject, Trait, kinds
from desktop.domain.log.merkle import leaf_hash
from desktop.domain.log.sealing import apart, next_key_message, signed_message

OF_PEOPLE = frozenset(
    {
        EventKind.PERSON_ADDED,
        EventKind.PERSON_CAME_BACK,
        EventKind.ROLES_CHANGED,
        EventKind.ROLE_LENT,
        EventKind.LOAN_ENDED,
    }
)
ALONE = frozenset({"adviser"})
"""The role whose whole work is at a counter (`domain.office.people`, above this wing; a test compares)."""


class Advisers:
    """Those who are nothing but advisers, up to the events taken so far."""

    def __init__(self) -> None:
        self._own: dict[str, frozenset[str]] = {}
        self._lent: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
        self._since: defaultdict[str, list[int]] = defaultdict(list)
        self._alone: defaultdict[str, list[bool]] = defaultdict(list)

    def take(self, seq: int, event: Event) -> None:
        """Follow an event of `OF_PEOPLE` that was believed, in the order of the log."""
        person = event.subjects.get(Subject.PERSON, "")
        if event.kind is EventKind.PERSON_ADDED:
            if "directory" in event.facts or person in self._own:
                return
            self._own[person] = roles_in(event)
        elif person not in self._own or event.actor is None:
            return
        elif event.kind is EventKind.ROLE_LENT:
            self._lent[person] |= roles_in(event)
        elif event.kind is EventKind.LOAN_ENDED:
            self._lent[person] -= roles_in(event)
        else:
            self._own[person] = roles_in(event)
        self._alone[person].append(self._own[person] | self._lent[person] <= ALONE)
        self._since[person].append(seq)  # after what it is the number of: another thread may be asking

    def has(self, person: str, seq: int | None = None) -> bool:
        """Return whether that person is one before event `seq`; after all that were taken, where that is None."""
        since = self._since.get(person, [])
        before = len(since) if seq is None else bisect_left(since, seq)
        return before > 0 and self._alone[person][before - 1]


def roles_in(event: Event) -> frozenset[str]:
    """Return the roles that it names: those of a person, or the one that is lent."""
    several = event.facts.get("roles")
    if isinstance(several, list | tuple):
        return frozenset(str(role) for role in several)
    return frozenset({str(event.facts.get("role", ""))})


ONLY_TAKEN = "only_taken"
"""The fact by which a counter names who acts for somebody: each of the requests was only taken."""
BACK_OFFICE = kinds(Trait.BACK_OFFICE)
OF_THE_DIRECTORY = frozenset(
    {EventKind.PERSON_ADDED, EventKind.PERSON_LEFT, EventKind.PERSON_CAME_BACK, EventKind.ROLES_CHANGED}
)
OF_A_PASSWORD = frozenset({EventKind.PASSWORD_CHANGED, EventKind.PASSWORD_REHASHED})
"""The kinds that give someone the hash of a password."""
NOT_AT_ANY_PC = BACK_OFFICE | OF_A_PASSWORD
"""The kinds that not every PC may sign."""
_COUNTER, _BACK_OFFICE = "counter", "back_office"
"""Kinds of desk (`domain.office.pcs`, above this wing; a test compares)."""


class Counters:
    """The office's counters, up to the events taken so far."""

    def __init__(self) -> None:
        self._kinds: dict[str, str] = {}
        self._advisers = Advisers()
        self._since: list[int] = []
        self._bound: list[frozenset[str]] = []

    def take(self, seq: int, event: Event) -> None:
        """Follow an event that was believed, in the order of the log."""
        desk = event.subjects.get(Subject.DESK, "")
        if event.kind in OF_PEOPLE:
            self._advisers.take(seq, event)
            return
        if event.kind in (EventKind.DESK_ENROLLED, EventKind.DESK_KIND_CHANGED):
            self._kinds[desk] = str(event.facts.get("kind"))
        elif event.kind is EventKind.DESK_WITHDRAWN:
            self._kinds.pop(desk, None)
        else:
            return
        self._bound.append(self._counters())
        self._since.append(seq)  # after what it is the number of: another thread may be asking

    def may_sign(self, event: Event, seq: int | None = None) -> bool:
        """Return whether that event may be of the desk that it names, at that number; next, where it has none yet."""
        if event.desk not in self._bound_at(seq):
            return True
        if event.kind in OF_A_PASSWORD:
            return self._advisers.has(event.subjects.get(Subject.PERSON, ""), seq)
        return event.kind not in BACK_OFFICE or _names_early(event) or _is_the_directorys(event)

    def _bound_at(self, seq: int | None) -> frozenset[str]:
        if seq is None:
            return self._counters()
        before = bisect_left(self._since, seq)
        return self._bound[before - 1] if before else frozenset()

    def _counters(self) -> frozenset[str]:
        """Return the counters that there are now, where there is a back office."""
        kinds = self._kinds.copy()
        bound = _BACK_OFFICE in kinds.values()
        return frozenset(desk for desk, kind in kinds.items() if bound and kind == _COUNTER)


def _names_early(event: Event) -> bool:
    return event.kind is EventKind.REPRESENTATIVE_NAMED and event.facts.get(ONLY_TAKEN) is True


def _is_the_directorys(event: Event) -> bool:
    said = event.kind is not EventKind.PERSON_ADDED or "directory" in event.facts
    said = said and "administrator" not in roles_in(event)
    return event.kind in OF_THE_DIRECTORY and event.actor is None and said


Check = Callable[[bytes, bytes, bytes], bool]
"""Whether a signature holds: public key, signature, message. Never raises."""

ANEW = "anew"
"""The fact of a key that the desk's spare key has signed."""
BEGIN_ANEW = (EventKind.EVENTS_LOST, EventKind.KEYRING_RESTORED)
"""Before an event of these its desk may begin with a new key, where its key in force is gone."""


@dataclass(frozen=True)
class DayKey:
    """A desk's key of a day: the day, in UTC, and the public half."""

    day: date
    public: bytes


@dataclass
class _Keys:
    """The keys of one desk: from which number on each is in force, and of which day it is."""

    since: list[int] = field(default_factory=list)
    public: list[bytes] = field(default_factory=list)
    days: list[date] = field(default_factory=list)

    def at(self, seq: int) -> bytes | None:
        """Return the key in force at that number."""
        place = bisect_right(self.since, seq)
        return self.public[place - 1] if place else None


class Signers:
    """The keys that the log gives, up to the events taken so far."""

    def __init__(self, origin: str, genesis: bytes | None, check: Check) -> None:
        """`genesis`: the pinned hash of the log's first event; None where any first event is taken as it is."""
        self.genesis: bytes | None = None
        self.counters = Counters()
        self._origin, self._pinned, self._check = origin, genesis, check
        self._keys: dict[str, _Keys] = {}
        self._enrolled: dict[str, bytes | None] = {}
        self._spares: dict[str, bytes] = {}
        self._cut: set[str] = set()
        self._withdrawn: dict[str, int] = {}
        self._owing: tuple[int, Event, DayKey] | None = None

    def take(self, seq: int, body: bytes, event: Event) -> bool:
        """Follow an event, in the order of the log; return whether it is believed. One that is not gives no key."""
        if event.kind is EventKind.LOG_STARTED:
            return self._first_key(seq, body, event)
        if event.kind is EventKind.SIGNING_KEY_CHANGED:
            return self._next_key(seq, body, event)
        owing, self._owing = self._owing, None
        if event.kind in BEGIN_ANEW and owing is not None and _follows(seq, event, owing):
            self._give(owing[1], owing[0], owing[2])
        if not self.believes(seq, body, event):
            return False
        if event.kind is EventKind.DESK_WITHDRAWN:
            self._withdrawn.setdefault(event.subjects.get(Subject.DESK, ""), seq)
        if event.kind is EventKind.DESK_ENROLLED:
            self._enrolled[event.subjects.get(Subject.DESK, "")] = _decoded(event.facts.get("key"))
        if event.kind is EventKind.EVENTS_LOST:
            self._cut = set(self._keys)
        self.counters.take(seq, event)
        return True

    def believes(self, seq: int, body: bytes, event: Event) -> bool:
        """Return whether a desk of this office signed that event, with the key that it had, and may sign its kind."""
        return self.counters.may_sign(event, seq) and self.has_signed(seq, body, event)

    def has_signed(self, seq: int, body: bytes, event: Event) -> bool:
        """Return whether the desk that the event names signed it with the key that it had, whatever it may sign."""
        keys = self._keys.get(event.desk)
        public = None if keys is None else keys.at(seq)
        return public is not None and not self.is_withdrawn(event.desk, seq) and self._is_signed(public, body)

    def _is_signed(self, public: bytes, body: bytes) -> bool:
        """Return whether these bytes bear that key's signature."""
        try:
            sealed = apart(body)
        except ValueError:
            return False
        if sealed.signature is None:
            return False
        return self._check(public, sealed.signature, signed_message(self._origin, sealed.signed))

    def key_of(self, desk: str) -> DayKey | None:
        """Return the key that the desk was given last; None of one that has none yet."""
        keys = self._keys.get(desk)
        return None if keys is None else DayKey(keys.days[-1], keys.public[-1])

    def first_key_of(self, desk: str) -> bytes | None:
        """Return the key with which the desk began; None of one that has not yet."""
        keys = self._keys.get(desk)
        return None if keys is None else keys.public[0]

    def days_of(self, desk: str) -> frozenset[date]:
        """Return the days of which the desk has had a key."""
        keys = self._keys.get(desk)
        return frozenset() if keys is None else frozenset(keys.days)

    def is_cut(self, desk: str) -> bool:
        """Return whether a loss was stated since which the desk has not begun anew."""
        return desk in self._cut

    def vouches(self, note: SignedNote, by: str = "") -> bool:
        """Return whether a desk of this office signed that checkpoint, with the key that it had at that size.

        `by`: that one, if it is named.
        """
        size, text = note.checkpoint.size, note.checkpoint.body().encode()
        for each in note.signatures:
            desk = each.name.removeprefix(key_name(self._origin, ""))
            keys = self._keys.get(desk)
            public = None if keys is None else keys.at(size - 1)
            if by not in ("", desk):
                continue
            if public is None or self.is_withdrawn(desk, size - 1) or each.key_id != key_id(each.name, public):
                continue
            if self._check(public, each.signature, text):
                return note.checkpoint.origin == self._origin
        return False

    def is_withdrawn(self, desk: str, seq: int) -> bool:
        """Return whether that desk was withdrawn before event `seq`."""
        return desk in self._withdrawn and self._withdrawn[desk] < seq

    def _first_key(self, seq: int, body: bytes, event: Event) -> bool:
        key = _key_in(event)
        if key is None or event.desk in self._keys or self.is_withdrawn(event.desk, seq):
            return False
        if not self._is_signed(key.public, body):
            return False
        if seq == 0:
            self.genesis = leaf_hash(body)
            if self._pinned not in (None, self.genesis):
                return False
        elif not self._is_introduced(event, key):
            return False
        self._give(event, seq, key)
        return True

    def _is_introduced(self, event: Event, key: DayKey) -> bool:
        enrolment = self._enrolled.get(event.desk)
        return enrolment is not None and self._is_next(event, key, enrolment)

    def _next_key(self, seq: int, body: bytes, event: Event) -> bool:
        key, keys = _key_in(event), self._keys.get(event.desk)
        before = None if keys is None else keys.at(seq)
        if ANEW in event.facts:
            before = self._spares.get(event.desk)
        if key is None or before is None or self.is_withdrawn(event.desk, seq):
            return False
        if not self._is_next(event, key, before) or not self._is_signed(key.public, body):
            return False
        if ANEW in event.facts and event.desk not in self._cut:
            self._owing = seq, event, key
        else:
            self._give(event, seq, key)
        return True

    def _is_next(self, event: Event, key: DayKey, before: bytes) -> bool:
        signature, spare = _decoded(event.facts.get("signature")), _decoded(event.facts.get("spare")) or b""
        said = next_key_message(self._origin, event.desk, key.day, key.public, spare)
        return signature is not None and self._check(before, signature, said)

    def _give(self, event: Event, seq: int, key: DayKey) -> None:
        keys = self._keys.setdefault(event.desk, _Keys())
        if ANEW in event.facts:
            self._cut.discard(event.desk)
        self.counters.take(seq, event)
        if (spare := _decoded(event.facts.get("spare"))) is not None:
            self._spares[event.desk] = spare
        keys.days.append(key.day)
        keys.public.append(key.public)  # before its number, by which another thread finds it
        keys.since.append(seq)


def _follows(seq: int, event: Event, before: tuple[int, Event, DayKey]) -> bool:
    return (before[0] + 1, before[1].desk) == (seq, event.desk)


def _key_in(event: Event) -> DayKey | None:
    """Return the key that the event announces; None where it says none."""
    public = _decoded(event.facts.get("public"))
    try:
        day = date.fromisoformat(str(event.facts.get("day")))
    except ValueError:
        return None
    return None if public is None else DayKey(day, public)


def _decoded(value: object) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) and value else None
    except binascii.Error:
        return None
