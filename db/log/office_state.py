"""The office, its desks and people as the log has them, kept while the program runs; where its recordings are.

Only events that their desks signed count, whatever rows say. Those since the last look are read before each use. A
transaction that sees an older log, or a database put back from a back-up, gets that log's facts, replayed anew.
The log's first event is pinned in the desk's keyring when first seen; another beginning is not believed.
The replay is imported at its first use: the windows do not wait for it.
A PC whose file says that recordings are still in a folder goes by the log, when it opens and before it commits one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Connection, Engine, bindparam, select

from db.schema.audit_tables import OF_THE_OFFICE, audit_event
from db.shared.transactions import READING, failures_known
from desktop.application.ports.log import DaySigner
from desktop.domain.log.events import Event, EventKind
from desktop.errors import RowRefusedError

if TYPE_CHECKING:
    from desktop.domain.log.replay.ledger import Facts
    from desktop.domain.log.signers import Check, Signers


T = TypeVar("T")
_FROM = (
    select(audit_event.c.seq, audit_event.c.body)
    .where(OF_THE_OFFICE, audit_event.c.seq >= bindparam("last"))
    .order_by(audit_event.c.seq)
)

Stored = tuple[int, bytes, Event]
"""An event: its number, its bytes, and what they say."""


class _Followed:
    """The office's events as far as they were followed. `last`: the number of the last of them; -1 before the first.

    `body`: its bytes.
    """

    def __init__(self, origin: str, genesis: bytes | None, check: Check) -> None:
        from desktop.domain.log.replay.ledger import Ledger
        from desktop.domain.log.signers import Signers

        self.last, self.body = -1, b""
        self.signers = Signers(origin, genesis, check)
        self.ledger = Ledger()

    def follow(self, connection: Connection) -> bool:
        """Follow what is new to it; False, and nothing done, where this transaction does not see its last event."""
        from desktop.domain.log.replay.ledger import Entry
        from desktop.domain.log.replay.replaying import take

        found = events_in(connection.execute(_FROM, {"last": self.last}))
        if self.last >= 0 and next(found, (-1, b""))[:2] != (self.last, self.body):
            return False
        for seq, body, event in found:
            if self.signers.take(seq, body, event):
                take(Entry(seq, event), self.ledger)
            self.last, self.body = seq, body
        return True


class OfficeState:
    """The office as the log has it. Shared by the units of work of one office; safe across threads."""

    def __init__(self, check: Check) -> None:
        """`check`: whether an Ed25519 signature holds (public key, signature, message)."""
        self._check = check
        self._lock = Lock()
        self._pinned: bytes | None = None
        self._followed: _Followed | None = None
        self._beside: dict[type, object] = {}

    def up_to_date(self, connection: Connection, signer: DaySigner) -> tuple[Facts, Signers]:
        """Return the office's facts and who may sign, as of the log that this transaction sees.

        Raises RowRefusedError where it is not the log that this desk has pinned.
        """
        with self._lock:
            if self._followed is None:
                self._pinned = signer.pinned
                self._followed = self._anew(signer)
            followed = self._followed
            if not followed.follow(connection):
                followed = self._anew(signer)
                followed.follow(connection)
                if followed.last >= self._followed.last:
                    self._followed = followed
            self._pin(followed.signers.genesis, signer)
            return followed.ledger.facts(), followed.signers

    def beside(self, kind: type[T]) -> T:
        """Return what else of that type is kept as long as this, made at its first use."""
        with self._lock:
            return cast("T", self._beside.setdefault(kind, kind()))

    def _anew(self, signer: DaySigner) -> _Followed:
        return _Followed(signer.origin, self._pinned, self._check)

    def _pin(self, now: bytes | None, signer: DaySigner) -> None:
        """Pin it; None where the first event is gone, or cannot be read: then nobody is believed who was pinned."""
        if self._pinned is not None and now != self._pinned:
            raise RowRefusedError("row_refused", table="audit_event")
        if now is not None and self._pinned != now:
            signer.pin(now)  # kept by its next commit, unless it is by then


def events_in(rows: Iterable[Any]) -> Iterator[Stored]:
    """Yield the events of these rows of number and bytes; one that cannot be read is passed over."""
    from desktop.domain.log.replay.ledger import Finding
    from desktop.domain.log.replay.replaying import read

    for seq, body in rows:
        event = read(seq, bytes(body))
        if not isinstance(event, Finding):
            yield int(seq), bytes(body), event


_MOVED = select(audit_event.c.seq).where(OF_THE_OFFICE, audit_event.c.kind == EventKind.RECORDINGS_MOVED.value).limit(1)
STORED = frozenset({EventKind.RECORDING_IMPORTED, EventKind.RECORDING_BROUGHT_BACK, EventKind.COPY_PREPARED})
"""Events that say that something was stored in the vault."""


def recordings_in_database(connection: Connection) -> bool:
    """Return whether they have moved."""
    return connection.execute(_MOVED).first() is not None


def recordings_are_in_database(engine: Engine) -> bool:
    """Return whether they have moved. Raises DatabaseError."""
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        return recordings_in_database(connection)
