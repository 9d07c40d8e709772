"""The audit log: events in a Merkle tree, appended inside the transaction they report; own events; an export.

The head row is locked first, so that numbers have no gap. Event, tree and head change together or not at all. A body is
made once, signed with its desk's key of the day, stored as made, hashed as stored, and names its desk's event before.
A desk's first event of a UTC date follows the one that announces its key of that day, signed by the key before, or by
the spare key where that was lost. A day has one key; one from ahead, under a wrong clock, is destroyed like any other.
For an export, what has not the program's form is refused.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from db.log import commands
from db.log.office_state import Stored, events_in
from db.schema.audit_tables import OF_THE_OFFICE, audit_event, audit_head, checkpoint, signing_key
from db.shared import transactions
from desktop.application.ports.log import Appended, DayKey, DaySigner, SignedCheckpoint
from desktop.domain.log.checkpoint import Checkpoint, key_name, signed_text
from desktop.domain.log.events import Event, EventKind, FactValue, Subject, canonical, from_canonical, time_text
from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.domain.log.sealing import next_key_message, signed_message, with_signature
from desktop.domain.log.signers import ANEW, BEGIN_ANEW
from desktop.errors import KeyringError, LogBrokenError, RowRefusedError

A_DAY = timedelta(days=1)
Believed = Callable[[int, bytes, Event], bool]
"""Whether a desk of this office wrote and signed an event: its number, its bytes, and what these say."""

# Built once: building a statement costs more than running it.
_NEWEST_DAY = select(func.max(signing_key.c.day)).where(signing_key.c.desk == bindparam("of")).scalar_subquery()
_NEWEST_KEY = and_(signing_key.c.desk == bindparam("of"), signing_key.c.day == _NEWEST_DAY)
_BODY = select(audit_event.c.body).where(audit_event.c.seq == bindparam("last"))
_HEAD = (
    select(
        *(audit_head.c[name] for name in ("size", "frontier", "root")),
        *(signing_key.c[name] for name in ("day", "public")),
        _BODY.scalar_subquery().label("last"),
    )
    .outerjoin(signing_key, _NEWEST_KEY)
    .with_for_update(of=audit_head)
)
_ADD_EVENT, _ADD_KEY, _ADD_CHECKPOINT = insert(audit_event), insert(signing_key), insert(checkpoint)
_HAS_KEY = select(signing_key.c.day).where(signing_key.c.desk == bindparam("of"), signing_key.c.day == bindparam("on"))
_KEY_EVENTS = (
    select(audit_event.c.seq, audit_event.c.body)
    .where(OF_THE_OFFICE, audit_event.c.kind.in_([EventKind.LOG_STARTED.value, EventKind.SIGNING_KEY_CHANGED.value]))
    .order_by(audit_event.c.seq.desc())
)
_LOSSES = (
    select(audit_event.c.seq)
    .where(OF_THE_OFFICE, audit_event.c.kind == EventKind.EVENTS_LOST.value)
    .order_by(audit_event.c.seq.desc())
    .limit(1)
)
_STATED = (
    select(audit_event.c.seq, audit_event.c.body)
    .where(OF_THE_OFFICE, audit_event.c.kind == EventKind.EVENTS_LOST.value, audit_event.c.seq <= bindparam("last"))
    .order_by(audit_event.c.seq.desc())
)
_BEGIN_HEAD, _SET_HEAD = insert(audit_head), update(audit_head)
_OF_EVENT = "event_"
"""The names of the event's values in the statements that set the head too, which has a `day` of its own."""
_ADDED = insert(audit_event).values({each.name: bindparam(_OF_EVENT + each.name) for each in audit_event.c})
_ADD_AND_SET = update(audit_head).add_cte(_ADDED.cte("added"))
_CARRY_OUT = _ADD_AND_SET.add_cte(commands.ADDED).returning(transactions.TOLD)
"""On a server; SQLite has no statement that does several things."""
_IN_ITS_NAME = (
    select(audit_event.c.seq, audit_event.c.body)
    .where(audit_event.c.seq > bindparam("after"))
    .order_by(audit_event.c.seq.desc())
)
_CHECKPOINT = select(checkpoint.c.note).where(
    checkpoint.c.size == bindparam("over"), checkpoint.c.desk == bindparam("of")
)


