"""A keyring of the tests' own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.environment.keyring import session_bus

collect_ignore = [] if sys.platform == "linux" else ["keyring/test_keyring_store.py"]
"""The Secret Service, and the libraries that speak to it, are Linux's."""


@pytest.fixture(scope="module")
def secret_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Yield the environment of one running Secret Service for a module's tests."""
    with session_bus.secret_service(tmp_path_factory.mktemp("secrets")) as surroundings:
        yield surroundings


@pytest.fixture
def own_secret_service(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of a Secret Service for one test, which may lock or break it."""
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        yield surroundings


@pytest.fixture
def empty_bus(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of a session bus on which no Secret Service is running."""
    with session_bus.session_bus(tmp_path / "session") as surroundings:
        yield surroundings


@pytest.fixture
def in_session(secret_service: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Put this process into the session with the Secret Service."""
    enter(secret_service, monkeypatch)


def enter(surroundings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this process a part of that session."""
    for name in set(os.environ) - set(surroundings):
        if name.startswith(("DBUS_", "XDG_", "KEYRING_", "PYTHON_KEYRING_")):
            monkeypatch.delenv(name)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
