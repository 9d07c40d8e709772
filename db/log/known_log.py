"""The log as this PC has verified it: its own copy, sealed in its own folder, by which it decides.

- The database tells only what is new. Each event is verified once: its place in the tree, its PC's signature, and that
  it follows on its PC's event before. What comes out must be the head of the database, in the transaction that acts.
- Whoever decides reads the copy, as far as the transaction sees the log: by the events' own bytes, whatever a row
  beside them says, and without events that no PC of this office may have signed (`refused`), which `verify` names.
- A database that has less, or something else, than was verified here is refused, with the number of the first event
  that is not there; the log is told as soon as it fits again. What takes its place is a log in which a PC of the office
  has stated a loss that reaches so far back: that one is verified from its first event.
- A reader's snapshot may be a moment older than what another program of this PC has followed meanwhile, and never older
  than what was known when it began. A writer sees everything that was ever committed.
- The log's first event is pinned in the desk's keyring when first seen; another beginning is not believed.
- A copy that was lost, or cannot be opened, is read anew: in pieces, before the office is used (`catch_up`). What was
  read and turns out under no head of the database is forgotten. The replay is imported at its first use.
- What was read is held against the witness by each program that begins: each of its heads is in the log, or its loss
  is stated. Nothing is decided by a copy that never was, nor by one that lacks a head, until it has it. A witness that
  cannot be reached just then is asked by the next program.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from sqlalchemy import CompoundSelect, Connection, Engine, Select, bindparam, event, select
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlcipher3 import dbapi2

from db.engines.sqlcipher import failure, private_engine
from db.log.packing import WORDS, packed, plain, whole
from db.schema.audit_tables import audit_event, audit_head
from db.schema.known_events import EVENTS, OF_THE_OFFICE, id_bytes, known_event
from db.shared.transactions import READING, failures_known
from desktop.application.ports.log import DaySigner
from desktop.application.ports.sound import Watcher
from desktop.domain.log.events import Event, EventKind, Subject, Trait, kinds
from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.domain.log.sealing import apart
from desktop.errors import (
    DatabaseError,
    ExternalSystemError,
    KeyringError,
    ListeningRoomError,
    OtherLogError,
    in_place_of,
)

if TYPE_CHECKING:
    from desktop.domain.log.replay.ledger import Facts
    from desktop.domain.log.signers import Check

T = TypeVar("T")
Stored = tuple[int, bytes, Event]
"""An event: its number, its bytes, and what they say."""
Head = tuple[int, bytes]
"""How many events there are, and the root of the tree over them."""

_OFFICE = kinds(Trait.OF_THE_OFFICE)
_SOUND = kinds(Trait.OF_SOUND) | {EventKind.RECORDING_DESTROYED}
_HEAD = select(audit_head.c.size, audit_head.c.root)
_FROM = (
    select(audit_event.c.seq, audit_event.c.body)
    .where(audit_event.c.seq >= bindparam("first"), audit_event.c.seq < bindparam("end"))
    .order_by(audit_event.c.seq)
)
_LOST, _MOVED = (f'"kind":"{kind.value}"'.encode() for kind in (EventKind.EVENTS_LOST, EventKind.RECORDINGS_MOVED))
"""The part of its bytes that only such an event has, outside of a text."""
_MUCH = 2000
"""Events that are read before an office is opened, in pieces of so many: some half a second each."""


def _sqlites(made: CreateTable | CreateIndex) -> str:
    """Return the statement in SQLite's own words: in others an index is over all rows, not those that it is for."""
    return str(made.compile(dialect=SQLiteDialect()))


