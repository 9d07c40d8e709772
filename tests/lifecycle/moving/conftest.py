"""An office to move, an empty database, an empty share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.environment.clock import SystemClock
from desktop.lifecycle import move as moving_office
from tests.support.fixtures import made
from tests.support.offices.builders import Office, an_office
from tests.support.servers import postgres


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Return an office that was worked in. It counts as a real one here, although its keys are in a file."""
    made = an_office(tmp_path)
    monkeypatch.setattr(moving_office, "DEMO", "no office's kind")
    monkeypatch.setattr(SystemClock, "now", lambda self: made.clock.now())
    yield made
    made.parts.engine.dispose()


empty = made(lambda _: postgres.a_database())


@pytest.fixture
def share(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    return tmp_path / "share"
