from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import Office, an_office
from tests.support.places import elsewhere_is_slow


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    elsewhere_is_slow(items, Path(__file__).parent)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = an_office(tmp_path)
    yield made
    made.parts.engine.dispose()
