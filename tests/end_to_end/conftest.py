from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import Office, an_office
from tests.end_to_end.playing import SoundingDesk, sounding


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = an_office(tmp_path)
    yield made
    made.parts.engine.dispose()


@pytest.fixture
def desk(office: Office) -> Iterator[SoundingDesk]:
    with sounding(office) as made:
        yield made