_MADE = (
    _sqlites(CreateTable(known_event, if_not_exists=True)),
    *sorted(_sqlites(CreateIndex(index, if_not_exists=True)) for index in known_event.indexes),
    "CREATE TABLE IF NOT EXISTS head (one INTEGER PRIMARY KEY, size INTEGER NOT NULL, frontier BLOB NOT NULL, "
    "proved INTEGER NOT NULL, held BLOB)",
    "CREATE TABLE IF NOT EXISTS held_head (size INTEGER, root BLOB, PRIMARY KEY (size, root)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS last_event (desk TEXT PRIMARY KEY, seq INTEGER NOT NULL, leaf BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS refused (seq INTEGER PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS unsaid (seq INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE seen (size INTEGER)",
    "CREATE TEMP VIEW every_event AS SELECT seq, plain(body) AS body, kind FROM main.known_event",
    "CREATE TEMP VIEW known_event AS SELECT seq, plain(body) AS body, day, kind, session, request, "
    "recording, key, month FROM main.known_event "
    "WHERE seq < (SELECT size FROM seen) AND seq NOT IN (SELECT seq FROM main.refused)",
)
"""The copy's tables. And, for one connection, all events in their own bytes; and the view that takes the name of the
log: what its transaction sees.

`held`: the tree's state over what was held against the witness, whose heads are in `held_head`; NULL where a head is
missing, or none was looked at.
"""
_SHAPE = WORDS + "".join(_MADE).encode()
"""All by which the file of one program could be another's nonsense."""
_TABLES = ("known_event", "head", "held_head", "last_event", "refused")


class Known:
    """The log as one transaction sees it: its first `size` events.

    `last`: by desk, the number and the hash of its last event; `refused`: the numbers of those not believed.
    """

    def __init__(self, size: int, followed: _Followed, connected: Callable[[int], Connection]) -> None:
        """`connected`: returns a connection that sees that many events."""
        self.size, self.tree, self.last = size, followed.tree, followed.last
        self.facts, self.signers, self.refused = followed.facts, followed.signers, frozenset(followed.refused)
        self._connected = connected
        self._open: Connection | None = None

    @property
    def events(self) -> Connection:
        """The events that are believed, as the table `known_event`."""
        if self._open is None:
            self._open = self._connected(self.size)
        return self._open

    def event(self, seq: int) -> Event | None:
        """Return the event of that number; None where there is none, or it is not believed."""
        return next((found for _, _, found in self.found(EVENTS.where(known_event.c.seq == seq))), None)

    def found(
        self, query: Select[Any] | CompoundSelect[Any], values: Mapping[str, object] | None = None
    ) -> Iterator[Stored]:
        """Yield the events of a query for numbers and bytes, over those that are believed."""
        with self.events.execute(query, values) as rows:
            yield from events_in(rows)

    def all_events(self) -> Iterator[tuple[int, bytes]]:
        """Yield the number and the bytes of every event, also of those that are not believed."""
        query = "SELECT seq, body FROM every_event WHERE seq < (SELECT size FROM seen) ORDER BY seq"
        with self.events.exec_driver_sql(query) as rows:
            yield from ((seq, body) for seq, body in rows)

    def close(self) -> None:
        """End the reading of its events."""
        if self._open is not None:
            self._open.close()


class _UnfitError(Exception):
    """The argument is the number of the first event that does not fit."""


class _Followed:
    """All that was verified so far: the tree, who may sign, the facts, and each desk's last event."""

    def __init__(self, origin: str, genesis: bytes | None, check: Check, missed: Head | None = None) -> None:
        """`missed`: a head that is not in what was followed so far."""
        from desktop.domain.log.replay.ledger import Ledger
        from desktop.domain.log.signers import Signers

        self.missed = missed
        self.tree = Frontier()
        self.proved = 0
        """How many of them were under a head of the database when they were read."""
        self.signers = Signers(origin, genesis, check)
        self.last: dict[str, tuple[int, bytes]] = {}
        self.refused: set[int] = set()
        self._ledger = Ledger()
        self._facts: Facts | None = None

    @property
    def size(self) -> int:
        return self.tree.size

    @property
    def facts(self) -> Facts:
        """The office's facts."""
        if self._facts is None:
            self._facts = self._ledger.facts()
        return self._facts

    def take(self, seq: int, body: bytes, own: Event | None = None) -> dict[str, object]:
        """Take the next event, and return its row. `own`: what it says, where this PC has just signed it itself.

        Raises _UnfitError.
        """
        if seq != self.size:
            raise _UnfitError(self.size)
        leaf = leaf_hash(body)
        found = next(events_in([(seq, body)]), None) if own is None else (seq, body, own)
        is_signed_here = own is not None and own.kind not in _OFFICE and self.signers.counters.may_sign(own, seq)
        if found is None or not (is_signed_here or self.believes(found)):
            self.refused.add(seq)
        elif not self._follows(body, self.last.get(found[2].desk)):
            raise _UnfitError(seq)
        if found is not None and (seq not in self.refused or self.signers.has_signed(*found)):
            self.last[found[2].desk] = seq, leaf
        self.tree = self.tree.append(leaf)
        if self.missed is not None and self.missed == (self.tree.size, self.tree.root()):
            self.missed = None
        return _row(seq, body, None if found is None else found[2])

    def _follows(self, body: bytes, last: tuple[int, bytes] | None) -> bool:
        """Return whether an event names its desk's event before, which was the last one."""
        return apart(body).before == (None if last is None else last[1])

    def believes(self, stored: Stored) -> bool:
        """Return whether a PC of this office signed it and might; follow it where it is about the office."""
        seq, body, found = stored
        if found.kind not in _OFFICE:
            return self.signers.believes(seq, body, found)
        from desktop.domain.log.replay.ledger import Entry
        from desktop.domain.log.replay.replaying import take

        believed = self.signers.take(seq, body, found)
        if believed:
            take(Entry(seq, found), self._ledger)
            self._facts = None
        return believed


