"""The shared database of many desks: PostgreSQL through psycopg.

Rules:
- Over the network only by TLS, with the server's certificate and name checked (`verify-full`) against the one authority
  that the address names. GSS encryption, which would replace TLS unchecked, is off. The environment's settings
  (`PGSSLMODE`, `PGHOSTADDR`, `PGOPTIONS` and the like) are overruled.
- A password is proved (SCRAM), and never sent: whoever stands in for the server, even with its certificate, gets none.
- A writer takes the writers' lock first and keeps it to the end, so that writers are serialised, as they are on SQLite.
  Only then does its transaction begin, with one snapshot (REPEATABLE READ): it sees all earlier commits, and a row that
  it compared with the log is the row that it uses, whoever else writes meanwhile. No retry, no deadlock; a row that
  somebody changes past the lock cannot be written to (`database_busy`).
- That lock is an advisory one, for which the server has one queue: whoever ends wakes the next and nobody else. It is
  taken for the connection, since a snapshot would be older than a lock of the transaction, and then handed over to it.
- A reader (`execution_options(**READING)`) has one snapshot, takes no lock and waits for nobody.
- Nobody waits for ever: each wait has a limit, on the server and, if that is silent, here. It ends as a known error.
- A connection is tested before it is used, so that work resumes by itself when a lost server is back.
"""

from __future__ import annotations

import selectors
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError

from db.engines.prefetch import LEARNED, Learned, learn
from db.engines.server_address import ServerAddress, why_it_fails
from db.shared.transactions import READING, failure_of
from desktop.errors import DatabaseError, RoleRefusedError, in_place_of

Result = TypeVar("Result")

CONNECT_SECONDS = 5
LOCK_SECONDS = 5
STATEMENT_SECONDS = 15
IDLE_SECONDS = 15
"""How long a program that has stopped in the middle of a transaction blocks every other writer."""
_PROVED = "scram-sha-256"
_WANTS_MORE = "authentication method requirement"
"""The beginning of libpq's message where a server wants the password itself, or none where one is to be proved."""
LOGIN_ENDED = "is not permitted to log in"
"""The message of a server on a role that may not log in any more (`server_database`). One that speaks another language
says it in that: there the PC reads that the server does not let it in."""
SILENCE_SECONDS = 20
"""How long this side waits for an answer: a little longer than the server may work on one."""

WRITERS = int.from_bytes(b"writing")
"""The number of the writers' lock. Desks have numbers of 60 random bits (`locks`)."""
_WRITING = (
    f"BEGIN; SELECT pg_advisory_lock({WRITERS}); COMMIT; "
    "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE audit_head IN ROW SHARE MODE; "
    f"SELECT pg_advisory_xact_lock({WRITERS}), pg_advisory_unlock({WRITERS}); SELECT one FROM audit_head FOR UPDATE"
)
"""How a writer begins: one trip. `LOCK TABLE` waits for a migration (`schema.migrate`), and takes no snapshot."""

_NETWORK = {
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": 1000 * CONNECT_SECONDS,  # ms; sent data that reached nobody (Linux)
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "gssencmode": "disable",
    "ssl_min_protocol_version": "TLSv1.2",
    "client_encoding": "utf8",
    "application_name": "listening-room",
}
_SETTINGS = {
    "search_path": "public",
    "lock_timeout": f"{LOCK_SECONDS}s",
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    "default_transaction_isolation": r"read\ committed",
    # Where a desk loses its power or its network, the server releases what it held, its lock too, in half a minute.
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


class _Impatient(psycopg.Connection[Any]):
    """A connection that gives up on a silent server: its machine may answer for it while it does not.

    Whoever names a time of their own waits for news (`changes`): a server that has none is not silent.
    """

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, SILENCE_SECONDS)
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("the server is silent") from None


def postgresql_engine(address: ServerAddress, password: str | None, *, patient: bool = False) -> Engine:
    """Return an engine over that database; `patient` for migrations, whose statements may take any time.

    Connecting raises DatabaseError: as `why_it_fails`, `desk_login_ended`, `database_wants_password`,
    `database_unreachable`; where the server answers and does not let the role in, the last is a RoleRefusedError.
    """
    kind: type[psycopg.Connection[Any]] = psycopg.Connection if patient else _Impatient
    settings = _SETTINGS | ({"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"} if patient else {})
    parameters = _parameters(address, password, settings)
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: _connected(kind, parameters, address),
        pool_timeout=CONNECT_SECONDS,
        hide_parameters=True,
        execution_options={LEARNED: Learned()},
    )
    learn(engine)
    event.listen(engine, "checkout", _is_there)
    event.listen(engine, "begin", _begin)
    return engine


