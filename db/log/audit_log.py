"""The audit log: events in a Merkle tree, appended inside the transaction they report; own events; an export.

Writers follow one another, so that numbers have no gap. Event, tree and head change together or not at all. A body is
made once, signed with its desk's key of the day, stored as made, hashed as stored, and names its desk's event before.
A desk's first event of a UTC date follows the one that announces its key of that day, signed by the key before, or by
the spare key where that was lost. A day has one key; one from ahead, under a wrong clock, is destroyed like any other.
For an export, what has not the program's form is refused.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from db.log import commands
from db.log.known_log import Known, Stored
from db.schema.audit_tables import audit_event, audit_head, checkpoint
from db.shared import transactions
from desktop.application.ports.log import Appended, DaySigner, SignedCheckpoint
from desktop.domain.log.checkpoint import Checkpoint, key_name, signed_text
from desktop.domain.log.events import Event, EventKind, FactValue, canonical, time_text
from desktop.domain.log.merkle import leaf_hash
from desktop.domain.log.sealing import next_key_message, signed_message, with_signature
from desktop.domain.log.signers import ANEW, BEGIN_ANEW, DayKey
from desktop.errors import KeyringError, LogBrokenError, in_place_of

A_DAY = timedelta(days=1)

# Built once: building a statement costs more than running it.
_ADD_EVENT, _ADD_CHECKPOINT = insert(audit_event), insert(checkpoint)
_BEGIN_HEAD = insert(audit_head)
# In SQLite's own words, which cost less still: they run in each transaction.
_SQLITE_ADD_EVENT = "INSERT INTO audit_event (seq, body) VALUES (?, ?)"
_SQLITE_SET_HEAD = "UPDATE audit_head SET size = ?, root = ?"
_OF_EVENT = "event_"
"""The names of the event's values in the statements that set the head too."""
_ADDED = insert(audit_event).values({each.name: bindparam(_OF_EVENT + each.name) for each in audit_event.c})
_ADD_AND_SET = update(audit_head).add_cte(_ADDED.cte("added"))
_CARRY_OUT = _ADD_AND_SET.add_cte(commands.ADDED).returning(transactions.TOLD)
"""On a server; SQLite has no statement that does several things."""
_CHECKPOINT = select(checkpoint.c.note).where(
    checkpoint.c.size == bindparam("over"), checkpoint.c.desk == bindparam("of")
)


