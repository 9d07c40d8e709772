"""What the log says of the office, its desks and its people, kept while the program runs.

Rules:
- Only events that their desks signed count (`domain.log.signers`); any other is passed over, whatever rows say.
- Before each use the events since the last one are read: there are few of these kinds, and they have an index.
- The log's first event is pinned in the desk's keyring, when it is first seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Any

from sqlalchemy import Connection, bindparam, select

from db.schema.audit_tables import OF_THE_OFFICE, audit_event
from desktop.application.ports.log import DaySigner
from desktop.domain.log.events import Event
from desktop.domain.log.replay.entry import Entry
from desktop.domain.log.replay.ledger import Finding, Ledger
from desktop.domain.log.replay.replaying import read, take
from desktop.domain.log.signers import Check, Signers

_SINCE = (
    select(audit_event.c.seq, audit_event.c.body)
    .where(OF_THE_OFFICE, audit_event.c.seq > bindparam("last"))
    .order_by(audit_event.c.seq)
)

Stored = tuple[int, bytes, Event]
"""An event: its number, its bytes, and what they say."""


class Known:
    """The office as the log has it. Shared by the units of work of one office; safe across threads."""

    def __init__(self, check: Check) -> None:
        """`check`: whether an Ed25519 signature holds (public key, signature, message)."""
        self._check = check
        self._lock = Lock()
        self._last = -1
        self._signers: Signers | None = None
        self._pinned: bytes | None = None
        self._ledger = Ledger()

    def up_to_date(self, connection: Connection, signer: DaySigner) -> tuple[Ledger, Signers]:
        """Return the office's facts and who may sign, as of the log that this transaction sees."""
        with self._lock:
            if self._signers is None:
                self._pinned = signer.pinned
                self._signers = Signers(signer.origin, self._pinned, self._check)
            for seq, body, event in events_in(connection.execute(_SINCE, {"last": self._last})):
                if self._signers.take(seq, body, event):
                    take(Entry(seq, event), self._ledger)
                self._last = seq
            if self._pinned is None and self._signers.genesis is not None:
                signer.pin(self._signers.genesis)  # kept by its next commit, unless it is by then
            return self._ledger, self._signers


def events_in(rows: Iterable[Any]) -> Iterator[Stored]:
    """Yield the events of these rows of number and bytes; one that cannot be read is passed over."""
    for seq, body in rows:
        event = read(seq, bytes(body))
        if not isinstance(event, Finding):
            yield int(seq), bytes(body), event