class KnownLog:
    """The copy of one PC. Shared by the units of work of one office, and by the PC's programs; safe across threads."""

    def __init__(
        self, path: Path, key: Callable[[], bytes], check: Check, witnessed: Callable[[], frozenset[Head]]
    ) -> None:
        """`key`: returns the 32 bytes with which the copy is sealed. `check`: whether an Ed25519 signature holds.

        `witnessed`: returns the heads that the office's witness has; none where it cannot be read.
        """
        self._path, self._key, self._check, self._witnessed = path, key, check, witnessed
        self._lock = RLock()
        self._opened: Engine | None = None
        self._raw: Any = None
        self._followed: _Followed | None = None
        self._pinned: bytes | None = None
        self._missed: Head | None = None
        self._beside: dict[type, object] = {}
        self._is_looked_at = False
        """Whether this program has found no head in the witness that is still to be held, or could not read it."""

    def size(self) -> int:
        """Return how many events are known at this moment: a snapshot that begins now has no fewer."""
        with self._own() as own:
            return _size(own)

    def follow(self, connection: Connection, signer: DaySigner, at_least: int | None) -> Known:
        """Follow what is new to this PC, and return the log as this transaction sees it.

        `at_least`: how many events were known when a reader's snapshot began; None for a writer. Raises
        OtherLogError.
        """
        with self._own() as own:
            return self._follow(connection, signer, at_least, own, self._due(own) if at_least is None else frozenset())

    def compare(self, connection: Connection, signer: DaySigner, at_least: int) -> int:
        """Compare every event of that snapshot with the copy, and return how many there are. Long work.

        `at_least`: how many were known when it began. Raises OtherLogError: the log is told of it.
        """
        known = self.follow(connection, signer, at_least)
        try:
            with _streamed(connection, known.size) as theirs:
                missed = _first_other(known.all_events(), theirs)
        finally:
            known.close()
        if missed is not None:
            with self._own() as own:
                self._miss(own, missed)
        return known.size

    def catch_up(self, engine: Engine, signer: DaySigner, watcher: Watcher) -> None:
        """Read in pieces what this PC has not verified yet, where that is much; each piece is kept.

        The transaction that decides follows the rest, and says what does not fit. Long work. Raises ListeningRoomError
        (`stopped`), DatabaseError.
        """
        with self._own() as own:
            witnessed = self._not_held(own)  # before the database is looked at, which has all that a witness has
        known, size = self.size(), _size_of(engine)
        while size - known >= _MUCH:
            watcher.report(known, size)
            if watcher.cancelled:
                raise ListeningRoomError("stopped")
            piece = self._read_piece(engine, signer, min(known + _MUCH, size))
            if piece <= known:
                return
            known = piece
        if witnessed:
            reading = engine.connect().execution_options(**READING)
            with suppress(OtherLogError), self._own() as own, failures_known(), reading as connection:
                self._follow(connection, signer, 0, own, witnessed)

    def _read_piece(self, engine: Engine, signer: DaySigner, end: int) -> int:
        """Read what is new up to that number, and return how many events are known then."""
        with self._own() as own, failures_known(), engine.connect().execution_options(**READING) as connection:
            followed = self._up_to_date(own, signer)
            before = followed.size
            self._followed = None  # for good, unless all of it fits
            try:
                found = connection.execute(_FROM, {"first": before, "end": end})
                rows = [followed.take(*stored) for stored in _pairs(found)]
            except _UnfitError:
                return before
            self._write(own, followed, before, rows)
            self._followed = followed
            return followed.size

    def add(self, written: Sequence[Stored]) -> None:
        """Add what this PC has just signed and committed. Where that fails, it is followed as something new."""
        with suppress(DatabaseError), self._own() as own:
            followed = self._followed
            if followed is None or followed.size != written[0][0]:
                return
            self._followed, before = None, followed.size  # for good, unless all of it is taken
            with suppress(_UnfitError):
                rows = [followed.take(seq, body, own=said) for seq, body, said in written]
                followed.proved = followed.size
                self._write(own, followed, before, rows)
                self._followed = followed

    def last(self, desk: str) -> tuple[int, bytes] | None:
        """Return the number and the hash of the last event that is known of that desk."""
        with self._own() as own:
            query = "SELECT seq, leaf FROM last_event WHERE desk = ?"
            found = own.cursor().execute(query, (desk,)).fetchone()
            return None if found is None else (found[0], found[1])

    def may_have_moved(self, engine: Engine) -> bool:
        """Return whether an event that is known, or one that is not followed yet, says that recordings have moved."""
        with self._own() as own:
            query = f"SELECT 1 FROM main.known_event WHERE {OF_THE_OFFICE.text} AND kind = ?"
            if own.cursor().execute(query, (EventKind.RECORDINGS_MOVED.value,)).fetchone():
                return True
            known = _size(own)
        with failures_known(), engine.connect().execution_options(**READING) as connection:
            size = int(connection.execute(select(audit_head.c.size)).scalar_one_or_none() or 0)
            with _streamed(connection, size, known) as found:
                return any(_MOVED in body for _, body in _pairs(found))

    def unsaid(self) -> list[int]:
        """Return the numbers of events that were missed, and that the log has not been told of."""
        with self._own() as own:
            return [seq for (seq,) in own.cursor().execute("SELECT seq FROM unsaid ORDER BY seq")]

    def said(self, but: Sequence[int] = ()) -> None:
        """Forget them: the log has been told. `but`: those of which it still has to be."""
        with suppress(DatabaseError), self._own() as own:
            own.cursor().execute("DELETE FROM unsaid")
            own.cursor().executemany("INSERT INTO unsaid VALUES (?)", [(seq,) for seq in but])

    def beside(self, kind: type[T]) -> T:
        """Return what else of that type is kept as long as this copy, made at its first use."""
        with self._lock:
            return cast("T", self._beside.setdefault(kind, kind()))

    @contextmanager
    def anew(self) -> Iterator[None]:
        """Go by the database's log as it is now, read from its first event, until this ends: a loss is being stated.

        What was known goes on from there once that is done, and by itself (`_stated`).
        """
        with self._own() as own:
            head = own.cursor().execute("SELECT frontier FROM head").fetchone()
        known = Frontier() if head is None else Frontier.from_bytes(head[0])
        with TemporaryDirectory(dir=self._path.parent) as folder:
            missed = (known.size, known.root()) if known.size else None
            self._go_by(Path(folder) / self._path.name, missed, is_looked_at=True)
            try:
                yield
            finally:
                self._go_by(Path(folder).with_name(self._path.name), None, is_looked_at=False)

    def _go_by(self, path: Path, missed: Head | None, *, is_looked_at: bool) -> None:
        with self._lock:
            self.close()
            self._path, self._missed, self._is_looked_at = path, missed, is_looked_at
            self._beside.clear()

    def missed(self) -> Head | None:
        """Return the head that this PC knew before it began `anew`, where the log that it reads now lacks it."""
        with self._lock:
            return None if self._followed is None else self._followed.missed

    def close(self) -> None:
        """Close its file; it is opened again at its next use."""
        with self._lock:
            if self._raw is not None:
                self._raw.close()
            if self._opened is not None:
                self._opened.dispose()
            self._raw = self._opened = self._followed = None

    @contextmanager
    def _own(self) -> Iterator[Any]:
        """Yield the driver's own connection to the copy; what fails there is raised as DatabaseError."""
        with self._lock:
            try:
                if self._raw is None:
                    pooled = self._engine().raw_connection()
                    self._raw = pooled.driver_connection
                    pooled.detach()
                yield self._raw
            except dbapi2.Error as error:
                self.close()
                raise failure(error, self._path) from None

    @property
    def path(self) -> Path:
        """Its file. Its key is in the name: programs that begin under a new key delete nothing of each other."""
        return self._under(self._key())

    def _under(self, key: bytes) -> Path:
        return self._path.with_stem(f"{self._path.stem}-{sha256(key + _SHAPE).hexdigest()[:8]}")

    def _engine(self) -> Engine:
        """Return the copy's engine. A copy that cannot be opened is none: it is deleted, and read anew."""
        if self._opened is None:
            engine = self._over_file()
            try:
                with failures_known():
                    engine.connect().close()
            except DatabaseError as error:
                engine.dispose()
                if error.code != "database_key_wrong":
                    raise
                engine = self._over_file(anew=True)
                self._followed = None
            self._opened = engine
        return self._opened

    def _over_file(self, *, anew: bool = False) -> Engine:
        key = self._key()
        path = self._under(key)
        with in_place_of(OSError, ExternalSystemError("office_folder_unusable")):
            for left in path.parent.glob(f"{self._path.stem}-*"):
                if anew or not left.name.startswith(path.name):
                    with suppress(PermissionError):  # another program has it open (Windows): the next one deletes it
                        left.unlink(missing_ok=True)
            engine = private_engine(path, key)
        event.listen(engine, "connect", _make)
        return engine

    def _follow(
        self,
        connection: Connection,
        signer: DaySigner,
        at_least: int | None,
        own: Any,
        witnessed: frozenset[Head],
    ) -> Known:
        head = connection.execute(_HEAD).one_or_none()
        size, root = (0, Frontier().root()) if head is None else (int(head.size), bytes(head.root))
        followed = self._up_to_date(own, signer)
        if size < (followed.size if at_least is None else at_least):
            followed = self._in_place_of(connection, own, signer, size, root, size)
        elif size < followed.size:
            followed = self._from_file(own, signer, size)
        else:
            followed = self._with_new(connection, own, signer, followed, size, root)
            if witnessed:
                self._hold(own, followed, witnessed)
        self._pin(followed.signers.genesis, signer)
        return Known(size, followed, self._connected)

    def _connected(self, size: int) -> Connection:
        with self._lock, failures_known():
            connection = self._engine().connect()
            there = connection.exec_driver_sql("SELECT size FROM head").scalar_one_or_none() or 0
            if there < size:  # another program has made the file anew, over one that this one still had open
                connection.close()
                self.close()
                raise DatabaseError("database_unavailable")
            connection.exec_driver_sql("DELETE FROM temp.seen")
            connection.exec_driver_sql("INSERT INTO temp.seen VALUES (?)", (size,))
            return connection

    def _with_new(
        self, connection: Connection, own: Any, signer: DaySigner, followed: _Followed, size: int, root: bytes
    ) -> _Followed:
        before, rows = followed.size, list[dict[str, object]]()
        self._followed = None  # for good, unless all of it fits
        try:
            if size > before:
                found = connection.execute(_FROM, {"first": before, "end": size})
                rows = [followed.take(*stored) for stored in _pairs(found)]
            if (followed.size, followed.tree.root()) != (size, root):
                raise _UnfitError(min((seq for seq in followed.refused if seq >= before), default=before))
        except _UnfitError as error:
            return self._in_place_of(connection, own, signer, size, root, error.args[0])
        if size > followed.proved:
            followed.proved = size
            self._write(own, followed, before, rows)
        self._followed = followed
        return followed

    def _due(self, own: Any) -> frozenset[Head]:
        """Return the heads against which the copy is to be held before anything is decided by it."""
        if self._is_looked_at or own.cursor().execute("SELECT 1 FROM head WHERE held IS NOT NULL").fetchone():
            return frozenset()
        return self._not_held(own)

    def _not_held(self, own: Any) -> frozenset[Head]:
        """Return the heads of the witness against which the copy was not held yet."""
        held = own.cursor().execute("SELECT size, root FROM held_head").fetchall()
        found = self._witnessed().difference(held)
        self._is_looked_at = not found
        return found

    def _hold(self, own: Any, followed: _Followed, witnessed: frozenset[Head]) -> None:
        """Hold the copy against heads of the witness. Raises OtherLogError."""
        cursor = own.cursor()
        tree, missed = self._first_unlike(own, witnessed - self._stated_as_lost(own, followed))
        if missed is not None:
            cursor.execute("UPDATE head SET held = NULL")
            cursor.execute("DELETE FROM held_head")
            self._miss(own, missed)
        cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany("INSERT OR IGNORE INTO held_head VALUES (?, ?)", witnessed)
        cursor.execute("UPDATE head SET held = ?", (tree.to_bytes(),))
        cursor.execute("COMMIT")

    def _first_unlike(self, own: Any, heads: frozenset[Head] | set[Head]) -> tuple[Frontier, int | None]:
        """Return the tree over what was held, and the number of the first event that may not be the one under a head;
        None where all are."""
        due: dict[int, set[bytes]] = {}
        for size, root in heads:
            due.setdefault(size, set()).add(root)
        cursor = own.cursor()
        (held,) = cursor.execute("SELECT held FROM head").fetchone() or (None,)
        tree = Frontier() if held is None else Frontier.from_bytes(held)
        if min(due, default=tree.size) < tree.size:
            tree = Frontier()
        vouched = tree
        query = "SELECT body FROM every_event WHERE seq >= ? AND seq < ? ORDER BY seq"
        for (body,) in cursor.execute(query, (tree.size, max(due, default=0))):
            tree = tree.append(leaf_hash(body))
            if (roots := due.pop(tree.size, None)) is not None:
                if roots != {tree.root()}:
                    return vouched, vouched.size
                vouched = tree
        return vouched, vouched.size if due else None

    def _stated_as_lost(self, own: Any, followed: _Followed) -> set[Head]:
        rows = own.cursor().execute("SELECT seq, body FROM every_event WHERE kind = ?", (EventKind.EVENTS_LOST.value,))
        stated = [event.facts["lost"] for seq, _, event in events_in(rows) if seq not in followed.refused]
        return {(size, b64decode(root)) for lost in stated for size, root in cast("list[tuple[int, str]]", lost)}

    def _up_to_date(self, own: Any, signer: DaySigner) -> _Followed:
        """Return what this PC has verified, with what another of its programs has added meanwhile."""
        if self._followed is None:
            self._pinned = signer.pinned
            self._followed = self._from_file(own, signer)
        elif _size(own) > self._followed.size:
            query = "SELECT seq, body FROM every_event WHERE seq >= ? ORDER BY seq"
            for seq, body in own.cursor().execute(query, (self._followed.size,)):
                self._followed.take(seq, body)
        return self._followed

    def _from_file(self, own: Any, signer: DaySigner, size: int | None = None) -> _Followed:
        """Return what the copy has: of the first `size` events, where that is given, without the tree over them."""
        followed = _Followed(signer.origin, self._pinned, self._check, self._missed)
        head = own.cursor().execute("SELECT frontier, proved FROM head").fetchone()
        if head is None:
            return followed
        followed.tree, followed.proved = Frontier.from_bytes(head[0]), head[1]
        within = followed.size if size is None else size
        cursor = own.cursor()
        newest = cursor.execute("SELECT desk, seq, leaf FROM last_event")
        followed.last = {desk: (seq, leaf) for desk, seq, leaf in newest}
        followed.refused = {seq for (seq,) in cursor.execute("SELECT seq FROM refused WHERE seq < ?", (within,))}
        office = f"SELECT seq, body FROM every_event WHERE {OF_THE_OFFICE.text} AND seq < ? ORDER BY seq"
        for stored in events_in(own.cursor().execute(office, (within,))):
            followed.believes(stored)
        return followed

    def _write(
        self, own: Any, followed: _Followed, before: int, rows: Sequence[Mapping[str, object]], *, anew: bool = False
    ) -> None:
        """Add these to the copy, whose size was `before`, unless another program of this PC has; `anew`: alone."""
        cursor = own.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        try:
            for table in _TABLES if anew else ():
                cursor.execute(f"DELETE FROM main.{table}")
            new = [row for row in rows if cast("int", row["seq"]) >= max(before, _size(own))]
            cursor.executemany(_ADD, [tuple(row.values()) for row in new])
            refused = [(row["seq"],) for row in new if row["seq"] in followed.refused]
            if refused:
                cursor.executemany("INSERT OR IGNORE INTO refused VALUES (?)", refused)
            changed = [(desk, *last) for desk, last in followed.last.items() if last[0] >= before]
            cursor.executemany(_SET_LAST, changed)
            cursor.execute(_SET_HEAD, (followed.size, followed.tree.to_bytes(), followed.proved))
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")

    def _in_place_of(
        self, connection: Connection, own: Any, signer: DaySigner, size: int, root: bytes, unfit: int
    ) -> _Followed:
        """Return that log anew, where a loss was stated that reaches back to what differs.

        Raises OtherLogError with the number of the first event that is not what was verified; `unfit` is that one
        where all of those are there.
        """
        self._followed = None
        self._forget_unproved(own, signer)
        ours = own.cursor().execute("SELECT seq, body FROM every_event ORDER BY seq")
        with _streamed(connection, size) as theirs:
            missed = _first_other(ours, theirs)
        missed = unfit if missed is None else missed
        anew = self._stated(connection, signer, size, root, missed)
        if anew is None:
            self._miss(own, missed)
        followed, rows = anew
        followed.proved = size
        self._write(own, followed, 0, rows, anew=True)
        self._beside.clear()
        self._followed = followed
        return followed

    def _forget_unproved(self, own: Any, signer: DaySigner) -> None:
        """Leave in the copy what was under a head of the database: what came after it was not the log."""
        size, proved = own.cursor().execute("SELECT size, proved FROM head").fetchone() or (0, 0)
        if size == proved:
            return
        followed, rows = _Followed(signer.origin, self._pinned, self._check), list[dict[str, object]]()
        for stored in own.cursor().execute("SELECT seq, body FROM every_event WHERE seq < ? ORDER BY seq", (proved,)):
            rows.append(followed.take(*stored))
        followed.proved = proved
        self._write(own, followed, 0, rows, anew=True)

    def _miss(self, own: Any, seq: int) -> NoReturn:
        """Refuse that log, and let it be told as soon as it fits again."""
        own.cursor().execute("INSERT OR IGNORE INTO unsaid VALUES (?)", (seq,))
        raise OtherLogError("other_log", seq=seq)

    def _stated(
        self, connection: Connection, signer: DaySigner, size: int, root: bytes, missed: int
    ) -> tuple[_Followed, list[dict[str, object]]] | None:
        """Return that log, verified from its first event, where a PC of the office states in it that events from
        `missed` on, or from before that, were lost."""
        with _streamed(connection, size, missed) as found:
            losses = [seq for seq, body in _pairs(found) if _LOST in body]
        if not losses:
            return None
        followed, rows = _Followed(signer.origin, self._pinned, self._check), list[dict[str, object]]()
        try:
            with _streamed(connection, size) as found:
                rows.extend(followed.take(*stored) for stored in _pairs(found))
        except _UnfitError:
            return None
        if (followed.size, followed.tree.root()) != (size, root):
            return None
        stated = [each for each in losses if each not in followed.refused]
        bodies = [(each, plain(cast("bytes", rows[each]["body"]))) for each in stated]
        kept = [event.facts["kept"] for _, _, event in events_in(bodies) if event.kind is EventKind.EVENTS_LOST]
        if not any(isinstance(each, int) and each <= missed for each in kept):
            return None
        return followed, rows

    def _pin(self, now: bytes | None, signer: DaySigner) -> None:
        """Pin it; None where the first event is gone, or cannot be read: then nobody is believed who was pinned."""
        if self._pinned is not None and now != self._pinned:
            raise OtherLogError("other_log", seq=0)
        if now is not None and self._pinned is None:
            with suppress(KeyringError):  # it is tried again with the next transaction
                signer.pin(now)
                self._pinned = now


