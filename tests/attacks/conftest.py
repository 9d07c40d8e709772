"""An office in each place where one can be, attacked by whoever has the database's own rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import Office
from tests.support.places import PLACES, elsewhere_is_slow


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = Path(__file__).parent
    elsewhere_is_slow(items, folder)
    for item in items:
        if item.path.parent == folder and item.get_closest_marker("against") is None:
            item.add_marker(pytest.mark.against("rows"))


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as office:
        yield office
