"""The connection to a real PostgreSQL server: whom it trusts, what it locks, and how long it waits."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import psycopg
import pytest
from sqlalchemy import Connection, Engine, exc

from db.engines import postgresql
from db.engines.postgresql import own_connection, postgresql_engine, streaming
from db.engines.server_address import ServerAddress, read_address
from db.schema import migrate
from db.shared.transactions import MIGRATING, READING, failure_of
from desktop.domain.office.throttle import Tries
from desktop.errors import DatabaseError
from desktop.words.errors import message_for
from tests.db.logs import Office, an_event
from tests.support.fixtures import made
from tests.support.offices.builders import Office as Desks
from tests.support.offices.places import shared
from tests.support.refusals import error_of
from tests.support.servers import postgres

ROOT = Path(__file__).resolve().parents[3]


database = made(lambda _: postgres.a_database())
"""An empty database."""


@pytest.fixture
def log(log_on_server: Office) -> Office:
    log_on_server.record(an_event())
    return log_on_server


def refused(address: str, password: str = postgres.DESKS_PASSWORD) -> DatabaseError:
    engine = postgresql_engine(read_address(address), password)
    caught = error_of(DatabaseError, engine.connect)
    engine.dispose()
    said = "".join(traceback.format_exception(caught)) + repr(engine) + message_for(caught)
    assert password not in said and postgres.DESKS not in said and "localhost" not in said
    return caught


def facts(engine: Engine, *queries: str) -> list[Any]:
    with engine.connect().execution_options(**READING) as connection:
        return [connection.exec_driver_sql(query).scalar_one() for query in queries]


@pytest.mark.against("network")
def test_it_is_encrypted(database: postgres.Database) -> None:
    query = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"
    assert facts(database.engine, query) == ["TLSv1.3"]


@pytest.mark.against("network")
def test_whom_it_does_not_trust_and_who_does_not_let_it_in_is_told_apart(database: postgres.Database) -> None:
    address, server = database.address, database.server
    told = {
        server.address(database.name, authority="other-ca.crt"): "database_certificate_authority",
        server.address(database.name, host="127.0.0.1"): "database_certificate_name",
        address.replace(f":{server.port}/", ":1/"): "database_unreachable",
    }
    assert {each: refused(each).code for each in told} == told
    assert refused(address, "not the password").code == "database_unreachable"


def test_where_the_pool_has_none_left_that_is_a_failure_of_the_database() -> None:
    with pytest.raises(DatabaseError, match="database_unavailable"):
        own_connection(Mock(raw_connection=Mock(side_effect=exc.TimeoutError())))


@pytest.fixture
def without_tls() -> Iterator[postgres.Server]:
    """Make the server accept anyone without TLS, and offer none."""
    server = postgres.the_server()
    _switch_tls(server, "off")
    yield server
    _switch_tls(server, "on")


def _switch_tls(server: postgres.Server, to: str) -> None:
    with server.superuser() as connection:
        connection.execute(f"ALTER SYSTEM SET ssl = {to}".encode())
    server.stop()
    server.start()


@pytest.mark.against("network")
def test_a_server_without_tls_is_refused_though_it_would_take_us(
    database: postgres.Database, without_tls: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain: dict[str, Any] = {
        "host": "localhost",
        "port": without_tls.port,
        "user": postgres.DESKS,
        "dbname": database.name,
    }
    psycopg.connect(**plain, password=postgres.DESKS_PASSWORD).close()
    monkeypatch.setenv("PGSSLMODE", "disable")
    assert refused(database.address).code == "database_untrusted"


@pytest.mark.against("network")
def test_what_the_environment_says_has_no_part(database: postgres.Database) -> None:
    bent = {
        "PGSSLMODE": "disable",
        "PGSSLROOTCERT": str(database.server.folder / "other-ca.crt"),
        "PGHOST": "nowhere.invalid",
        "PGHOSTADDR": "192.0.2.1",
        "PGUSER": "nobody",
        "PGDATABASE": "nothing",
        "PGOPTIONS": "-c statement_timeout=0 -c search_path=elsewhere",
    }
    with pytest.MonkeyPatch.context() as environment:
        for name, value in bent.items():
            environment.setenv(name, value)
        said = facts(database.engine, "SELECT current_user", "SHOW statement_timeout", "SHOW search_path")
    assert said == [postgres.DESKS, "15s", "public"]


@contextmanager
def asks_for_the_password_itself(listening: socket.socket, tls: ssl.SSLContext | None) -> Iterator[list[bytes]]:
    """Stand in for the server; yield a list of what it is sent as a password."""
    sent: list[bytes] = []

    def answer() -> None:
        with suppress(OSError):
            while True:
                line, _ = listening.accept()
                if tls is not None:
                    line.recv(8)
                    line.sendall(b"S")
                    line = tls.wrap_socket(line, server_side=True)
                with line:
                    line.recv(1024)
                    line.sendall(b"R" + struct.pack("!ii", 8, 3))  # AuthenticationCleartextPassword
                    sent.append(line.recv(1024))

    listening.listen()
    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield sent
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.against("network")
@pytest.mark.parametrize("over", ["network", "socket"])
def test_no_server_is_sent_the_password_itself(database: postgres.Database, tmp_path: Path, over: str) -> None:
    """Also where it has the certificate of the real one."""
    server, tls = database.server, None
    with socket.socket(socket.AF_UNIX if over == "socket" else socket.AF_INET) as listening:
        if over == "socket":
            listening.bind(str(tmp_path / ".s.PGSQL.5432"))
            address = f"postgresql://{postgres.DESKS}@/db?host={tmp_path}"
        else:
            listening.bind(("127.0.0.1", 0))
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(server.folder / "server.crt", server.folder / "server.key")
            here = f"localhost:{listening.getsockname()[1]}"
            address = database.address.replace(f"localhost:{server.port}", here)
        with asks_for_the_password_itself(listening, tls) as sent:
            assert refused(address).code == "database_wants_password"
    assert sent == [b""]


def test_a_login_that_was_ended_is_told_apart(database: postgres.Database) -> None:
    role = f"{postgres.DESKS}_stolen"
    with database.server.superuser() as connection:
        connection.execute(f"CREATE ROLE {role} NOLOGIN PASSWORD 'its own'")
    try:
        assert refused(database.server.address(database.name, user=role), "its own").code == "desk_login_ended"
    finally:
        with database.server.superuser() as connection:
            connection.execute(f"DROP ROLE {role}")


@pytest.mark.against("adviser")
def test_a_socket_of_this_machine_does_without_tls_and_nothing_leads_elsewhere(
    database: postgres.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")  # where the same server would be reached by the network
    sockets = str(database.server.folder / "sockets")
    address = ServerAddress(postgres.DESKS, sockets, database.server.port, database.name, "")
    engine = postgresql_engine(address, postgres.DESKS_PASSWORD)
    asked = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", "SELECT inet_client_addr()"
    assert facts(engine, *asked) == [False, None]
    engine.dispose()


def test_text_is_sorted_by_its_bytes_whatever_the_databases_language(tmp_path: Path) -> None:
    query = """SELECT table_name, column_name, collation_name FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type = 'character varying' AND table_name <> 'alembic_version'"""
    with shared(tmp_path) as office, office.parts.engine.connect() as connection:
        columns = connection.exec_driver_sql(query).all()
    assert len(columns) > 50 and [column for column in columns if column[2] != "C"] == []


def test_who_writes_holds_the_head_from_the_beginning_and_readers_read_on(log: Office) -> None:
    with log.engine.connect() as writer, log.engine.connect() as reader, log.engine.connect() as late:
        writer.begin()
        assert reader.execution_options(**READING).exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one()
        assert is_kept_out(late)


def test_a_program_from_before_that_locks_the_heads_row_alone_is_waited_for(log: Office) -> None:
    with log.owner.connect().execution_options(**MIGRATING) as earlier, log.engine.connect() as late:
        earlier.exec_driver_sql("SELECT one FROM audit_head FOR UPDATE")
        assert is_kept_out(late)
        earlier.rollback()
        late.begin()


def test_before_the_first_event_there_is_one_writer_too(log_on_server: Office) -> None:
    with log_on_server.engine.connect() as writer, log_on_server.engine.connect() as late:
        writer.begin()
        assert is_kept_out(late)


def is_kept_out(writer: Connection) -> bool:
    writer.connection.cursor().execute("SET lock_timeout = '50ms'")
    writer.connection.commit()
    with pytest.raises(Exception, match="lock timeout") as caught:
        writer.begin()
    return failure_of(caught.value).code == "database_busy"  # type: ignore[arg-type]


def test_a_migration_keeps_writers_out_and_readers_read_on(log: Office) -> None:
    with migrate._migration(log.owner, migrate.VERSIONS), log.engine.connect() as reader, log.engine.connect() as late:
        assert reader.execution_options(**READING).exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one()
        assert is_kept_out(late)
    log.record(an_event())


def test_who_reads_can_change_nothing_and_sees_one_moment(log: Office) -> None:
    with log.engine.connect().execution_options(**READING) as reader:
        before = reader.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one()
        log.record(an_event())
        assert reader.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one() == before
        with pytest.raises(Exception, match="read-only"):
            reader.exec_driver_sql("UPDATE audit_head SET root = root")


def test_after_somebody_has_read_the_connection_is_for_anything_again(log: Office) -> None:
    """The vault writes without SQLAlchemy's transactions, over a connection of the same pool."""
    with log.engine.connect().execution_options(**READING) as reader:
        reader.exec_driver_sql("SELECT count(*) FROM audit_event")
    with log.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        found = [
            driver.execute(asked).fetchone() for asked in ("SHOW transaction_read_only", "SHOW transaction_isolation")
        ]
        driver.rollback()
    assert found == [("off",), ("read committed",)]


