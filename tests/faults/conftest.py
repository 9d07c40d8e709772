from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.environment.conftest import enter
from tests.environment.keyring import session_bus
from tests.faults.killed.killing import Killer
from tests.support.fixtures import made
from tests.support.offices.places import embedded

office = made(embedded)


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Enter a session with an empty keyring, and return its environment."""
    with session_bus.secret_service(tmp_path / "session") as made:
        enter(made, monkeypatch)
        yield made


@pytest.fixture(scope="module")
def kill() -> Iterator[Killer]:
    with Killer() as made:
        yield made
