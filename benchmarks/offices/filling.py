"""A log of any length, quickly: begun and closed by the program itself, and filled in bulk between.

Rules:
- Each session has `EACH` events: the first and the last are appended by the program, with the day's key before them
  where the day is new. A checkpoint follows each session, as the program signs one when a session is closed.
- The filling is written as the program would have written it, and the head is set to follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from db.log.audit_log import AuditLog
from desktop.application.ports.log import DaySigner
from desktop.domain.log.events import Event, EventKind, Facts, Subject, canonical
from desktop.domain.log.merkle import Frontier, leaf_hash, node_hash
from desktop.domain.log.sealing import signed_message, with_signature
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from tests.db.logs import AsItSays

EACH = 100
A_DAY = 10
"""Sessions a day, taken by the desks in turn."""

_START = datetime(2022, 1, 3, 9, tzinfo=UTC)


def fill(
    connection: Connection, signers: Sequence[DaySigner], sessions: int, start: datetime = _START
) -> Iterator[str]:
    """Write so many sessions of `EACH` events in the transaction under way; the checkpoint after each.

    It counts as committed after each session: without a commit in the end the log is lost, not broken.
    """
    raw: Any = connection.connection.driver_connection
    known = AsItSays(signers[0].origin)
    for number in range(sessions):
        signer = signers[number % len(signers)]
        log = AuditLog(connection, signer, known.follow(connection))
        at = start + timedelta(days=number // A_DAY, minutes=number % A_DAY * 40)
        subjects = {Subject.SESSION: new_id(), Subject.REQUEST: new_id()}
        first = Event(EventKind.CHECKED_IN, at, DeskId(signer.desk), PersonId("a" * 32), subjects, {"slot": number})
        log.append(first)
        fill_in(raw, known.follow(connection).tree, first, signer, EACH - 2, timedelta(seconds=5))
        closed_at = at + timedelta(minutes=39)
        log = AuditLog(connection, signer, known.follow(connection))
        log.append(Event(EventKind.SESSION_CLOSED, closed_at, first.desk, first.actor, subjects, {"outcome": "heard"}))
        checkpoint = log.checkpoint(closed_at).text
        signer.committed()
        yield checkpoint


def fill_in(raw: Any, tree: Frontier, first: Event, signer: DaySigner, count: int, apart: timedelta) -> None:
    """Fill in so many heard events of the session of `first`, after the log's last event. `tree`: over all so far."""
    size, nodes, rows = tree.size, tree.nodes, []
    before = leaf_hash(raw.execute("SELECT body FROM audit_event WHERE seq = ?", (size - 1,)).fetchone()[0])
    subjects = {name: first.subjects[name] for name in (Subject.SESSION, Subject.REQUEST)}
    for seq in range(size, size + count):
        facts: Facts = {"frame": seq, "heard": [[0, seq]]}
        at = first.at + apart * (seq - size + 1)
        plain = canonical(Event(EventKind.HEARD, at, first.desk, first.actor, subjects, facts), seq, before)
        body = with_signature(plain, signer.sign(first.at.date(), signed_message(signer.origin, plain)))
        before = leaf_hash(body)
        rows.append((seq, body))
        nodes = _grown(nodes, seq, before)
    raw.executemany("INSERT INTO audit_event VALUES (?, ?)", rows)
    tree = Frontier(size + len(rows), nodes)
    raw.execute("UPDATE audit_head SET size = ?, root = ?", (tree.size, tree.root()))


def _grown(nodes: tuple[bytes, ...], size: int, node: bytes) -> tuple[bytes, ...]:
    """Return a frontier's nodes with one more leaf, without reading the old ones."""
    while size & 1:
        node, nodes, size = node_hash(nodes[-1], node), nodes[:-1], size >> 1
    return (*nodes, node)
