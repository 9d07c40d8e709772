"""The one transaction, and the only commit there is.

Rules:
- `commit` takes the event of what was done and appends it in the same transaction; there is no commit without one.
- Leaving without `commit` undoes everything.
- A checkpoint is signed over a log that holds the event, stored in the same transaction, and goes to the witness file
  after the commit: a checkpoint in the witness is always one that the database acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from db.audit_log import AuditLog
from db.drafts import DraftsTable
from db.engine import READING, failure_of
from db.keeping import KeepingTable
from db.offices import OfficesTable
from db.people import PeopleTable
from db.read_models import ReadModels
from db.recordings import RecordingsTable
from db.requests import RequestsTable
from db.sessions import SessionsTable
from desktop.application.desk_gate import DeskGate
from desktop.application.ports_log import DaySigner
from desktop.application.storage import Recorded
from desktop.domain.events import Event
from desktop.errors import NotWitnessedError, SurroundingsError


class SqlUnitOfWork:
    """The port `UnitOfWork` over an engine."""

    offices: OfficesTable
    people: PeopleTable
    requests: RequestsTable
    recordings: RecordingsTable
    drafts: DraftsTable
    keeping: KeepingTable
    sessions: SessionsTable
    reading: ReadModels

    def __init__(
        self, engine: Engine, signer: DaySigner, anchor: Callable[[str], None], gate: DeskGate | None = None
    ) -> None:
        self.gate = gate or DeskGate()
        self._engine = engine
        self._signer = signer
        self._anchor = anchor
        self._reads = False
        self._connection: Connection | None = None

    def look(self) -> Self:
        self._reads = True
        return self

    def __enter__(self) -> Self:
        self._connection = connection = self._begun()
        self.offices = OfficesTable(connection)
        self.people = PeopleTable(connection)
        self.requests = RequestsTable(connection)
        self.recordings = RecordingsTable(connection)
        self.drafts = DraftsTable(connection)
        self.keeping = KeepingTable(connection)
        self.sessions = SessionsTable(connection)
        self.reading = ReadModels(connection)
        return self

    def _begun(self) -> Connection:
        connection = None
        try:
            connection = self._engine.connect()
            if self._reads:
                connection.execution_options(**READING)
            connection.begin()
        except SQLAlchemyError as error:
            if connection is not None:
                connection.close()
            raise failure_of(error) from None
        return connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        if isinstance(error, DBAPIError):
            raise failure_of(error) from None

    def commit(self, event: Event, *, checkpoint: bool = False) -> Recorded:
        if self._connection is None or self._reads:
            raise RuntimeError("commit outside a unit of work that writes")
        log = AuditLog(self._connection, self._signer)
        try:
            seq = log.append(event).seq
            signed = log.checkpoint(event.at) if checkpoint else None
            self._connection.commit()
        except SQLAlchemyError as error:
            raise failure_of(error) from None
        self._signer.committed()
        if signed is None:
            return Recorded(seq)
        try:
            self._anchor(signed.text)
        except SurroundingsError as error:
            raise NotWitnessedError(error.code, error.words, signed.text) from None
        return Recorded(seq, signed.text)
