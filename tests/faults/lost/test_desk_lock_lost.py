"""The desk's lock on the database server is lost with its connection: it is taken again, or nothing more is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from db.engines.postgresql import WRITERS
from db.engines.server_address import read_address
from desktop.application.ports.desk import Desk
from desktop.bootstrap.wiring import open_desk
from desktop.errors import AlreadyRunningError, DatabaseError
from desktop.words.errors import message_for
from tests.playback.copies import until
from tests.support.fixtures import made
from tests.support.offices.builders import Office
from tests.support.offices.places import behind, shared
from tests.support.refusals import error_of
from tests.support.servers import postgres
from tests.support.servers.proxy import Loses, a_proxy

HOLDERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = " + (
    "(SELECT oid FROM pg_database WHERE datname = current_database()) "
    f"AND (classid::bigint << 32 | objid::bigint) <> {WRITERS}"
)


office = made(shared)


@contextmanager
def opened(office: Office) -> Iterator[Desk]:
    """Open the screens' desk, which is open once."""
    desk = open_desk(office.parts.paths.folder, alone=True)
    try:
        yield desk
    finally:
        desk.close()


def write(desk: Desk, office: Office) -> None:
    with desk.uow() as uow:
        uow.commit(office.an_event())


def written(office: Office) -> int:
    """Return how often `write` succeeded."""
    kind = office.an_event().kind
    return [event.kind for event in office.events()].count(kind)


def refused(office: Office) -> None:
    with pytest.raises(AlreadyRunningError), opened(office):
        pass


def lose_lock(office: Office) -> None:
    """End the connection that holds it on the server, as an administrator or a time limit does."""
    with postgres.the_server().superuser(read_address(str(office.parts.file.database)).database) as connection:
        [[holder]] = connection.execute(HOLDERS).fetchall()
        connection.execute("SELECT pg_terminate_backend(%s)", [holder])
    let_go(office)


def let_go(office: Office) -> None:
    """Wait until nobody holds it: a server learns a moment later that a connection was closed."""
    with postgres.the_server().superuser(read_address(str(office.parts.file.database)).database) as connection:
        until(lambda: connection.execute(HOLDERS).fetchall() == [])


def test_it_is_taken_again_before_the_next_commit(office: Office) -> None:
    with opened(office) as first:
        for _ in range(2):
            lose_lock(office)
            write(first, office)
            refused(office)
    with opened(office) as second:
        write(second, office)
    assert office.verify().whole


def test_it_is_taken_again_after_the_server_was_restarted(office: Office) -> None:
    server = postgres.the_server()
    with opened(office) as first:
        server.stop()
        try:
            with pytest.raises(DatabaseError):
                write(first, office)
        finally:
            server.start()
        write(first, office)
        refused(office)


def test_a_window_counts_as_open_again_once_the_server_is_back_though_nothing_is_saved(office: Office) -> None:
    server = postgres.the_server()

    def is_open() -> bool:
        with office.uow().read_only() as uow:
            return office.front in uow.reading.health(office.clock.now().date()).open_desks

    with opened(office) as desk:
        told: list[None] = []
        assert desk.changes is not None
        end = desk.changes.follow(lambda: told.append(None))
        try:
            assert is_open()
            server.stop()
            server.start()
            office.parts.engine.dispose()
            until(is_open)
        finally:
            end()


def test_while_another_program_has_the_desk_nothing_more_is_written(office: Office) -> None:
    with opened(office) as first:
        lose_lock(office)
        with opened(office) as second:
            rows = office.all_rows()
            for _ in range(2):
                taken = error_of(DatabaseError, write, first, office)
                assert taken.code == "desk_taken" and "opened in another window" in message_for(taken)
            assert office.all_rows() == rows
            with first.uow().read_only() as uow:
                assert uow.offices.get().name == "Test Council", "it can still be read"
            write(second, office)
        let_go(office)
        write(first, office)  # the other has ended, and it has the desk again
        refused(office)
    assert office.verify().whole


def test_what_was_written_before_it_was_lost_is_looked_up_all_the_same(tmp_path: Path) -> None:
    with a_proxy(postgres.the_server().port) as proxy, behind(proxy, tmp_path) as office, opened(office) as first:
        engine = first.verifier.engine  # type: ignore[attr-defined]
        other: list[Desk] = []

        def lost(_: Connection) -> None:
            """Send COMMIT and lose its answer, and the lock with it."""
            lose_lock(office)
            other.append(open_desk(office.parts.paths.folder, alone=True))

        try:
            event.listen(engine, "commit", lost, once=True)
            with Loses(engine, proxy, only=1):
                write(first, office)
            assert written(office) == 1, "it was written, and nobody is told otherwise"
            assert error_of(DatabaseError, write, first, office).code == "desk_taken" and written(office) == 1
        finally:
            for desk in other:
                desk.close()


def test_a_lock_that_a_dead_desk_left_behind_ends_soon(office: Office) -> None:
    """The server asks a silent desk whether it is still there, and releases the lock in half a minute."""
    with office.parts.engine.connect() as connection:
        said = [connection.exec_driver_sql(f"SHOW tcp_keepalives_{name}").scalar_one() for name in KEEPALIVES]
    assert said == ["15", "5", "3"]


KEEPALIVES = ("idle", "interval", "count")
