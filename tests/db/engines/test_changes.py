"""Another program's commits on a server are told, this one's own are not; a lost line is made again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from db.engines import changes
from db.engines.changes import ServerChanges
from db.log import audit_log
from db.shared import transactions
from db.unit_of_work import SqlUnitOfWork
from tests.support.fixtures import made
from tests.support.offices.builders import Office
from tests.support.offices.places import shared
from tests.support.servers import postgres

LIMIT = 60.0
LISTENS = "position('LISTEN' in query) = 1"


office = made(shared)


@contextmanager
def followed(office: Office) -> Iterator[threading.Semaphore]:
    """Yield what counts how often it was told; the line stands by then."""
    told = threading.Semaphore(0)
    end = ServerChanges(office.parts.engine).follow(told.release)
    try:
        wait_for_listeners(office, 1)
        yield told
    finally:
        end()


def wait_for_listeners(office: Office, wanted: int) -> None:
    waiting = threading.Event()
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND position('LISTEN' in query) = 1"
    )
    for _ in range(2000):
        with office.parts.engine.connect() as connection:
            if connection.exec_driver_sql(query).scalar_one() >= wanted:
                return
        waiting.wait(0.01)
    raise AssertionError("nobody listens")


@contextmanager
def another(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commit as another program does; whoever listens here is still this one."""
    with monkeypatch.context() as patch:
        patch.setattr(audit_log, "transactions", SimpleNamespace(TOLD_BY=transactions.TOLD_BY, OWN_NAME="another"))
        yield


def as_another(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    """Book something as another program does."""
    with another(monkeypatch):
        office.booked(minutes_from_now=120)


def test_what_another_commits_is_told_and_what_this_one_does_is_not(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with followed(office) as told:
        office.booked()
        as_another(monkeypatch, office)
        # Told in the order of the commits: by now the own one would have been.
        assert told.acquire(timeout=LIMIT) and not told.acquire(blocking=False)


def test_what_is_rolled_back_is_told_to_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with followed(office) as told:
        with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
            patch.setattr(SqlUnitOfWork, "_commit", lambda *of: 1 / 0)  # by then the server was asked to tell
            as_another(monkeypatch, office)
        as_another(monkeypatch, office)
        assert told.acquire(timeout=LIMIT) and not told.acquire(blocking=False)


class Ended(threading.Event):
    """Ends what looks at it, after so many looks."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks

    def is_set(self) -> bool:
        self.looks -= 1
        return self.looks < 0


def test_a_line_on_which_nothing_comes_stays_as_it_is_and_tells_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LOOK_SECONDS", 0.01)
    told: list[None] = []
    connection = ServerChanges(office.parts.engine)._listening()
    try:
        changes._pass_on(connection, lambda: told.append(None), Ended(looks=5))
        assert not connection.closed and told == []
        as_another(monkeypatch, office)
        changes._pass_on(connection, lambda: told.append(None), Ended(looks=500))
        assert told == [None]
    finally:
        connection.close()


def test_after_a_while_without_news_it_is_told_what_time_alone_has_changed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody commits that a PC has been silent for a minute."""
    monkeypatch.setattr(changes, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(changes, "QUIET_SECONDS", 0.0)
    told: list[None] = []
    connection = ServerChanges(office.parts.engine)._listening()
    try:
        changes._pass_on(connection, lambda: told.append(None), Ended(looks=3))
        assert len(told) == 3
    finally:
        connection.close()


def test_a_lost_line_is_made_again_and_told_since_something_may_have_been_missed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "AGAIN_SECONDS", 0.05)
    with followed(office) as told:
        with postgres.the_server().superuser() as connection:
            query = (
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE position('LISTEN' in query) = 1"
            )
            assert connection.execute(query).fetchone() is not None
        assert told.acquire(timeout=LIMIT)
        wait_for_listeners(office, 1)
        as_another(monkeypatch, office)
        assert told.acquire(timeout=LIMIT)
