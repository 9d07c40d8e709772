"""An account without an office, with a real keyring of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.environment.conftest import enter
from tests.environment.keyring import session_bus


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Start a Secret Service of this test's own, whose session this process is in; yield where its office will be."""
    if sys.platform != "linux":
        pytest.skip("the Secret Service is Linux's")
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        yield tmp_path / "account" / "office"
