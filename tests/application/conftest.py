from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.offices.builders import Office
from tests.support.offices.places import elsewhere_is_slow, embedded


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    elsewhere_is_slow(items, Path(__file__).parent)


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Yield the small office: on a PC of its own, or wherever the module says (`EVERYWHERE`, `WITH_COUNTERS`)."""
    with getattr(request, "param", embedded)(tmp_path) as made:
        yield made