class AuditLog:
    """The log over a connection with an open transaction that writes, written and signed at one desk.

    `written`: what it has added, for the PC's own copy once it is committed.
    """

    def __init__(self, connection: Connection, signer: DaySigner, known: Known) -> None:
        """`known`: the log as this transaction sees it."""
        self._connection, self._signer = connection, signer
        self.written: list[Stored] = []
        self._tree = known.tree
        self._signers = known.signers
        self._key = known.signers.key_of(signer.desk)
        last = known.last.get(signer.desk)
        self._before = None if last is None else last[1]

    def append(self, event: Event, command: str | None = None) -> Appended:
        """Add the event, and that it carries out that command, which other programs on a server are told of.

        Raises KeyringError (`signing_key_lost`).
        """
        if event.desk != self._signer.desk:
            raise RuntimeError("an event is signed at the desk where it happened")
        day = event.at.date()
        is_lost = self._key is not None and not self._holds(self._key)
        if is_lost and not self._begins_anew(event):
            raise KeyringError("signing_key_lost")
        if not self.written:
            self._announce(event, day, anew=is_lost)
        seq = self._write(event, command)
        return Appended(seq, self._tree.root())

    def checkpoint(self, now: datetime) -> SignedCheckpoint:
        """Sign the head and store it in the database. The desk has written to the log before."""
        known = {"over": self._tree.size, "of": self._signer.desk}
        text = self._connection.execute(_CHECKPOINT, known).scalar_one_or_none()
        if text is None:
            head = Checkpoint(self._signer.origin, self._tree.size, self._tree.root(), now)
            text = self._signed(head)
            row = {"size": self._tree.size, "desk": self._signer.desk, "at": time_text(now), "note": text}
            self._connection.execute(_ADD_CHECKPOINT, row)
        return SignedCheckpoint(self._tree.size, text)

    def _signed(self, head: Checkpoint) -> str:
        key = self._key
        if key is None:
            raise RuntimeError("a desk without an event has no key to sign with")
        self._must_hold(key)
        name = key_name(self._signer.origin, self._signer.desk)
        return signed_text(head, name, key.public, lambda data: self._signer.sign(key.day, data))

    def _announce(self, event: Event, day: date, *, anew: bool) -> None:
        """Announce the key of that day, where it is due before that event. `anew`: the key before it is lost."""
        key, had = self._key, self._signers.days_of(self._signer.desk)
        is_due = key is None or (not key.day - A_DAY <= day <= key.day and day not in had)
        if is_due or anew:
            announced, self._key = self._next_key(event, key, anew=anew)
            self._write(announced)
        assert self._key is not None
        given = self._key.day
        self._signer.retire_before(given, max((ahead for ahead in had if ahead > given), default=None))

    def _begins_anew(self, event: Event) -> bool:
        """Return whether a lost key went with events that were lost, as this event states, or one before it."""
        return event.kind in BEGIN_ANEW or self._signers.is_cut(self._signer.desk)

    def _next_key(self, event: Event, before: DayKey | None, *, anew: bool) -> tuple[Event, DayKey]:
        """Return the event that announces the day's key, and that key, stored in the keyring."""
        day = event.at.date()
        key, spare = DayKey(day, self._signer.begin(day)), self._signer.spare
        facts: dict[str, FactValue] = {"day": day.isoformat(), "public": _base64(key.public), "spare": _base64(spare)}
        kind = EventKind.LOG_STARTED
        said = next_key_message(self._signer.origin, self._signer.desk, day, key.public, spare)
        if before is not None:
            kind = EventKind.SIGNING_KEY_CHANGED
            if anew:
                facts |= {ANEW: True, "signature": _base64(self._signer.sign_anew(said))}
            else:
                facts["signature"] = _base64(self._signer.sign(before.day, said))
        elif (introduced := self._signer.introduce(said)) is not None:
            facts["signature"] = _base64(introduced)
        return Event(kind, event.at, event.desk, facts=facts), key

    def _holds(self, key: DayKey) -> bool:
        return self._signer.public(key.day) == key.public

    def _must_hold(self, key: DayKey) -> None:
        if not self._holds(key):
            raise KeyringError("signing_key_lost")

    def _sealed(self, event: Event) -> bytes:
        key = self._key
        assert key is not None
        body = canonical(event, self._tree.size, self._before)
        self._must_hold(key)
        return with_signature(body, self._signer.sign(key.day, signed_message(self._signer.origin, body)))

    def _write(self, event: Event, command: str | None = None) -> int:
        """Write the event, and return its number."""
        tree, body = self._tree, self._sealed(event)
        row = {"seq": tree.size, "body": body}
        leaf = leaf_hash(body)
        grown = tree.append(leaf)
        head = {"size": grown.size, "root": grown.root()}
        if tree.size and self._connection.dialect.name == "postgresql":
            self._write_at_once({**head, **{_OF_EVENT + name: row[name] for name in row}}, command)
        else:
            if tree.size:
                self._connection.exec_driver_sql(_SQLITE_ADD_EVENT, (tree.size, body))
                self._connection.exec_driver_sql(_SQLITE_SET_HEAD, (grown.size, grown.root()))
            else:
                self._connection.execute(_ADD_EVENT, row)
                self._connection.execute(_BEGIN_HEAD, {"one": 1, **head})
            if command is not None:
                commands.carried_out(self._connection, command, tree.size)
        self._tree, self._before = grown, leaf
        self.written.append((tree.size, body, event))
        return tree.size

    def _write_at_once(self, values: dict[str, object], command: str | None) -> None:
        if command is None:
            self._connection.execute(_ADD_AND_SET, values)
        else:
            self._connection.execute(
                _CARRY_OUT, {**values, "command": command, transactions.TOLD_BY: transactions.OWN_NAME}
            )


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
    with in_place_of(connection.Error, _not_whole()):
        cursor = connection.cursor()
        cursor.execute(query)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows


def _not_whole() -> LogBrokenError:
    return LogBrokenError("export_not_whole")
