"""One contract for every place where the aggregates are stored (`tests.support.offices.places`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from desktop.application.ports.database import UnitOfWork
from tests.support.fixtures import made_in_each
from tests.support.offices.builders import Office
from tests.support.offices.places import PLACES


@pytest.fixture(params=PLACES, scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with PLACES[request.param](tmp_path_factory.mktemp("place")) as office:
        yield office


@pytest.fixture
def open_unit(place: Office) -> Callable[[], UnitOfWork]:
    """Open units of work over that place; uncommitted changes are gone at their end."""
    return place.uow


office = made_in_each(PLACES)
"""An office of the test's own."""
