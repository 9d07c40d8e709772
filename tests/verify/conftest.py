from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from tests.db.logs import DESK, KEY, Office

OTHER = "b" * 32


def opened(path: Path) -> Any:
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


@dataclass(frozen=True)
class Sample:
    """A log that was built by the program, closed, with its witness."""

    database: Path
    witness: str = field(repr=False)

    @contextmanager
    def copy(self) -> Iterator[Any]:
        """Yield a connection to a copy of it, which may be spoilt."""
        copy = self.database.with_name("copy.db")
        shutil.copyfile(self.database, copy)
        connection = opened(copy)
        try:
            yield connection
        finally:
            connection.close()


def build(folder: Path, work: Callable[[Office], None]) -> Sample:
    office = Office(folder)
    work(office)
    office.engine.dispose()
    return Sample(folder / "office.db", office.witness.text())


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Sample]:
    """Return about thirty events each: two desks over three days, and one desk over six."""
    two = build(tmp_path_factory.mktemp("two"), lambda office: office.run_days(3, (DESK, OTHER), 4))
    one = build(tmp_path_factory.mktemp("one"), lambda office: office.run_days(6, (DESK,), 4))
    return [two, one]


@pytest.fixture
def spoilt(samples: list[Sample]) -> Iterator[Any]:
    """Yield a copy of the first sample without its guards."""
    from tests.verify.forgery import drop_guards

    with samples[0].copy() as connection:
        drop_guards(connection)
        yield connection


@pytest.fixture
def witness(samples: list[Sample]) -> str:
    return samples[0].witness
