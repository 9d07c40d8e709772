from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.playing import SoundingDesk, sounding
from tests.support.fixtures import made
from tests.support.offices.builders import Office
from tests.support.offices.places import embedded


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the whole folder as slow: sessions through the real windows with libvlc, in processes of their own."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


office = made(embedded)


@pytest.fixture
def desk(office: Office) -> Iterator[SoundingDesk]:
    with sounding(office) as made:
        yield made
