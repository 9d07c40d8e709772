"""The one transaction, and the only commit there is.

Rules:
- `commit` takes the event of the change and appends it in the same transaction; there is no commit without one.
- Nobody who has left commits anything: whoever ends their access waits for a commit of theirs that is under way, and
  none begins after it.
- Leaving without `commit` rolls everything back.
- Nothing stored in a folder after recordings moved into the database is committed, nor what this PC does not sign.
- A checkpoint is signed over a log that holds the event, stored in the same transaction, and goes to the witness file
  after the commit: a checkpoint in the witness is always one that the database acknowledged.
- Where it ends because a row is not what the log says, a transaction of its own logs that (`row_refused`); so it is
  where this PC's keys have been used elsewhere (`desk_copied`). A log that is not what this PC has verified is told of
  that by the next commit for which it is again.
- Where something in a row could not be read, or made no sense, all rows are compared with the log. The first that is
  not what the log says is refused by its name; where there is none, the error is a bug, and stays what it is.
- Each commit carries the identifier of its command (`commands`). Where the answer to COMMIT is lost, the unit looks it
  up; where it cannot, it stays in doubt: entered again, it looks first, and raises AlreadySavedError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InvalidRequestError, SQLAlchemyError

from db.log import commands, known_log
from db.log.known_log import Known, KnownLog
from db.shared.transactions import READING, failure_of, failures_known
from desktop.application.ports.database import DeskGate, Recorded
from desktop.application.ports.log import DaySigner
from desktop.domain.log.differences import Difference
from desktop.domain.log.events import Event, EventKind, FactValue, Subject
from desktop.domain.shared.ids import DeskId, new_id
from desktop.errors import (
    AlreadySavedError,
    CheckpointNotStoredError,
    DatabaseError,
    DeskCopiedError,
    ExternalSystemError,
    KeyringError,
    ListeningRoomError,
    OtherLogError,
    RowRefusedError,
)

if TYPE_CHECKING:
    from db.log.audit_log import AuditLog
    from db.log.proven import ProvenRows, TriesOfLog
    from db.log.trusted_log import TimesTable
    from db.office import OfficesTable, PeopleTable, PoliciesTable, TurnsTable
    from db.reading.figures import StatisticsTable
    from db.reading.read_models import ReadModels
    from db.recordings.keeping import KeepingTable, RetentionKeysTable
    from db.recordings.recordings import DraftsTable, RecordingsTable, TranscriptsTable
    from db.requests import ComplaintsTable, DisclosuresTable, RequestsTable
    from db.sessions import SessionsTable


UNREADABLE = (
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    LookupError,
    ArithmeticError,
    InvalidRequestError,  # a row that has to be there is not
)
"""The errors of reading a row that holds what this program never writes; and of our bugs."""


class SqlUnitOfWork:
    """The port `UnitOfWork` over an engine. A wing's rows are loaded at their first use: opening needs few of them."""

    def __init__(
        self,
        engine: Engine,
        signer: DaySigner,
        anchor: Callable[[str], None],
        known_log: KnownLog,
        gate: DeskGate | None = None,
        now: Callable[[], datetime] | None = None,
        *,
        in_folder: bool = False,
    ) -> None:
        """`known_log`: this PC's copy of the log. `now`: the clock, for what is refused.

        `in_folder`: recordings of an office on a server are stored in a folder, as far as this PC knows.
        """
        self._in_folder = in_folder
        self.gate = gate or DeskGate()
        self._known_log = known_log
        self._known: Known | None = None
        self._at_least: int | None = None
        self._now = now or partial(datetime.now, UTC)
        self._engine = engine
        self._signer = signer
        self._anchor = anchor
        self._reads = False
        self._connection: Connection | None = None
        self._proven: ProvenRows | None = None
        self._appending: AuditLog | None = None
        self._command = new_id()
        self._in_doubt: Recorded | None = None

    def read_only(self) -> Self:
        self._reads = True
        return self

    def ahead(self, page: str, *about: str) -> None:
        if self._inside().dialect.name == "postgresql":
            from db.engines.prefetch import begin  # an embedded office does without the driver

            begin(self._inside(), page, about)

    @contextmanager
    def pause(self) -> Iterator[None]:
        self._leave()
        yield
        self.__enter__()

    def __enter__(self) -> Self:
        self._connection = connection = self._begun()
        if self._in_doubt is not None and not self._reads:
            self._settle(connection, self._in_doubt)
        self._proven = self._appending = None
        return self

    @property
    def turns(self) -> TurnsTable:
        from db.office import TurnsTable

        return TurnsTable(self._inside(), self._signer)

    @property
    def offices(self) -> OfficesTable:
        from db.office import OfficesTable

        return OfficesTable(self._inside())

    @property
    def policies(self) -> PoliciesTable:
        from db.office import PoliciesTable

        return PoliciesTable(self._inside())

    @property
    def requests(self) -> RequestsTable:
        from db.requests import RequestsTable

        return RequestsTable(self._inside(), lambda: self.known)

    @property
    def complaints(self) -> ComplaintsTable:
        from db.requests import ComplaintsTable

        return ComplaintsTable(self._inside())

    @property
    def disclosures(self) -> DisclosuresTable:
        from db.requests import DisclosuresTable

        return DisclosuresTable(self._inside())

    @property
    def recordings(self) -> RecordingsTable:
        from db.recordings.recordings import RecordingsTable

        return RecordingsTable(self._inside())

    @property
    def drafts(self) -> DraftsTable:
        from db.recordings.recordings import DraftsTable

        return DraftsTable(self._inside())

    @property
    def transcripts(self) -> TranscriptsTable:
        from db.recordings.recordings import TranscriptsTable

        return TranscriptsTable(self._inside())

    @property
    def keeping(self) -> KeepingTable:
        from db.recordings.keeping import KeepingTable

        return KeepingTable(self._inside())

    @property
    def keys(self) -> RetentionKeysTable:
        from db.recordings.keeping import RetentionKeysTable

        return RetentionKeysTable(self._inside())

    @property
    def sessions(self) -> SessionsTable:
        from db.sessions import SessionsTable

        return SessionsTable(self._inside())

    @property
    def statistics(self) -> StatisticsTable:
        from db.reading.figures import StatisticsTable

        return StatisticsTable(self._inside(), self.known)

    @property
    def people(self) -> PeopleTable:
        from db.office import PeopleTable

        return PeopleTable(self._inside(), self._now)

    @property
    def reading(self) -> ReadModels:
        from db.reading.read_models import ReadModels

        return ReadModels(self._inside(), lambda: self.proven)

    @property
    def times(self) -> TimesTable:
        from db.log.trusted_log import TimesTable

        return TimesTable(self._inside(), self.known)

    @property
    def tries(self) -> TriesOfLog:
        from db.log.proven import TriesOfLog

        return TriesOfLog(self.known, self.proven.must_be_signed_here, self._log)

    @property
    def proven(self) -> ProvenRows:
        from db.log.proven import ProvenRows  # at its first use: the windows do not wait for the replay

        if self._proven is None:
            self._proven = ProvenRows(self._inside(), self.known, self._known_log, self.people.of_row)
        return self._proven

    @property
    def known(self) -> Known:
        """The log as this PC has verified it, in this transaction. Raises OtherLogError, DatabaseError."""
        if self._known is None:
            self._known = self._known_log.follow(self._inside(), self._signer, self._at_least)
        return self._known

    @property
    def _log(self) -> AuditLog:
        """The log, of which this transaction may have appended something."""
        from db.log.audit_log import AuditLog  # at its first use: an office opens without an event

        if self._appending is None:
            self._appending = AuditLog(self._inside(), self._signer, self.known)
        return self._appending

    def _inside(self) -> Connection:
        assert self._connection is not None, "inside the unit of work"
        return self._connection

    def _begun(self) -> Connection:
        """Begin; where the server has just ended the connection, on another, since nothing was done on this one."""
        try:
            return self._begun_once()
        except SQLAlchemyError as error:
            if not isinstance(error, DBAPIError) or not error.connection_invalidated:
                raise failure_of(error) from None
        with failures_known():
            return self._begun_once()

    def _begun_once(self) -> Connection:
        self._at_least = self._known_log.size() if self._reads else None
        connection = self._engine.connect()
        try:
            if self._reads:
                connection.execution_options(**READING)
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()
        if isinstance(error, DBAPIError):
            raise failure_of(error) from None
        refused = self._unlike_the_log() if isinstance(error, UNREADABLE) else error
        if isinstance(refused, RowRefusedError) and not isinstance(refused, OtherLogError):
            of_row: dict[str, FactValue] = {"table": refused.table, "key": refused.key, "column": refused.column}
            self._log_refused(EventKind.ROW_REFUSED, of_row)
        if isinstance(refused, DeskCopiedError):
            self._log_refused(EventKind.DESK_COPIED, {})
        if isinstance(refused, RowRefusedError) and refused is not error:
            raise refused from None

    def _unlike_the_log(self) -> RowRefusedError | None:
        """Return the refusal of the first row that is not what the log says; None where there is none."""
        again = SqlUnitOfWork(self._engine, self._signer, self._anchor, self._known_log, self.gate).read_only()
        with suppress(ListeningRoomError), again as uow:
            try:
                found = next((each for each in uow.proven.everything() if isinstance(each, Difference)), None)
            except UNREADABLE:
                return None
            if found is not None:
                return RowRefusedError("row_refused", table=found.table, key=found.key, column=found.column)
        return None

    def _log_refused(self, kind: EventKind, facts: dict[str, FactValue]) -> None:
        """Log it, in a transaction of its own; where that is impossible, it is refused all the same."""
        desk = DeskId(self._signer.desk)
        about = {Subject.DESK: desk} if kind is EventKind.DESK_COPIED else {}
        event = Event(kind, self._now(), desk, subjects=about, facts=facts)
        again = SqlUnitOfWork(self._engine, self._signer, self._anchor, self._known_log, self.gate)
        with suppress(ListeningRoomError), again as log:
            log.commit(event)

    def _leave(self) -> None:
        """Undo what is not committed. A server that is lost meanwhile has undone it: nothing hangs on its answer."""
        connection, self._connection = self._connection, None
        if self._known is not None:
            self._known.close()
            self._known = None
        if connection is None:
            return
        if (ahead := connection.get_execution_options().get("ahead")) is not None:
            ahead.end()
        with suppress(SQLAlchemyError):
            connection.close()

    def commit(self, event: Event, *, checkpoint: bool = False) -> Recorded:
        if self._connection is None or self._reads:
            raise RuntimeError("commit outside a unit of work that writes")
        log = self._log
        try:
            if self._in_folder and event.kind in known_log.STORED and known_log.have_recordings_moved(self.known):
                raise DatabaseError("recordings_moved")
            missed = self._say_what_was_missed(log)
            self.proven.must_be_signed_here(event)
            if event.actor is not None:
                self.people.get(event.actor, stays=True).must_be_here()
            seq = log.append(event, self._command).seq
            signed = log.checkpoint(event.at) if checkpoint else None
        except SQLAlchemyError as error:
            raise failure_of(error) from None
        recorded = Recorded(seq, None if signed is None else signed.text)
        self._commit(self._connection, recorded)
        self._known_log.add(log.written)
        if missed:
            self._known_log.said()
        self._is_written(recorded)
        return recorded

    def _say_what_was_missed(self, log: AuditLog) -> bool:
        """Tell the log what was not in it, or another, when it was followed before; return whether anything was."""
        missed = self._known_log.unsaid()
        for seq in missed:
            facts: dict[str, FactValue] = {"table": "audit_event", "key": str(seq), "column": ""}
            log.append(Event(EventKind.ROW_REFUSED, self._now(), DeskId(self._signer.desk), facts=facts))
        return bool(missed)

    def _commit(self, connection: Connection, recorded: Recorded) -> None:
        """Commit. An error of COMMIT itself says little: the change may be written all the same."""
        try:
            connection.commit()
        except SQLAlchemyError as error:
            failure = failure_of(error)
        else:
            return
        self._leave()
        self._in_doubt = recorded
        written = commands.was_carried_out(self._engine, self._command)
        self._in_doubt = None
        if not written:
            raise failure

    def _settle(self, connection: Connection, recorded: Recorded) -> None:
        """Carry out the same command, unless it was carried out before."""
        try:
            event = commands.event_of(connection, self._command)
        except SQLAlchemyError:
            self._leave()
            raise commands.in_doubt() from None
        self._in_doubt = None
        if event is None:
            return
        self._leave()
        not_witnessed = None
        try:
            self._is_written(recorded)
        except CheckpointNotStoredError as error:
            not_witnessed = error
        named = {subject.value: id for subject, id in event.subjects.items()}
        raise AlreadySavedError("already_saved", named, event.at, not_witnessed)

    def _is_written(self, recorded: Recorded) -> None:
        """Finish once the database has committed."""
        self._command = new_id()
        with suppress(KeyringError):  # the next event destroys earlier days' keys: a commit is not reported as failed
            self._signer.committed()
        if recorded.checkpoint is None:
            return
        try:
            self._anchor(recorded.checkpoint)
        except ExternalSystemError as error:
            raise CheckpointNotStoredError(error.code, recorded.checkpoint) from None