class AuditLog:
    """The log over a connection with an open transaction, written and signed at one desk."""

    def __init__(self, connection: Connection, signer: DaySigner, believed: Believed) -> None:
        """`believed`: whether a desk of this office wrote and signed an event."""
        self._connection = connection
        self._signer = signer
        self._believed = believed
        self._before: bytes | None = None
        self._grown: tuple[Frontier, DayKey] | None = None
        self._looked_for: tuple[tuple[int, bytes] | None, bytes | None] = None, None

    def append(self, event: Event, command: str | None = None) -> Appended:
        """Add the event, and that it carries out that command, which other programs on a server are told of.

        Raises LogBrokenError (`head_wrong`), KeyringError (`signing_key_lost`), and RowRefusedError where this desk's
        last event is gone: it is said once.
        """
        if event.desk != self._signer.desk:
            raise RuntimeError("an event is signed at the desk where it happened")
        tree, newest = self._head()
        day = event.at.date()
        key = self._signer.in_force(tree.root(), day)
        in_force = key or self._in_force(newest, day)
        if in_force is not None and not (self._holds(in_force) or self._begins_anew(event, in_force)):
            raise KeyringError("signing_key_lost")
        if self._grown is None:
            self._before = self._last_leaf(event, newest)
        if key is None:
            tree, key = self._key_of(day, event, tree, newest)
        seq, tree = tree.size, self._write(tree, event, key, command)
        root, leaf = tree.root(), self._before
        assert leaf is not None
        self._grown = tree, key
        self._signer.signed_with(key, root, day)
        self._signer.wrote(seq, leaf)
        return Appended(seq, root)

    def checkpoint(self, now: datetime) -> SignedCheckpoint:
        """Sign the head and store it in the database. The desk has written to the log before."""
        tree, key = self._grown or self._head_and_key(now.date())
        known = {"over": tree.size, "of": self._signer.desk}
        text = self._connection.execute(_CHECKPOINT, known).scalar_one_or_none()
        if text is None:
            head = Checkpoint(self._signer.origin, tree.size, tree.root(), now)
            text = self._signed(head, key)
            row = {"size": tree.size, "desk": self._signer.desk, "at": time_text(now), "note": text}
            self._connection.execute(_ADD_CHECKPOINT, row)
        return SignedCheckpoint(tree.size, text)

    def _head_and_key(self, day: date) -> tuple[Frontier, DayKey]:
        tree, newest = self._head()
        key = self._in_force(newest, day)
        if key is None:
            raise RuntimeError("a desk without an event has no key to sign with")
        return tree, key

    def _signed(self, head: Checkpoint, key: DayKey) -> str:
        self._must_hold(key)
        name = key_name(self._signer.origin, self._signer.desk)
        return signed_text(head, name, key.public, lambda data: self._signer.sign(key.day, data))

    def _key_of(self, day: date, event: Event, tree: Frontier, newest: DayKey | None) -> tuple[Frontier, DayKey]:
        """Return the key for that event, after the one that announces it where it is due."""
        key = self._in_force(newest, day)
        if key is None or self._is_due(day, key) or self._begins_anew(event, key):
            key_event, key = self._next_key(event, key)
            tree = self._write(tree, key_event, key)
        self._signer.retire_before(key.day, newest.day if newest is not None and newest.day > key.day else None)
        return tree, key

    def _head(self) -> tuple[Frontier, DayKey | None]:
        """Return the tree, locked, and the desk's key of the greatest day.

        That key is not in force where its day is ahead and another was announced since.
        """
        last = self._signer.last
        asked = {"of": self._signer.desk, "last": -1 if last is None else last[0]}
        head = self._connection.execute(_HEAD, asked).one_or_none()
        self._looked_for = last, None if head is None or head.last is None else leaf_hash(bytes(head.last))
        if head is None:
            return Frontier(), None
        tree = Frontier.from_bytes(bytes(head.frontier))
        if (tree.size, tree.root()) != (head.size, bytes(head.root)):
            raise LogBrokenError("head_wrong")
        return tree, None if head.day is None else DayKey(date.fromisoformat(head.day), bytes(head.public))

    def _last_leaf(self, event: Event, newest: DayKey | None) -> bytes | None:
        """Return the hash of the desk's last event; None where this is its first.

        Raises RowRefusedError, once, where that event is gone and no loss is stated.
        """
        last, found = self._looked_for
        if newest is None:
            return None
        if last is None:
            return self._newest_leaf()
        if found == last[1]:  # its program may have ended between an event and its record
            return found if self._signer.is_newest else self._newest_leaf(last[0]) or found
        self._signer.forget()
        if event.kind not in BEGIN_ANEW and not self._is_stated(last[0]):
            raise RowRefusedError("row_refused", table="audit_event", key=str(last[0]))
        return self._newest_leaf()

    def _is_stated(self, seq: int) -> bool:
        """Return whether a signed event up to that number states a loss, since which the desk has written nothing."""
        with self._connection.execute(_STATED, {"last": seq}) as rows:
            stated = [each for each in events_in(rows) if each[2].kind is EventKind.EVENTS_LOST]
        lost = next((each[0] for each in stated if self._believed(*each)), None)
        return lost is not None and self._newest_leaf(lost) is None

    def _newest_leaf(self, after: int = -1) -> bytes | None:
        """Return the hash of the desk's newest event after that number; None where there is none."""
        with closing(self._in_its_name(after)) as found:
            return next((leaf_hash(body) for _, body, _ in found), None)

    def _in_its_name(self, after: int) -> Generator[Stored]:
        """Yield the desk's own events after that number, the newest first."""
        said, behind = f'"desk":"{self._signer.desk}"'.encode(), after >= 0
        # behind its record there is little: it comes in one answer, where a stream takes the server several more
        with self._connection.execute(
            _IN_ITS_NAME, {"after": after}, execution_options={"stream_results": not behind}
        ) as rows:
            here = ((seq, body) for seq, body in rows if said in bytes(body))
            yield from (each for each in events_in(here) if each[2].desk == self._signer.desk and self._believed(*each))

    def _in_force(self, newest: DayKey | None, day: date) -> DayKey | None:
        if newest is None or (newest.day <= day + A_DAY and self._signer.public(newest.day) == newest.public):
            return newest
        return self._last_given()

    def _last_given(self) -> DayKey:
        _, event = self._last_key_event()
        given, public = str(event.facts["day"]), str(event.facts["public"])
        return DayKey(date.fromisoformat(given), base64.b64decode(public))

    def _last_key_event(self) -> tuple[int, Event]:
        """Return the number of the desk's newest key event, and the event: usually today's, so that few are read."""
        with self._connection.execute(_KEY_EVENTS, execution_options={"stream_results": True}) as rows:
            for seq, body in rows:
                _, event = from_canonical(bytes(body))
                if event.desk == self._signer.desk:
                    return int(seq), event
        raise LogBrokenError("key_event_missing")

    def _begins_anew(self, event: Event, before: DayKey) -> bool:
        """Return whether the desk's key went with events that were lost, as this event states, or one before it."""
        return not self._holds(before) and (event.kind in BEGIN_ANEW or self._is_cut())

    def _is_cut(self) -> bool:
        """Return whether it was stated that events were lost, after the desk's newest key."""
        lost = self._connection.execute(_LOSSES).scalar_one_or_none()
        return lost is not None and lost > self._last_key_event()[0]

    def _is_due(self, day: date, key: DayKey) -> bool:
        """Return whether a key of that day replaces the one in force."""
        return not key.day - A_DAY <= day <= key.day and not self._has_key(day)

    def _has_key(self, day: date) -> bool:
        """Return whether the desk has had a key of that day."""
        known = {"of": self._signer.desk, "on": day.isoformat()}
        return self._connection.execute(_HAS_KEY, known).first() is not None

    def _next_key(self, event: Event, before: DayKey | None) -> tuple[Event, DayKey]:
        """Return the event that announces the day's key, and that key, stored."""
        day = event.at.date()
        key, spare = DayKey(day, self._signer.begin(day)), self._signer.spare
        facts: dict[str, FactValue] = {"day": day.isoformat(), "public": _base64(key.public), "spare": _base64(spare)}
        kind = EventKind.LOG_STARTED
        said = next_key_message(self._signer.origin, self._signer.desk, day, key.public, spare)
        if before is not None:
            kind = EventKind.SIGNING_KEY_CHANGED
            if self._begins_anew(event, before):
                facts |= {ANEW: True, "signature": _base64(self._signer.sign_anew(said))}
            else:
                self._must_hold(before)
                facts["signature"] = _base64(self._signer.sign(before.day, said))
        elif (introduced := self._signer.introduce(said)) is not None:
            facts["signature"] = _base64(introduced)
        if not self._has_key(day):
            row = {"desk": self._signer.desk, "day": day.isoformat(), "public": key.public}
            self._connection.execute(_ADD_KEY, row)
        return Event(kind, event.at, event.desk, facts=facts), key

    def _holds(self, key: DayKey) -> bool:
        return self._signer.public(key.day) == key.public

    def _must_hold(self, key: DayKey) -> None:
        if not self._holds(key):
            raise KeyringError("signing_key_lost")

    def _sealed(self, event: Event, seq: int, key: DayKey) -> bytes:
        body = canonical(event, seq, self._before)
        self._must_hold(key)
        return with_signature(body, self._signer.sign(key.day, signed_message(self._signer.origin, body)))

    def _write(self, tree: Frontier, event: Event, key: DayKey, command: str | None = None) -> Frontier:
        body = self._sealed(event, tree.size, key)
        day = event.at.date().isoformat()
        row = {
            "seq": tree.size,
            "body": body,
            "day": day,
            "kind": event.kind.value,
            "session": event.subjects.get(Subject.SESSION),
            "request": event.subjects.get(Subject.REQUEST),
        }
        self._before = leaf_hash(body)
        grown = tree.append(self._before)
        head = {"size": grown.size, "frontier": grown.to_bytes(), "root": grown.root(), "day": day}
        if tree.size and self._connection.dialect.name == "postgresql":
            self._write_at_once({**head, **{_OF_EVENT + name: row[name] for name in row}}, command)
            return grown
        self._connection.execute(_ADD_EVENT, row)
        if tree.size:
            self._connection.execute(_SET_HEAD, head)
        else:
            self._connection.execute(_BEGIN_HEAD, {"one": 1, **head})
        if command is not None:
            commands.carried_out(self._connection, command, tree.size)
        return grown

    def _write_at_once(self, values: dict[str, object], command: str | None) -> None:
        if command is None:
            self._connection.execute(_ADD_AND_SET, values)
        else:
            self._connection.execute(
                _CARRY_OUT, {**values, "command": command, transactions.TOLD_BY: transactions.OWN_NAME}
            )


