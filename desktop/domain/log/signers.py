"""Who may sign an event: the desks' keys, followed from the log's first event by what signed events say. Pure.

Rules:
- The log's first event gives its desk's first key. It is believed because its hash is the one that the desk has pinned
  in its keyring; `genesis` is that hash.
- Every further key of a desk is signed by the one before it. Once after `events_lost`, or right before the one that it
  states itself, it may be signed by the desk's spare key, which an earlier event of its keys names: the key before it
  may have gone with the events that were lost. So may one right before the desk's own `keyring_restored`: the key
  before it went with the keyring.
- Every further desk is enrolled by a signed event with an enrolment key, which signs the desk's first key.
- A desk that a signed event withdrew has no key any more: nothing after that counts in its name.
- An event that gives authority is believed if it is signed with the key that its desk had at its number; any other, if
  its desk has a key. No row of a table has a say in it.
- Once there is a back office, a counter's key gives no authority but that of its work (`domain.log.counters`).
"""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from desktop.domain.log.checkpoint import SignedNote, key_id, key_name
from desktop.domain.log.counters import Counters
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.log.merkle import leaf_hash
from desktop.domain.log.sealing import apart, gives_authority, next_key_message, signed_message

Check = Callable[[bytes, bytes, bytes], bool]
"""Whether a signature holds: public key, signature, message. Never raises."""

ANEW = "anew"
"""The fact of a key that the desk's spare key has signed."""
BEGIN_ANEW = (EventKind.EVENTS_LOST, EventKind.KEYRING_RESTORED)
"""Before an event of these its desk may begin with a new key, where its key in force is gone."""


@dataclass
class _Keys:
    """The keys of one desk: from which number on each is in force."""

    since: list[int] = field(default_factory=list)
    public: list[bytes] = field(default_factory=list)

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
        self._owing: tuple[int, Event, bytes] | None = None

    def take(self, seq: int, body: bytes, event: Event) -> bool:
        """Follow an event, in the order of the log; return whether it is believed. One that is not gives no key."""
        if event.kind is EventKind.LOG_STARTED:
            return self._first_key(seq, body, event)
        if event.kind is EventKind.SIGNING_KEY_CHANGED:
            return self._next_key(seq, event)
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
        """Return whether that event was written by a desk of this office, with the signature that it needs."""
        keys = self._keys.get(event.desk)
        public = None if keys is None else keys.at(seq)
        if public is None or self.is_withdrawn(event.desk, seq):
            return False
        if not gives_authority(event):
            return True
        if not self.counters.may_sign(event, seq):
            return False
        try:
            sealed = apart(body)
        except ValueError:
            return False
        if sealed.signature is None:
            return False
        return self._check(public, sealed.signature, signed_message(self._origin, sealed.signed))

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
        key = _decoded(event.facts.get("public"))
        if key is None or event.desk in self._keys or self.is_withdrawn(event.desk, seq):
            return False
        if seq == 0:
            self.genesis = leaf_hash(body)
            if self._pinned not in (None, self.genesis):
                return False
        elif not self._is_introduced(event, key):
            return False
        self._give(event, seq, key)
        return True

    def _is_introduced(self, event: Event, key: bytes) -> bool:
        enrolment = self._enrolled.get(event.desk)
        return enrolment is not None and self._is_next(event, key, enrolment)

    def _next_key(self, seq: int, event: Event) -> bool:
        key, keys = _decoded(event.facts.get("public")), self._keys.get(event.desk)
        before = None if keys is None else keys.at(seq)
        if ANEW in event.facts:
            before = self._spares.get(event.desk)
        if key is None or before is None or self.is_withdrawn(event.desk, seq):
            return False
        if not self._is_next(event, key, before):
            return False
        if ANEW in event.facts and event.desk not in self._cut:
            self._owing = seq, event, key
        else:
            self._give(event, seq, key)
        return True

    def _is_next(self, event: Event, key: bytes, before: bytes) -> bool:
        signature, day = _decoded(event.facts.get("signature")), event.facts.get("day")
        try:
            spare = _decoded(event.facts.get("spare")) or b""
            said = next_key_message(self._origin, event.desk, date.fromisoformat(str(day)), key, spare)
        except ValueError:
            return False
        return signature is not None and self._check(before, signature, said)

    def _give(self, event: Event, seq: int, key: bytes) -> None:
        keys = self._keys.setdefault(event.desk, _Keys())
        if ANEW in event.facts:
            self._cut.discard(event.desk)
        self.counters.take(seq, event)
        if (spare := _decoded(event.facts.get("spare"))) is not None:
            self._spares[event.desk] = spare
        keys.public.append(key)  # before its number, by which another thread finds it
        keys.since.append(seq)


def _follows(seq: int, event: Event, before: tuple[int, Event, bytes]) -> bool:
    return (before[0] + 1, before[1].desk) == (seq, event.desk)


def _decoded(value: object) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) and value else None
    except binascii.Error:
        return None