_COLUMNS = [column.name for column in known_event.c]
_ADD = f"INSERT INTO main.known_event ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_SET_HEAD = (
    "INSERT INTO head (one, size, frontier, proved) VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE "
    "SET size = excluded.size, frontier = excluded.frontier, proved = max(proved, excluded.proved) "
    "WHERE excluded.size >= size"
)
_SET_LAST = (
    "INSERT INTO last_event VALUES (?, ?, ?) ON CONFLICT (desk) DO UPDATE "
    "SET seq = excluded.seq, leaf = excluded.leaf WHERE excluded.seq > seq"
)


def _make(driver: Any, record: object) -> None:
    driver.create_function("plain", 1, plain)
    for statement in _MADE:
        driver.execute(statement)


def _first_other(ours: Iterable[tuple[int, bytes]], theirs: Iterable[Any]) -> int | None:
    """Return the number of our first event that the database has not; None where it has them all."""
    for mine, other in zip_longest(ours, _pairs(theirs)):
        if mine is None:
            return None
        if mine != other:
            return mine[0]
    return None


def _streamed(connection: Connection, size: int, first: int = 0) -> Any:
    return connection.execute(_FROM, {"first": first, "end": size}, execution_options={"stream_results": True})


def _pairs(rows: Iterable[Any]) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of each; what is no bytes (SQLite stores anything) is taken for the bytes of no event."""
    for seq, body in rows:
        yield int(seq), bytes(body) if isinstance(body, bytes | memoryview) else b""


def _size_of(engine: Engine) -> int:
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        return int(connection.execute(select(audit_head.c.size)).scalar_one_or_none() or 0)


def _size(own: Any) -> int:
    found = own.cursor().execute("SELECT size FROM head").fetchone()
    return 0 if found is None else int(found[0])


def _row(seq: int, body: bytes, found: Event | None) -> dict[str, object]:
    """Return the row of an event in the copy, by its own bytes."""
    subjects = {} if found is None else found.subjects
    of_sound = found is not None and found.kind in _SOUND
    facts = found.facts if found is not None and of_sound else {}
    return {
        "seq": seq,
        # Those of the office are read at each start.
        "body": whole(body) if found is not None and found.kind in _OFFICE else packed(body),
        "day": "" if found is None else found.at.date().isoformat(),
        "kind": "" if found is None else found.kind.value,
        "session": id_bytes(subjects.get(Subject.SESSION)),
        "request": id_bytes(subjects.get(Subject.REQUEST)),
        "recording": id_bytes(subjects.get(Subject.RECORDING)) if of_sound else None,
        "key": id_bytes(_text_in(facts, "new_key") or _text_in(facts, "key")),
        "month": (_text_in(facts, "called_at") or "")[:7] or None,
    }


def _text_in(facts: Mapping[str, object], name: str) -> str | None:
    """Return a fact that is a text; None where it is none: what is stored can be anything."""
    value = facts.get(name)
    return value if isinstance(value, str) else None


def events_in(rows: Iterable[Any]) -> Iterator[Stored]:
    """Yield the events of these rows of number and bytes; one that cannot be read is passed over."""
    from desktop.domain.log.replay.ledger import Finding
    from desktop.domain.log.replay.replaying import read

    for seq, body in rows:
        found = read(seq, bytes(body))
        if not isinstance(found, Finding):
            yield int(seq), bytes(body), found


STORED = frozenset({EventKind.RECORDING_IMPORTED, EventKind.RECORDING_BROUGHT_BACK, EventKind.COPY_PREPARED})
"""Events that say that something was stored in the vault."""


def have_recordings_moved(known: Known) -> bool:
    """Return whether this office's recordings are in the database."""
    moved = select(known_event.c.seq).where(OF_THE_OFFICE, known_event.c.kind == EventKind.RECORDINGS_MOVED.value)
    return known.events.execute(moved.limit(1)).first() is not None