def first_key(connection: Connection, desk: str) -> bytes | None:
    """Return the desk's first public key, with which its witness begins; None before its first event."""
    started = select(audit_event.c.body).where(audit_event.c.kind == EventKind.LOG_STARTED.value)
    for body in connection.execute(started.order_by(audit_event.c.seq)).scalars():
        _, event = from_canonical(bytes(body))
        if event.desk == desk:
            return base64.b64decode(str(event.facts["public"]))
    return None


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


ROWS_AT_ONCE = 256
_STORED_EVENTS = "SELECT seq, body FROM audit_event ORDER BY seq"
_STORED_CHECKPOINTS = "SELECT size, note FROM checkpoint ORDER BY size, desk"


def stored_checkpoints(connection: Any) -> Iterator[str]:
    """Yield the texts of all checkpoints, in the order of their sizes."""
    for _, note in _rows(connection, _STORED_CHECKPOINTS):
        if not isinstance(note, str):
            raise _not_whole()
        yield note


def stored_bodies(connection: Any, size: int) -> Iterator[bytes]:
    """Yield the bytes of the first `size` events, in the order of their numbers."""
    seen = 0
    for seq, body in islice(_rows(connection, _STORED_EVENTS), size):
        if seq != seen or not isinstance(body, bytes) or b"\n" in body:
            raise _not_whole()
        seen += 1
        yield body
    if seen != size:
        raise _not_whole()


def _rows(connection: Any, query: str) -> Iterator[tuple[Any, ...]]:
    try:
        cursor = connection.cursor()
        cursor.execute(query)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows
    except connection.Error:
        raise _not_whole() from None


def _not_whole() -> LogBrokenError:
    return LogBrokenError("export_not_whole")
