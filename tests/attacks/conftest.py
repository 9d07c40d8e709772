"""An office in each place where one can be, attacked by whoever has the database's own rights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fixtures import made_in_each
from tests.support.offices.places import PLACES, elsewhere_is_slow


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = Path(__file__).parent
    elsewhere_is_slow(items, folder)
    for item in items:
        if item.path.parent == folder and item.get_closest_marker("against") is None:
            item.add_marker(pytest.mark.against("rows"))


place = made_in_each(PLACES)