def test_a_statement_that_takes_too_long_ends_as_busy(log: Office) -> None:
    with log.engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = '50ms'")
        with pytest.raises(Exception, match="timeout") as caught:
            connection.exec_driver_sql("SELECT pg_sleep(60)")
    assert failure_of(caught.value).code == "database_busy"  # type: ignore[arg-type]


def test_nobody_waits_for_ever_and_a_migration_takes_its_time(log: Office) -> None:
    settings = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    assert facts(log.engine, *(f"SHOW {name}" for name in settings)) == ["5s", "15s", "15s"]
    assert facts(log.owner, *(f"SHOW {name}" for name in settings)) == ["5s", "0", "0"]


@pytest.fixture
def hasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desks]:
    """Yield an office whose waits are short, to be waited for."""
    monkeypatch.setitem(postgresql._SETTINGS, "lock_timeout", "200ms")
    monkeypatch.setitem(postgresql._SETTINGS, "idle_in_transaction_session_timeout", "700ms")
    with shared(tmp_path) as office:
        yield office


def test_who_cannot_write_in_time_is_told_that_the_database_is_busy_and_that_nothing_was_changed(
    hasty: Desks,
) -> None:
    before = hasty.all_rows()
    with hasty.uow() as first:
        first.people.save_tries("desk", "one", Tries(1, None))
        with pytest.raises(DatabaseError) as busy, hasty.uow():
            pass
    assert busy.value.code == "database_busy"
    assert hasty.all_rows() == before


