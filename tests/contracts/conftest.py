"""One contract for every place where the aggregates are kept. A new one (PostgreSQL) is added to `PLACES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.application.storage import UnitOfWork
from tests.builders import Office, an_office

Place = Callable[[Path], Iterator[Office]]


def embedded(folder: Path) -> Iterator[Office]:
    """SQLCipher in a file."""
    office = an_office(folder)
    yield office
    office.parts.engine.dispose()


PLACES: dict[str, Place] = {"sqlcipher": embedded}


@pytest.fixture(params=PLACES, scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    yield from PLACES[request.param](tmp_path_factory.mktemp("place"))


@pytest.fixture
def open_unit(place: Office) -> Callable[[], UnitOfWork]:
    """Units of work over that place; what is not committed is gone at their end."""
    return place.uow
