"""A log, and an empty database, in each place where an office's data can be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engines.sqlcipher import sqlcipher_engine
from db.schema import protection
from db.shared.transactions import MIGRATING
from tests.db.logs import KEY, Office, make_tables
from tests.support.offices.places import PLACES
from tests.support.servers import postgres


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Yield an empty log with its guards, written by the desks' role."""
    with _databases(request.param, tmp_path) as (engine, owner):
        yield Office(tmp_path, engine, owner)


@pytest.fixture
def log_on_server(tmp_path: Path) -> Iterator[Office]:
    """Yield the same on PostgreSQL alone."""
    with _databases("postgresql", tmp_path) as (engine, owner):
        yield Office(tmp_path, engine, owner)


@pytest.fixture(params=PLACES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Yield an empty database, as its owner has it."""
    if request.param == "postgresql":
        with postgres.a_database() as database:
            yield database.owner
        return
    engine = sqlcipher_engine(tmp_path / "office.db", KEY)
    yield engine
    engine.dispose()


@contextmanager
def _databases(place: str, folder: Path) -> Iterator[tuple[Engine | None, Engine | None]]:
    if place == "postgresql":
        with postgres.a_database(_with_tables()) as database:
            yield database.engine, database.owner
        return
    office = Office(folder)
    yield office.engine, None
    office.engine.dispose()


@cache
def _with_tables() -> str:
    name = postgres.make_database()
    owner = postgres.engine_of(postgres.the_server().address(name), postgres.OWNER_PASSWORD, owner=True)
    make_tables(owner)
    with owner.connect().execution_options(**MIGRATING) as connection, connection.begin():
        protection.grant(connection, postgres.DESKS)
    owner.dispose()
    return name