def _parameters(address: ServerAddress, password: str | None, settings: dict[str, str]) -> dict[str, Any]:
    trust = {"sslmode": "verify-full", "sslrootcert": address.authority, "require_auth": _PROVED}
    if address.local:  # a socket's server may know its user by the account
        trust = {"sslmode": "disable", "require_auth": f"{_PROVED},none"}
    return {
        **_NETWORK,
        **trust,
        "host": address.host,
        "hostaddr": "",  # that of the environment would lead elsewhere, also away from a socket
        "port": address.port,
        "user": address.user,
        "dbname": address.database,
        "password": password or None,
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
    }


def _connected(
    kind: type[psycopg.Connection[Any]], parameters: dict[str, Any], address: ServerAddress
) -> psycopg.Connection[Any]:
    try:
        return kind.connect(**parameters)
    except psycopg.Error as error:
        failure = _failure(error, address)
    raise failure  # outside the handler: the driver's message names the server and its user


def _failure(error: psycopg.Error, address: ServerAddress) -> DatabaseError:
    # libpq gives a failed connection no code of its own, only English words.
    if LOGIN_ENDED in str(error):
        return DatabaseError("desk_login_ended")
    if _WANTS_MORE in str(error):
        return DatabaseError("database_wants_password")
    if error.pgconn is not None and (error.pgconn.used_password or error.pgconn.needs_password):
        return RoleRefusedError("database_unreachable")
    if isinstance(error, psycopg.errors.ConnectionTimeout):
        return DatabaseError("database_unreachable")
    return why_it_fails(address)


def _is_there(driver: object, record: object, proxy: object) -> None:
    """Ask the server only where it has said something unasked, as one does that ends: that costs a trip less each time.

    And forget that the transaction before, someone else's, only read. Raises DisconnectionError: the pool has others.
    """
    assert isinstance(driver, psycopg.Connection)
    with in_place_of(psycopg.Error, DisconnectionError()):
        with selectors.DefaultSelector() as said:
            said.register(driver.pgconn.socket, selectors.EVENT_READ)
            spoken = bool(said.select(0))
        if spoken:
            driver.autocommit = True
            driver.execute("SELECT 1")
        driver.autocommit = False
        driver.isolation_level = driver.read_only = None


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    reading = bool(options.get("reading", False))
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    driver.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ if reading else None  # sent with BEGIN itself
    driver.read_only = True if reading else None
    driver.autocommit = writing = not reading and not options.get("migrating", False)
    if writing:  # BEGIN is ours: psycopg's own takes a trip more
        try:
            connection.exec_driver_sql(_WRITING, execution_options={"no_parameters": True})
        except BaseException:
            connection.invalidate()  # it may hold the lock still
            raise


def own_connection(engine: Engine) -> psycopg.Connection[Any]:
    """Return a connection out of the pool, on which each statement commits by itself, and that its caller closes.

    Raises DatabaseError.
    """
    try:
        pooled = engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        try:
            connection.autocommit = True
        except psycopg.Error:
            connection.close()
            raise
    except SQLAlchemyError as error:
        raise failure_of(error) from None
    except psycopg.Error:
        raise DatabaseError("database_lost") from None
    return connection  # type: ignore[no-any-return]


class Streaming:
    """A connection for the verifier (PEP 249), whose rows stay on the server until they are fetched."""

    Error = (psycopg.DataError, psycopg.IntegrityError, psycopg.InternalError, psycopg.ProgrammingError)
    """Errors that are findings about the log. A lost server is not."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._cursors: list[psycopg.ServerCursor[Any]] = []

    def cursor(self) -> psycopg.ServerCursor[Any]:
        """Return a new cursor; all are closed together at the end."""
        cursor = self._connection.cursor(name=f"log_{len(self._cursors)}")
        self._cursors.append(cursor)
        return cursor

    def close_cursors(self) -> None:
        """Close all cursors, also of a lost connection."""
        for cursor in self._cursors:
            cursor.close()


@contextmanager
def streaming(engine: Engine) -> Iterator[Streaming]:
    """Yield one snapshot of the database, to be read through. Raises DatabaseError (`database_lost` along the way)."""
    with engine.connect() as connection:
        connection = connection.execution_options(**READING)
        connection.begin()
        stream = Streaming(connection.connection.driver_connection)  # type: ignore[arg-type]
        try:
            yield stream
        except psycopg.OperationalError:
            connection.invalidate()
            raise DatabaseError("database_lost") from None
        finally:
            stream.close_cursors()