def test_a_program_that_is_suspended_while_it_writes_keeps_nobody_out_for_long(hasty: Desks) -> None:
    command = [sys.executable, "-c", SUSPENDED, str(hasty.parts.paths.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "writing\n"
        other.send_signal(signal.SIGSTOP)
        waited = written_in_the_end(hasty)
        other.send_signal(signal.SIGCONT)
        said, _ = other.communicate("go on\n", timeout=60)
    assert waited and said == "database_lost\n"
    with hasty.uow().read_only() as uow:
        assert (uow.people.tries("desk", "theirs").failures, uow.people.tries("desk", "ours").failures) == (0, 1)


SUSPENDED = """
import sys
from pathlib import Path
from db.engines import postgresql
from desktop.bootstrap.opening import open_parts
from desktop.domain.office.throttle import Tries
from desktop.words.errors import message_for
from desktop.errors import DatabaseError
postgresql._SETTINGS["idle_in_transaction_session_timeout"] = "700ms"
parts = open_parts(Path(sys.argv[1]))
try:
    with parts.uow(parts.file.desk) as uow:
        uow.people.save_tries("desk", "theirs", Tries(1, None))
        print("writing", flush=True)
        sys.stdin.readline()
        uow.people.tries("desk", "theirs")
except DatabaseError as error:
    print(error.code)
"""


def written_in_the_end(office: Desks) -> bool:
    """Write in the end; return whether someone else had to wait first."""
    waited = False
    while True:
        try:
            with office.uow() as uow:
                uow.people.save_tries("desk", "ours", Tries(1, None))
                uow.commit(office.an_event())
            return waited
        except DatabaseError as error:
            assert error.code == "database_busy"
            waited = True


def test_a_server_that_is_silent_is_given_up(log: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "SILENCE_SECONDS", 0.2)
    with log.engine.connect() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(Exception, match="silent") as caught:
                connection.exec_driver_sql("SELECT 1")
        finally:
            os.kill(pid, signal.SIGCONT)
    assert failure_of(caught.value).code == "database_lost"  # type: ignore[arg-type]
    monkeypatch.undo()
    assert log.record(an_event()) == 2


def test_a_connection_that_the_server_ended_is_made_anew(log: Office) -> None:
    [pid] = facts(log.engine, "SELECT pg_backend_pid()")
    postgres.the_server().end_backend(int(pid))
    assert log.record(an_event()) == 2


def test_a_log_is_streamed_and_not_loaded_whole(log: Office) -> None:
    with streaming(log.engine) as stream:
        cursor, other = stream.cursor(), stream.cursor()
        cursor.execute("SELECT generate_series(1, 100000000)")
        other.execute("SELECT 'another at the same time'")
        assert cursor.fetchmany(3) == [(1,), (2,), (3,)] and other.fetchmany(9) == [("another at the same time",)]


def test_streaming_from_a_server_that_is_lost_says_so(log: Office) -> None:
    with pytest.raises(DatabaseError) as failed, streaming(log.engine) as stream:
        cursor = stream.cursor()
        cursor.execute("SELECT generate_series(1, 100000000)")
        cursor.fetchmany(3)
        postgres.the_server().stop()
        postgres.the_server().start()
        cursor.fetchmany(3)
    assert failed.value.code == "database_lost"
