"""Our own revisions, down and up again, on an office with some history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.schema import migrate
from db.schema.tables import metadata
from tests.support.builders import Office
from tests.support.places import PLACES, owners


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def owner(office: Office) -> Iterator[Engine]:
    with owners(office) as engine:
        yield engine


def test_everything_stands_as_it_stood_after_the_first_schema_was_brought_up_to_date(
    office: Office, owner: Engine
) -> None:
    office.closed()
    rows = office.all_rows()
    migrate.downgrade(owner, "0001")
    assert not migrate.is_current(office.parts.engine)
    migrate.upgrade(owner)
    assert migrate.differences(owner, metadata) == []
    assert office.all_rows() == rows and rows
    assert office.verify().whole
